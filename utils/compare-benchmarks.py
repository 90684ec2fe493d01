#!/usr/bin/env python3
"""Says which of two builds of lowres-bench is faster, and how sure that is:

    compare-benchmarks.py BENCH_A BENCH_B [--rounds N] -- ARGUMENTS

runs both with the same arguments in the order A B, B A, A B, ..., so that what
changes slowly in a machine meets both alike. Two runs that lie side by side are
a round, and give each benchmark one ratio B / A of times (the shortest of a
run's repetitions; processor time, or time by the wall for benchmarks that end
in "/real_time", as lowres-bench itself takes them). Of the ratios of all
rounds, the median is printed, and an interval that would hold the true median
in at least 95 of 100 comparisons, whatever the distribution: from the k-th
smallest to the k-th largest ratio, where of n tosses of a coin fewer than k
heads, or fewer than k tails, come up with a probability of at most 5 %.

Prints a line for each benchmark. Exits 0 whatever is faster, 1 when a program
does not give figures for the same benchmarks, 2 when the command line is wrong.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

NAME = "compare-benchmarks"
UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
CONFIDENCE = 0.95


class BadBench(Exception):
    """A program did not do what lowres-bench does."""


def rank_of_interval(rounds):
    """The k of the interval above; 0 if there are too few rounds for one."""
    outside, k = 0.0, 0
    while True:
        outside += 2 * math.comb(rounds, k) / 2**rounds
        if outside > 1 - CONFIDENCE:
            return k
        k += 1


def run(bench, arguments):
    """Runs a program once: {benchmark: seconds}."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "figures.json")
        try:
            done = subprocess.run(
                [bench, *arguments, f"--json={path}"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise BadBench(f"{bench}: {error.strerror}") from error
        if done.returncode != 0:
            said = done.stderr.strip().splitlines() or ["it says nothing"]
            raise BadBench(f"{bench}: exit code {done.returncode}: {said[-1]}")
        try:
            with open(path, encoding="utf-8") as file:
                return shortest_times(json.load(file))
        except OSError as error:
            raise BadBench(f"{bench}: has written no --json file") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadBench(
                f"{bench}: its --json file is not one of Google Benchmark"
            ) from error


def shortest_times(figures):
    times = {}
    for entry in figures["benchmarks"]:
        if entry["run_type"] != "iteration":
            continue
        name = entry["run_name"]
        is_wall = name.endswith("/real_time")
        time = entry["real_time" if is_wall else "cpu_time"]
        seconds = time * UNITS[entry["time_unit"]]
        if not (math.isfinite(seconds) and seconds > 0):
            raise ValueError(f"no time: {seconds}")
        times[name] = min(seconds, times.get(name, seconds))
    return times


def run_round(benches, arguments, is_turned):
    """One run of each: [times of A, times of B]."""
    results = [None, None]
    for i in (1, 0) if is_turned else (0, 1):
        results[i] = run(benches[i], arguments)
    for i in (0, 1):
        other = results[1 - i]
        for name in results[i]:
            if name not in other:
                raise BadBench(f"{benches[1 - i]}: has no benchmark {name}")
    if not results[0]:
        raise BadBench(f"{benches[0]}: has no benchmarks")
    return results


def format_time(seconds):
    for unit, size in UNITS.items():
        if seconds < 1000 * size:
            break
    return f"{seconds / size:.4g} {unit}"


def print_table(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths))
        print("  ".join(cells).rstrip())


def report(rounds, rank):
    rows = [("B / A", "interval", "B is", "A", "B", "benchmark")]
    for name in rounds[0][0]:
        ratios = sorted(b[name] / a[name] for a, b in rounds)
        low, high = ratios[rank - 1], ratios[-rank]
        verdict = "faster" if high < 1 else "slower" if low > 1 else "the same"
        medians = (
            format_time(statistics.median(times[i][name] for times in rounds))
            for i in (0, 1)
        )
        rows.append(
            (
                f"{statistics.median(ratios):.3f}",
                f"{low:.3f} to {high:.3f}",
                verdict,
                *medians,
                name,
            )
        )
    print_table(rows)


def parse_arguments(argv):
    """Splits at the first "--": (own options, arguments for the programs)."""
    split = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(
        prog=NAME,
        usage=f"{NAME}.py BENCH_A BENCH_B [--rounds N] -- ARGUMENTS",
        description="Says which of two builds of lowres-bench is faster.",
    )
    parser.add_argument("bench_a", help="a lowres-bench")
    parser.add_argument("bench_b", help="another, built from other code")
    parser.add_argument(
        "--rounds", type=int, default=10, help="runs of each (default: 10)"
    )
    options = parser.parse_args(argv[:split])
    if options.rounds < 1 or rank_of_interval(options.rounds) == 0:
        parser.error(
            f"--rounds: expected at least 6, with which an interval is sure to "
            f"{CONFIDENCE:.0%}, found {options.rounds}"
        )
    return options, argv[split + 1 :]


def main(argv):
    options, arguments = parse_arguments(argv)
    benches = [options.bench_a, options.bench_b]
    try:
        for bench in benches:  # Before minutes of measuring.
            if shutil.which(bench) is None:
                raise BadBench(f"{bench}: no program that can be run")
        rounds = [
            run_round(benches, arguments, is_turned=i % 2 == 1)
            for i in range(options.rounds)
        ]
        for times in rounds:
            if times[0].keys() != rounds[0][0].keys():
                raise BadBench("the benchmarks are not the same in all rounds")
    except BadBench as error:
        print(f"{NAME}: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    report(rounds, rank_of_interval(options.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
