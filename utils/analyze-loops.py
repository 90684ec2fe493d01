#!/usr/bin/env python3
"""Says how many cycles the innermost loop of a layer takes for a weight on an
Arm processor that is not there, by llvm-mca's model of it, and how many
instructions the whole layer takes, by running it in QEMU:

    analyze-loops.py --bin build/release/bin --cpu neoverse-n1,cortex-m4
        [--levels 2,3,5] [--layer 3072x512] [--kernel KERNEL | --all]

A dense layer with one row is compiled for each processor (one of AArch64,
cortex-m4 or cortex-m7) and level count, for int8 and for float activations, as
the compiler chooses; with --kernel, with these attributes of #lowres.kernel
(which fit one of the two); with --all, as the compiler chooses and by every
strategy, in the densest fields that it takes. Of each object's loops, the one
that executes the most instructions in QEMU is analysed as if all it read were
in the nearest cache. Beside it stand two loops by hand that read their weights
as they are: int8 ones for dot products (sdot, smlad) and float32 ones, each for
8 vectors of outputs (4 outputs on a microcontroller).

Columns: bits that a weight has in memory, weights in a round of the loop, its
instructions that compute (AArch64: with vectors), cycles for 100 weights, these
as times those of int8 and of float32 weights, and instructions for 100 weights:
of the whole layer, executed in QEMU, or of the loop by hand. A layer that is in
no simple loop has the last figure only.

Without QEMU or a compiler for the processor that column is left out, with a
note, and the loop is the one with the most dot products, multiply-adds and
lookups. (Weights of microcontrollers cannot be told from inputs then.)

(llvm-mca has no model of Cortex-A76; Neoverse N1, the same core, stands for it.)

Exits 1 when one of these programs fails, 2 when the command line is wrong.
"""

import argparse
import collections
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

NAME = "analyze-loops"
CHECKOUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
ITERATIONS = 200
SECONDS = 600


class Failure(Exception):
    pass


class Refused(Failure):
    """The compiler does not take a kernel."""


def run(command, text=None, refusal=None):
    """What `command` prints. Exit code 1 raises `refusal`, if there is one."""
    try:
        result = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=SECONDS
        )
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Failure(f"{command[0]}: not done in {SECONDS} seconds") from error
    if result.returncode != 0:
        message = result.stderr.strip() or f"returned {result.returncode}"
        kind = refusal if refusal and result.returncode == 1 else Failure
        raise kind(f"{command[0]}: {message}")
    return result.stdout


noted = set()


def note(text):
    """Says once what is left out."""
    if text not in noted:
        print(f"{NAME}: note: {text}", file=sys.stderr)
    noted.add(text)


def level_layer(inputs, outputs, levels, kernel, int8):
    """A model with one dense layer and one row."""
    weights = f"tensor<{outputs}x{inputs}x!lowres.level<{levels}>>"
    # Loads of bytes that are all the same would be none.
    generator = random.Random(1)
    codes = bytes(generator.randrange(levels) for _ in range(outputs * inputs))
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
        f'  %w = lowres.constant dense<"0x{codes.hex()}">'
        f" : tensor<{outputs * inputs}xi8>"
        f" -> {weights}\n"
        f"  %s = arith.constant dense<0.5> : tensor<f32>\n{quantize}"
        f"  %y = lowres.dense {row}, %w scale(%s : tensor<f32>){scale}{annotation}"
        f" : tensor<1x{inputs}x{element}>, {weights} -> {result}\n"
        f"  return %y : {result}\n}}\n"
    )


# Runs the layer once.
PROGRAM = """
#include "m.h"
#include <stdlib.h>
static float input[LAYER_INPUT0_SIZE], output[LAYER_OUTPUT0_SIZE];
int main(void) {
  char *memory = malloc(layer_workspace_size(1) + 64);
  if (!memory)
    return 2;
  for (int i = 0; i < LAYER_INPUT0_SIZE; ++i)
    input[i] = (float)(i % 7 - 3);
  return layer(input, output, 1, memory + 64 - (size_t)memory % 64);
}
"""


# --- Processors -------------------------------------------------------------


def indent(lines):
    return ["\t" + line for line in lines]


class AArch64:
    """A processor of AArch64, with Linux."""

    mca = ["-mtriple=aarch64-linux-gnu", "-mattr=+dotprod"]
    tools = ["aarch64-linux-gnu-gcc", "aarch64-linux-gnu-nm", "qemu-aarch64"]
    lanes = 4
    # What tells the loop where nothing is executed.
    work = re.compile(r"\t((s|us)dot|sadalp|sadalp2|fml[as]|tb[lx])\b")

    def __init__(self, cpu):
        self.cpu = cpu
        self.model = {"cortex-a76": "neoverse-n1"}.get(cpu, cpu)
        self.target = f"aarch64:{cpu}"
        # Emulators before QEMU 8 do not report LSE2, which layers do not use.
        self.emulated = f"{self.target}+no-lse2"

    @staticmethod
    def plain_loop(product):
        """A round of a loop over weights that are what they stand for: `product`
        multiplies those of eight vectors, each loaded by itself, by inputs that
        are loaded for all of them."""
        body = ["ld1r {v16.4s}, [x1], #4"]
        for i in range(8):
            body.append(f"ldr q{17 + i}, [x0, #{16 * i}]")
            body.append(product.format(sum=i, weights=17 + i))
        return indent(body + ["add x0, x0, #128", "subs x2, x2, #1", "b.ne loop"])

    def int8_loop(self):
        return self.plain_loop("sdot v{sum}.4s, v{weights}.16b, v16.16b"), 128

    def float_loop(self):
        return self.plain_loop("fmla v{sum}.4s, v{weights}.4s, v16.4s"), 32

    @staticmethod
    def computes(line):
        return re.search(r"\bv\d+\.|\bq\d+", line) and not re.match(
            r"\t(ld|str|stp)", line
        )

    @staticmethod
    def count_weights(body, bits):
        """Weights in vectors that are loaded whole, and not from the stack:
        inputs are loaded for all lanes at once."""
        total = 0
        for line in body:
            if match := re.match(r"\tld[rpu]+\t?\s?q\d+(, q\d+)?, \[(?!sp)", line):
                total += 32 if match[1] else 16
        return 8 * total / bits

    def link(self, files, output):
        run([self.tools[0], "-O1", "-static", *files, "-lm", "-o", output])

    def emulator(self, program):
        return ["qemu-aarch64", "-cpu", "max"], [program]


class Microcontroller:
    """A Cortex-M without an operating system, on the board that
    examples/cortex-m4 is for or one that differs in the processor only."""

    boards = {"cortex-m4": "mps2-an386", "cortex-m7": "mps2-an500"}
    mca = ["-mtriple=thumbv7em-none-eabihf"]
    tools = ["arm-none-eabi-gcc", "arm-none-eabi-nm", "qemu-system-arm"]
    lanes = 1
    work = None

    def __init__(self, cpu):
        self.cpu = self.model = self.target = self.emulated = cpu

    @staticmethod
    def int8_loop():
        """Four inputs times the weights of four outputs, two products at once."""
        body = ["ldr r8, [r1], #4", "sxtb16 r9, r8", "sxtb16 r8, r8, ror #8"]
        for i in (0, 2):
            body += [f"ldr r10, [r0, #{4 * i}]", f"ldr r12, [r0, #{4 * i + 4}]"]
            for sum, word in ((f"r{3 + i}", "r10"), (f"r{4 + i}", "r12")):
                body += [f"sxtb16 r11, {word}", f"sxtb16 {word}, {word}, ror #8"]
                body += [f"smlad {sum}, r11, r9, {sum}"]
                body += [f"smlad {sum}, {word}, r8, {sum}"]
        return indent(body + ["adds r0, #16", "subs r2, #1", "bne loop"]), 16

    @staticmethod
    def float_loop():
        """The same with floats."""
        body = []
        for i in range(4):
            body.append(f"vldr s16, [r1, #{4 * i}]")
            body += [f"vldr s{17 + j}, [r0, #{16 * i + 4 * j}]" for j in range(4)]
            body += [f"vfma.f32 s{j}, s{17 + j}, s16" for j in range(4)]
        body += ["adds r0, #64", "adds r1, #16", "subs r2, #1", "bne loop"]
        return indent(body), 16

    @staticmethod
    def count_weights(_body, _bits):
        return None  # Weights are loaded as inputs are.

    @staticmethod
    def computes(line):
        return not re.match(r"\t(v?ldr|v?str|v?ldm|v?stm)", line)

    def link(self, files, output):
        example = os.path.join(CHECKOUT, "examples", "cortex-m4")
        options = [f"-mcpu={self.cpu}", "-mthumb", "-mfloat-abi=hard", "-mfpu=auto"]
        options += ["-O1", "--specs=rdimon.specs", "-Wl,--no-warn-execstack"]
        options += ["-T", os.path.join(example, "link.ld")]
        startup = os.path.join(example, "startup.c")
        run([self.tools[0], *options, startup, *files, "-lm", "-o", output])

    def emulator(self, program):
        options = ["-M", self.boards[self.cpu], "-nographic", "-monitor", "none"]
        options += ["-serial", "none", "-semihosting-config"]
        options += ["enable=on,target=native"]
        return ["qemu-system-arm", *options], ["-kernel", program]


def create_core(cpu):
    return (Microcontroller if cpu in Microcontroller.boards else AArch64)(cpu)


# --- Loops ------------------------------------------------------------------


def find_loops(assembly):
    """Bodies of loops without another label inside."""
    lines = [re.split("//|@", line)[0] for line in assembly.splitlines()]
    labels = {}
    for number, line in enumerate(lines):
        if match := re.match(r"(\.L\w+):", line):
            labels = {match[1]: number}  # A label ends what was before it.
        jump = re.search(r"\t(b|j|cb)[\w.]*\t?.*?(\.L\w+)\s*$", line)
        if jump and jump[2] in labels:
            body = lines[labels[jump[2]] + 1 : number + 1]
            yield [line for line in body if re.match(r"\t[a-z]", line)]


def choose_executed_loop(core, assembly, bits, execution):
    """The loop that has most of what is executed, if any has, and its weights."""
    rounds = {
        len(body): execution.count_rounds(len(body)) for body in find_loops(assembly)
    }
    size = max(rounds, key=lambda size: size * rounds[size], default=0)
    if size * rounds.get(size, 0) * 2 < execution.instructions * execution.weights:
        return None
    body = next(body for body in find_loops(assembly) if len(body) == size)
    weights = core.count_weights(body, bits) or execution.weights / rounds[size]
    return body, weights


def choose_loop(core, assembly, bits):
    """The loop with the most work, and its weights."""
    if not core.work:
        raise Failure(f"{core.cpu} is not analysed without QEMU")
    loops = list(find_loops(assembly))
    if not loops:
        raise Failure(f"no loop in the code for {core.cpu}: the layer is too small")
    body = max(loops, key=lambda body: sum(bool(core.work.search(l)) for l in body))
    return body, core.count_weights(body, bits)


class Loop:
    def __init__(self, core, body, weights):
        self.operations = sum(bool(core.computes(line)) for line in body)
        self.weights = weights
        self.instructions = len(body) / weights
        command = ["llvm-mca-22", f"-mcpu={core.model}", *core.mca]
        command += [f"-iterations={ITERATIONS}"]
        command += ["-instruction-info=0", "-resource-pressure=0", "-"]
        summary = run(command, "\n".join(body) + "\n")
        cycles = int(re.search(r"Total Cycles:\s+(\d+)", summary)[1])
        self.cycles = cycles / ITERATIONS / self.weights


# --- Execution --------------------------------------------------------------


class Execution:
    """How often each instruction of an object is executed when its layer with
    so many weights runs once."""

    def __init__(self, core, folder, weights):
        program, log = os.path.join(folder, "m"), os.path.join(folder, "log")
        core.link([os.path.join(folder, f) for f in ("main.c", "m.o")], program)
        first, last = self.find_code(core, program)
        emulator, arguments = core.emulator(program)
        # Blocks of instructions as they are translated, and the address of each
        # whenever it is executed.
        trace = ["-d", "in_asm,exec,nochain", "-D", log]
        trace += ["-dfilter", f"{first:#x}..{last:#x}"]
        run(emulator + trace + arguments)
        self.counts = collections.Counter()
        for block, count in self.read_log(log):
            for address in block:
                if first <= address <= last:
                    self.counts[address] += count
        self.weights = weights
        self.instructions = sum(self.counts.values()) / weights

    @staticmethod
    def find_code(core, program):
        """The addresses of the object's functions, from one to another."""
        functions = [
            (int(match[1], 16), int(match[2], 16))
            for match in re.finditer(
                r"^(\w+) (\w+) [tT] layer(?:_.*)?$",
                run([core.tools[1], "-S", program]),
                re.MULTILINE,
            )
        ]
        return min(functions)[0], sum(max(functions)) - 1

    @staticmethod
    def read_log(path):
        """The addresses of each block's instructions, and how often it ran."""
        blocks, runs, block = {}, collections.Counter(), []
        with open(path, encoding="utf-8", errors="replace") as log:
            for line in log:
                if line.startswith("Trace"):
                    runs[int(line.split("/")[1], 16)] += 1
                elif line.startswith("IN:"):
                    block = []
                elif match := re.match(r"0x([0-9a-f]+):", line):
                    block.append(int(match[1], 16))
                    blocks[block[0]] = block
        if not runs.keys() <= blocks.keys():
            raise Failure("QEMU does not say what it executes")
        return [(blocks[start], count) for start, count in runs.items()]

    def count_rounds(self, size):
        """How often a loop of `size` instructions, with its copies, is executed:
        so many in a row, and no more, are executed equally often."""
        groups = itertools.groupby(sorted(self.counts.items()), lambda item: item[1])
        rounds = [count for count, group in groups if len(list(group)) == size]
        return max(rounds) * rounds.count(max(rounds)) if rounds else 0


# --- Layers -----------------------------------------------------------------


def write_file(folder, name, contents):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(contents)


def compile_layer(options, folder, target, output, *more):
    """Compiles the folder's m.mlir, and returns the report."""
    compiler = os.path.join(options.bin, "lowres-compile")
    command = [compiler, os.path.join(folder, "m.mlir"), f"--target={target}"]
    command += [*more, "--report", "-o", os.path.join(folder, output)]
    return run(command, refusal=Refused)


def analyse(options, core, levels, kernel, mode):
    """The kernel's name, the bits of a weight, the loop, and the instructions for
    a weight. Either of these may be None."""
    inputs, outputs = options.inputs, options.outputs
    activations = f"--activations={mode}"
    execution = None
    with tempfile.TemporaryDirectory() as folder:
        model = level_layer(inputs, outputs, levels, kernel, mode == "i8")
        write_file(folder, "m.mlir", model)
        report = compile_layer(
            options, folder, core.target, "m.s", activations, "--emit=asm"
        )
        with open(os.path.join(folder, "m.s"), encoding="utf-8") as file:
            assembly = file.read()
        if options.counts[core.cpu]:
            write_file(folder, "main.c", PROGRAM)
            compile_layer(options, folder, core.emulated, "m.o", activations)
            execution = Execution(core, folder, inputs * outputs)
    layer = next(line for line in report.splitlines() if line.startswith("0 "))
    if "interleaved" not in layer:
        raise Failure(f"the kernel for {core.cpu} reads one weight after another")
    bits = float(re.search(r">\s+(\d+\.\d+)\s", layer)[1])
    name = re.search(r"(decode_dot|decode_fma|table_sum|plain)\S*", layer)[0]
    fields = re.search(r"digits = (\d+), bits = (\d+)([^>]*)", layer)
    name += f", {fields[1]} in {fields[2]} bits"
    name += ", shared" if "shared" in fields[3] else ""
    if not execution:
        return name, bits, Loop(core, *choose_loop(core, assembly, bits)), None
    loop = choose_executed_loop(core, assembly, bits, execution)
    return name, bits, loop and Loop(core, *loop), execution.instructions


# --- Kernels ----------------------------------------------------------------


def find_field(levels, max_bits, lanes):
    """Digits and bits of the densest field of several digits, or None where a
    digit by itself takes as little. Without vectors, fields fill bytes."""
    fields = [
        (bits / digits, digits, bits)
        for bits in range(2, max_bits + 1)
        if lanes > 1 or 8 % bits == 0
        for digits in range(2, bits + 1)
        if levels**digits <= 2**bits and bits < digits * (levels - 1).bit_length()
    ]
    return min(fields)[1:] if fields else None


def list_kernels(levels, lanes):
    """Attributes of kernels, and the activations that they are for."""
    bits = (levels - 1).bit_length()
    whole = next(width for width in (1, 2, 4, 8) if bits <= width)
    widths = {bits, whole} if lanes > 1 else {whole}
    dense = find_field(levels, 8, lanes)
    # Tables of 64 bytes take one instruction.
    lookup = find_field(levels, 6, lanes) or find_field(levels, 8, lanes)
    summed = find_field(levels, 4, lanes) or (4 // bits if bits <= 4 else 0, 4)

    def kernel(strategy, field, tiles, *, before="", after=""):
        digits, width = field
        return (
            f"strategy = {strategy}, {before}packing = <lanes = {lanes}, digits = "
            f"{digits}, bits = {width}{after}>, tiles = {tiles}",
            "i8" if strategy == "decode_dot" else "f32",
        )

    for width in sorted(widths):
        yield kernel("decode_dot", (1, width), 8)
        yield kernel("decode_fma", (1, width), 4)
    if whole < 8:
        places = 8 // whole
        yield kernel("decode_dot", (1, whole), whole, before=f"places = {places}, ")
        yield kernel("decode_dot", (1, whole), 8, after=", shared = true")
    if dense:
        tiles = dense[0] * max(1, 8 // dense[0])
        yield kernel("decode_dot", dense, 4)
        for decode in ("divide", "lookup", "two_level_lookup"):
            before = f"decode = {decode}, "
            yield kernel(
                "decode_dot", dense, tiles, before=before, after=", shared = true"
            )
        yield kernel("decode_fma", dense, 4)
    if lookup:
        for strategy in ("decode_dot", "decode_fma"):
            yield kernel(strategy, lookup, 4, before="decode = lookup, ")
    if summed[0]:
        yield kernel("table_sum", summed, 8)


# --- The table --------------------------------------------------------------


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog=NAME, description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--bin", required=True, help="folder of lowres-compile")
    parser.add_argument("--cpu", required=True, help="processors, comma-separated")
    parser.add_argument("--levels", default="2,3,5,9,16,17")
    parser.add_argument("--layer", default="3072x512", help="inputs x outputs")
    kernels = parser.add_mutually_exclusive_group()
    kernels.add_argument("--kernel", help="attributes of #lowres.kernel")
    kernels.add_argument("--all", action="store_true", help="every strategy")
    options = parser.parse_args()
    match = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", options.layer)
    if not match:
        parser.error(f"--layer: expected INPUTSxOUTPUTS, got '{options.layer}'")
    options.inputs, options.outputs = int(match[1]), int(match[2])
    if options.inputs * options.outputs > 1 << 24:
        parser.error(f"--layer: at most {1 << 24} weights, got '{options.layer}'")
    if not os.access(os.path.join(options.bin, "lowres-compile"), os.X_OK):
        parser.error(f"--bin: no lowres-compile in '{options.bin}'")
    levels = options.levels.split(",")
    if not all(re.fullmatch(r"\d{1,3}", l) and 2 <= int(l) <= 256 for l in levels):
        parser.error(f"--levels: expected numbers from 2 to 256, got '{options.levels}'")
    options.levels = [int(level) for level in levels]
    options.counts = {}
    return options


def list_rows(options, core, levels):
    """What is in front of a kernel's name, the kernel, and the activations."""
    if options.kernel:
        yield "", options.kernel, "i8" if "decode_dot" in options.kernel else "f32"
        return
    for activations in ("i8", "f32"):
        yield "chosen: " if options.all else "", None, activations
        if options.all:
            for kernel, mode in list_kernels(levels, core.lanes):
                if mode == activations:
                    yield "", kernel, mode


def print_table(options, core):
    byte = Loop(core, *core.int8_loop())
    real = Loop(core, *core.float_loop())
    missing = [tool for tool in core.tools if not shutil.which(tool)]
    options.counts[core.cpu] = not missing
    if missing:
        note(f"instructions are not counted: {', '.join(missing)} not found")
    print(f"{core.cpu}, {options.layer}, one row\n")
    print(
        "| N | activations | kernel | bits | weights | operations | cycles / 100 "
        "weights | x int8 | x float32 | instructions / 100 weights |"
    )
    print("|" + " --- |" * 10)

    def print_row(levels, activations, kernel, bits, loop, instructions):
        figures = ["-"] * 6
        if loop:
            figures[:2] = f"{loop.weights:.0f}", f"{loop.operations}"
            figures[2] = f"{100 * loop.cycles:.1f}"
            figures[3] = f"{loop.cycles / byte.cycles:.2f}"
            figures[4] = f"{loop.cycles / real.cycles:.2f}"
        if instructions is not None:
            figures[5] = f"{100 * instructions:.1f}"
        row = [levels, activations, kernel, f"{bits:.2f}", *figures]
        print(f"| {' | '.join(map(str, row))} |", flush=True)

    print_row("int8", "i8", "by hand", 8, byte, byte.instructions)
    print_row("float32", "f32", "by hand", 32, real, real.instructions)
    for levels in options.levels:
        for prefix, kernel, mode in list_rows(options, core, levels):
            try:
                name, *figures = analyse(options, core, levels, kernel, mode)
            except Refused as refusal:
                if not options.all or not kernel:
                    raise
                why = re.search(r"error: (.*)", str(refusal))
                note(f"left out: N = {levels}, {kernel}: {why and why[1]}")
                continue
            print_row(levels, mode, prefix + name, *figures)
    print()


def main():
    options = parse_arguments()
    try:
        for cpu in options.cpu.split(","):
            print_table(options, create_core(cpu))
    except Failure as failure:
        sys.exit(f"{NAME}: error: {failure}")


if __name__ == "__main__":
    main()
