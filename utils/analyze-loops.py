#!/usr/bin/env python3
"""Says how many cycles the innermost loop of a layer takes for a weight on an
AArch64 processor that is not there, by llvm-mca's model of it:

    analyze-loops.py --bin build/release/bin --cpu neoverse-n1,neoverse-v2
        [--levels 2,3,5] [--layer 3072x512] [--kernel KERNEL]

A dense layer with one row is compiled for each processor and level count, for
int8 and for float activations, as the compiler chooses or with the attributes
of #lowres.kernel that --kernel gives (which fit one of the two). Of each
object's loops, the one with the most dot products, multiply-adds and lookups is
analysed as if all it reads were in the nearest cache. Beside it stand two loops
by hand that read their weights as they are: int8 ones for dot products (sdot)
and float32 ones, each for 8 vectors of outputs.

Columns: bits that a weight has in memory, weights in a round of the loop, its
vector instructions without loads, cycles for 100 weights, and these as times
those of int8 and of float32 weights.

(llvm-mca has no model of Cortex-A76 itself; Neoverse N1 is the same core.)

Exits 1 when the compiler or llvm-mca fails, 2 when the command line is wrong.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

NAME = "analyze-loops"

# Instructions of which the loop in question has the most.
WORK = re.compile(r"\t((s|us)dot|sadalp|sadalp2|fml[as]|tb[lx])\b")
VECTOR = re.compile(r"\bv\d+\.|\bq\d+")
TRIPLE = "aarch64-linux-gnu"
ITERATIONS = 200


class Failure(Exception):
    pass


def run(command, text=None):
    try:
        result = subprocess.run(command, input=text, capture_output=True, text=True)
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from error
    if result.returncode != 0:
        raise Failure(f"{command[0]}: {result.stderr.strip()}")
    return result.stdout


def level_layer(inputs, outputs, levels, kernel, int8):
    """A model with one dense layer and one row."""
    weights = f"tensor<{outputs}x{inputs}x!lowres.level<{levels}>>"
    result = f"tensor<1x{outputs}xf32>"
    annotation = f" kernel<{kernel}>" if kernel else ""
    quantize, row, scale = "", "%x", ""
    if int8:
        quantize = (
            f"  %q, %qs = lowres.quantize_activations %x : tensor<1x{inputs}xf32>"
            f" -> tensor<1x{inputs}xi8>, tensor<1xf32>\n"
        )
        row, scale = "%q", " input_scale(%qs : tensor<1xf32>)"
    element = "i8" if int8 else "f32"
    return (
        f"func.func @layer(%x: tensor<1x{inputs}xf32>) -> {result} {{\n"
        f"  %w = lowres.constant dense<1> : tensor<{outputs * inputs}xi8>"
        f" -> {weights}\n"
        f"  %s = arith.constant dense<0.5> : tensor<f32>\n{quantize}"
        f"  %y = lowres.dense {row}, %w scale(%s : tensor<f32>){scale}{annotation}"
        f" : tensor<1x{inputs}x{element}>, {weights} -> {result}\n"
        f"  return %y : {result}\n}}\n"
    )


def plain_loop(load, product):
    """A round of a loop over weights that are what they stand for: `product`
    multiplies those of eight vectors, each loaded by itself, by what `load`
    brings for all of them."""
    body = [load]
    for i in range(8):
        body.append(f"ldr q{17 + i}, [x0, #{16 * i}]")
        body.append(product.format(sum=i, weights=17 + i))
    body += ["add x0, x0, #128", "subs x2, x2, #1", "b.ne loop"]
    return ["\t" + line for line in body]


INT8_LOOP = plain_loop(
    "ld1r {v16.4s}, [x1], #4", "sdot v{sum}.4s, v{weights}.16b, v16.16b"
)
FLOAT_LOOP = plain_loop(
    "ld1r {v16.4s}, [x1], #4", "fmla v{sum}.4s, v{weights}.4s, v16.4s"
)


def find_loops(assembly):
    """Bodies of loops without another label inside."""
    lines = [line.split("//")[0] for line in assembly.splitlines()]
    labels = {}
    for number, line in enumerate(lines):
        if match := re.match(r"(\.L\w+):", line):
            labels = {match[1]: number}  # A label ends what was before it.
        jump = re.search(r"\t(b|j|cb)[\w.]*\t?.*?(\.L\w+)\s*$", line)
        if jump and jump[2] in labels:
            body = lines[labels[jump[2]] + 1 : number + 1]
            yield [line for line in body if re.match(r"\t[a-z]", line)]


class Loop:
    def __init__(self, body, cpu, bits):
        self.operations = sum(
            bool(VECTOR.search(line)) and not re.match(r"\t(ld|str|stp)", line)
            for line in body
        )
        self.weights = 8 * count_weight_bytes(body) / bits
        command = ["llvm-mca-22", f"-mtriple={TRIPLE}", f"-mcpu={cpu}"]
        command += ["-mattr=+dotprod", f"-iterations={ITERATIONS}"]
        command += ["-instruction-info=0", "-resource-pressure=0", "-"]
        summary = run(command, "\n".join(body) + "\n")
        cycles = int(re.search(r"Total Cycles:\s+(\d+)", summary)[1])
        self.cycles = cycles / ITERATIONS / self.weights


def count_weight_bytes(body):
    """Vectors that are loaded whole, and not from the stack: inputs are loaded
    for all lanes at once."""
    total = 0
    for line in body:
        if match := re.match(r"\tld[rpu]+\t?\s?q\d+(, q\d+)?, \[(?!sp)", line):
            total += 32 if match[1] else 16
    return total


def analyse(options, cpu, text, activations):
    """The kernel, the bits of a weight, and the loop."""
    with tempfile.TemporaryDirectory() as folder:
        model, output = os.path.join(folder, "m.mlir"), os.path.join(folder, "m.s")
        with open(model, "w", encoding="utf-8") as file:
            file.write(text)
        compiler = os.path.join(options.bin, "lowres-compile")
        report = run(
            [compiler, model, f"--target={cpu}", f"--activations={activations}"]
            + ["--emit=asm", "--report", "-o", output]
        )
        with open(output, encoding="utf-8") as file:
            assembly = file.read()
    layer = next(line for line in report.splitlines() if line.startswith("0 "))
    if "interleaved" not in layer:
        raise Failure(f"the kernel for {cpu} reads one weight after another")
    bits = float(re.search(r">\s+(\d+\.\d+)\s", layer)[1])
    kernel = re.search(r"(decode_dot|decode_fma|table_sum|plain)\S*", layer)[0]
    fields = re.search(r"digits = (\d+), bits = (\d+)([^>]*)", layer)
    kernel += f", {fields[1]} in {fields[2]} bits"
    kernel += ", shared" if "shared" in fields[3] else ""
    loops = list(find_loops(assembly))
    if not loops:
        raise Failure(f"no loop in the code for {cpu}: the layer is too small")
    body = max(loops, key=lambda body: sum(bool(WORK.search(l)) for l in body))
    return kernel, bits, Loop(body, cpu, bits)


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog=NAME, description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--bin", required=True, help="folder of lowres-compile")
    parser.add_argument("--cpu", required=True, help="processors, comma-separated")
    parser.add_argument("--levels", default="2,3,5,9,16,17")
    parser.add_argument("--layer", default="3072x512", help="inputs x outputs")
    parser.add_argument("--kernel", help="attributes of #lowres.kernel")
    options = parser.parse_args()
    match = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", options.layer)
    if not match:
        parser.error(f"--layer: expected INPUTSxOUTPUTS, got '{options.layer}'")
    options.inputs, options.outputs = int(match[1]), int(match[2])
    levels = options.levels.split(",")
    if not all(re.fullmatch(r"\d{1,3}", l) and 2 <= int(l) <= 256 for l in levels):
        parser.error(f"--levels: expected numbers from 2 to 256, got '{options.levels}'")
    options.levels = [int(level) for level in levels]
    return options


def print_table(options, cpu):
    print(f"{cpu}, {options.layer}, one row\n")
    print(
        "| N | activations | kernel | bits | weights | operations "
        "| cycles / 100 weights | x int8 | x float32 |"
    )
    print("|" + " --- |" * 9)
    byte, real = Loop(INT8_LOOP, cpu, 8), Loop(FLOAT_LOOP, cpu, 32)

    def print_row(levels, activations, kernel, bits, loop):
        print(
            f"| {levels} | {activations} | {kernel} | {bits:.2f} "
            f"| {loop.weights:.0f} | {loop.operations} | {100 * loop.cycles:.1f} "
            f"| {loop.cycles / byte.cycles:.2f} | {loop.cycles / real.cycles:.2f} |"
        )

    print_row("int8", "i8", "by hand", 8, byte)
    print_row("float32", "f32", "by hand", 32, real)
    modes = ["i8", "f32"]
    if options.kernel:
        modes = ["i8" if "decode_dot" in options.kernel else "f32"]
    for levels in options.levels:
        for activations in modes:
            text = level_layer(
                options.inputs,
                options.outputs,
                levels,
                options.kernel,
                activations == "i8",
            )
            print_row(levels, activations, *analyse(options, cpu, text, activations))
    print()


def main():
    options = parse_arguments()
    try:
        for cpu in options.cpu.split(","):
            print_table(options, cpu)
    except Failure as failure:
        sys.exit(f"{NAME}: error: {failure}")


if __name__ == "__main__":
    main()
