#!/usr/bin/env python3
"""Says of every kernel that a model has on an NVIDIA GPU what it needs there, and
of what instructions it is, without a GPU:

    gpu-report.py MODEL [--chip sm_90] [--activations f32|i8]
        [--bin build/release/bin]
    gpu-report.py --ptx KERNELS.ptx [--log PTXAS.txt] [--chip sm_90]

The model is compiled by lowres-compile to PTX, and that by CUDA's ptxas for the
chip, which is looked for as the compiler does: in PATH, $CUDA_PATH/bin,
$CUDA_HOME/bin and /usr/local/cuda/bin. With --ptx there is PTX already, and with
--log what `ptxas -v` said of it, so that neither program is needed.

The first table is what ptxas says (registers of a thread, bytes of its stack and
of what was spilled there, shared memory of a block), and how many blocks of that
a multiprocessor holds: as many as its warps, blocks, registers and shared memory
allow, the scarcest of which is named. Occupancy is their warps by those that
there can be. The limits are those of the table "Technical Specifications per
Compute Capability" in NVIDIA's CUDA C++ Programming Guide; registers are given
out as in cuda_occupancy.h, which comes with CUDA: in units of 256 to a warp, in
each of four parts of the multiprocessor.

The second counts instructions of the PTX, as they stand there: those in a loop
once, and before ptxas makes others of them. Loads and stores are by the bytes
of a thread, such as 2 of 16 and 8 of 1: `16: 2, 1: 8`.

Exits 1 when one of the programs fails, 2 when the command line is wrong.
"""

import argparse
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

NAME = "gpu-report"
CHECKOUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


class Failure(Exception):
    pass


# --- Kernels ----------------------------------------------------------------


class Kernel:
    def __init__(self, name):
        self.name = name
        self.threads = None
        self.counts = collections.Counter()
        # By bytes of a thread.
        self.widths = collections.defaultdict(collections.Counter)
        # What ptxas says.
        self.registers = self.stack = self.spills = None
        self.shared = 0


# The class of an instruction is that of the first pattern it matches.
FLOAT = r".*\.(f16|f16x2|bf16|bf16x2|f32|f32x2|f64|tf32)\b"
CLASSES = [
    ("dp4a", r"dp[24]a\."),
    ("mma", r"(mma|wmma\.mma|wgmma\.mma_async)\b"),
    ("ld global", r"(ld|ldu)(\.\w+)*\.global\b"),
    ("ld shared", r"(ld(\.\w+)*\.shared|ldmatrix|wmma\.load)\b"),
    ("st global", r"(st|red|atom)(\.\w+)*\.global\b"),
    ("st shared", r"((st|red|atom)(\.\w+)*\.shared|stmatrix)\b"),
    ("copy", r"cp\.async\b"),
    ("local", r"(ld|st)(\.\w+)*\.local\b"),
    ("barrier", r"(bar|barrier|mbarrier|membar|fence|wgmma|griddepcontrol)\b"),
    ("shuffle", r"(shfl|vote|redux|match|activemask)\b"),
    ("branch", r"(bra|brx|call|ret|exit|trap)\b"),
    # ptxas needs none of these as a rule.
    ("move", r"(mov|cvta|ld\.param|st\.param)\b"),
    ("convert", r"cvt\b"),
    ("fma", rf"(fma|mad)\b{FLOAT}"),
    ("float", FLOAT),
    ("float", r"(ex2|lg2|rcp|sqrt|rsqrt|sin|cos|tanh)\b"),
    ("integer", r".*\.(pred|[busi](8|16|32|64|128))\b"),
    ("other", r""),
]
CLASSES = [(name, re.compile(pattern)) for name, pattern in CLASSES]
COLUMNS = list(dict.fromkeys(name for name, _ in CLASSES))
MEMORY = [name for name in COLUMNS if name[:2] in ("ld", "st")]


def get_width(opcode):
    """Bytes that a thread loads or stores."""
    if match := re.match(r"(ldmatrix|stmatrix)\..*\.x(\d)", opcode):
        return 4 * int(match[2])
    vector = re.search(r"\.v(\d+)\b", opcode)
    bits = re.search(r"\.[busf](\d+)$", opcode)
    if not bits:
        return 0
    return int(bits[1]) // 8 * (int(vector[1]) if vector else 1)


def count(kernel, opcode):
    name = next(name for name, pattern in CLASSES if pattern.match(opcode))
    kernel.counts[name] += 1
    if name in MEMORY:
        kernel.widths[name][get_width(opcode)] += 1


def read_ptx(text):
    """The kernels of PTX, in its order."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    kernels, kernel, depth = {}, None, 0
    for line in text.splitlines():
        line = line.split("//")[0].strip()
        if match := re.search(r"\.(entry|func)\b.*?([\w$]+)\s*\(?$", line):
            kernel = Kernel(match[2]) if match[1] == "entry" else None
            if kernel:
                kernels[kernel.name] = kernel
        if kernel and (match := re.match(r"\.(?:max|req)ntid\s+([\d\s,]+)", line)):
            kernel.threads = 1
            for size in match[1].split(","):
                kernel.threads *= int(size)
        if kernel and depth > 0:
            for statement in line.split(";")[:-1]:
                statement = re.sub(r"^[{}\s]*(@!?%\w+\s+)?", "", statement)
                if re.match(r"[a-z]", statement):
                    count(kernel, statement.split()[0])
        depth += line.count("{") - line.count("}")
    return kernels


def read_log(text, kernels):
    """Adds what `ptxas -v` says."""
    entry = function = None
    for line in text.splitlines():
        if match := re.search(r"Compiling entry function '([^']+)'", line):
            entry = kernels.get(match[1])
        elif match := re.search(r"Function properties for (\S+)", line):
            function = kernels.get(match[1])
        elif match := re.search(
            r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill", line
        ):
            if function:
                function.stack = int(match[1])
                function.spills = int(match[2]) + int(match[3])
        elif (match := re.search(r"Used (\d+) registers", line)) and entry:
            entry.registers = int(match[1])
            if match := re.search(r"(\d+) bytes smem", line):
                entry.shared = int(match[1])


# --- Occupancy --------------------------------------------------------------

# Of a multiprocessor: warps, blocks, KiB of shared memory.
LIMITS = {
    61: (64, 32, 96),
    70: (64, 32, 96),
    75: (32, 16, 64),
    80: (64, 32, 164),
    86: (48, 16, 100),
    89: (48, 24, 100),
    90: (64, 32, 228),
    100: (64, 32, 228),
    120: (48, 24, 100),
}
WARP = 32
REGISTERS, REGISTER_UNIT, PARTS = 65536, 256, 4


def round_up(value, unit):
    return -(-value // unit) * unit


def get_occupancy(kernel, architecture):
    """Blocks of a multiprocessor, their part of its warps, and what limits them;
    None where something is not known."""
    if architecture not in LIMITS or None in (kernel.threads, kernel.registers):
        return None
    max_warps, max_blocks, shared = LIMITS[architecture]
    warps = -(-kernel.threads // WARP)
    limits = {"warps": max_warps // warps, "blocks": max_blocks}
    per_warp = round_up(kernel.registers * WARP, REGISTER_UNIT)
    # A block has to fit as if it took the same of each part.
    if per_warp * round_up(warps, PARTS) > REGISTERS:
        limits["registers"] = 0
    elif per_warp:
        limits["registers"] = REGISTERS // PARTS // per_warp * PARTS // warps
    # Since 8.0 the system has 1 KiB of each block's.
    is_new = architecture >= 80
    used = round_up(kernel.shared + 1024 * is_new, 128 if is_new else 256)
    if used:
        limits["shared memory"] = 1024 * shared // used
    blocks = min(limits.values())
    limit = ", ".join(name for name, value in limits.items() if value == blocks)
    return blocks, blocks * warps / max_warps, limit


# --- Tables -----------------------------------------------------------------


def print_table(rows):
    for number, row in enumerate(rows):
        print("| " + " | ".join("-" if x is None else str(x) for x in row) + " |")
        if number == 0:
            print("| --- " * len(row) + "|")
    print()


def print_resources(kernels, architecture):
    names = ["kernel", "threads", "registers", "stack", "spilled", "shared"]
    rows = [names + ["blocks", "occupancy", "limited by"]]
    for kernel in kernels:
        row = [kernel.name, kernel.threads, kernel.registers, kernel.stack]
        row += [kernel.spills, kernel.shared]
        occupancy = get_occupancy(kernel, architecture)
        if occupancy:
            row += [occupancy[0], f"{100 * occupancy[1]:.0f} %", occupancy[2]]
        else:
            row += [None] * 3
        rows.append(row)
    print_table(rows)


def get_cell(kernel, name):
    if name not in MEMORY or not kernel.counts[name]:
        return kernel.counts[name] or ""
    widths = sorted(kernel.widths[name].items(), reverse=True)
    return ", ".join(f"{width or '?'}: {number}" for width, number in widths)


def print_instructions(kernels):
    columns = [name for name in COLUMNS if any(k.counts[name] for k in kernels)]
    rows = [["kernel", "all"] + columns]
    for kernel in kernels:
        row = [kernel.name, sum(kernel.counts.values())]
        rows.append(row + [get_cell(kernel, name) for name in columns])
    print_table(rows)


# --- Programs ---------------------------------------------------------------


def find_ptxas():
    folders = [os.environ.get("CUDA_PATH"), os.environ.get("CUDA_HOME")]
    folders.append("/usr/local/cuda")
    path = os.pathsep.join(os.path.join(folder, "bin") for folder in folders if folder)
    found = shutil.which("ptxas") or shutil.which("ptxas", path=path)
    if not found:
        raise Failure(
            "no ptxas found, which comes with CUDA (looked in PATH, $CUDA_PATH/bin,"
            " $CUDA_HOME/bin and /usr/local/cuda/bin)"
        )
    return found


def run(command):
    """What `command` prints, to both."""
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from error
    if result.returncode != 0:
        said = result.stderr.strip() or f"returned {result.returncode}"
        raise Failure(f"{os.path.basename(command[0])}: {said}")
    return result.stdout + result.stderr


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}") from error


def compile_model(options, path):
    compiler = os.path.join(options.bin, "lowres-compile")
    command = [compiler, options.model, f"--target=nvptx64-{options.chip}"]
    run(command + [f"--activations={options.activations}", "--emit=ptx", "-o", path])


def report(options):
    log = ""
    with tempfile.TemporaryDirectory() as folder:
        path = options.ptx or os.path.join(folder, "kernels.ptx")
        ptxas = None if options.log else find_ptxas()
        if options.model:
            compile_model(options, path)
        if ptxas:
            cubin = os.path.join(folder, "kernels.cubin")
            log = run([ptxas, "-v", f"-arch={options.chip}", path, "-o", cubin])
        kernels = read_ptx(read(path))
    if not kernels:
        raise Failure(f"{options.ptx or options.model}: it has no kernel")
    read_log(read(options.log) if options.log else log, kernels)
    architecture = int(re.search(r"\d+", options.chip)[0])
    print(f"Kernels of {options.ptx or options.model} for {options.chip}\n")
    print_resources(list(kernels.values()), architecture)
    if architecture not in LIMITS:
        print(f"(The limits of {options.chip} are not known here.)\n")
    print_instructions(list(kernels.values()))


def parse_options():
    parser = argparse.ArgumentParser(prog=NAME, description=__doc__.split(":\n")[0])
    parser.add_argument("model", nargs="?", metavar="MODEL")
    parser.add_argument("--chip", default="sm_90")
    parser.add_argument("--activations", choices=["f32", "i8"], default="f32")
    parser.add_argument("--bin", default=os.path.join(CHECKOUT, "build/release/bin"))
    parser.add_argument("--ptx", metavar="FILE")
    parser.add_argument("--log", metavar="FILE")
    options = parser.parse_args()
    if bool(options.model) == bool(options.ptx) or (options.log and not options.ptx):
        parser.error("expected a MODEL, or --ptx and maybe --log")
    if not re.fullmatch(r"sm_\d+[af]?", options.chip):
        parser.error(f"--chip={options.chip}: expected one such as sm_90")
    return options


def main():
    options = parse_options()
    try:
        report(options)
    except Failure as failure:
        print(f"{NAME}: error: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
