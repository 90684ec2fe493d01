#!/usr/bin/env python3
"""What gpu-bundle.sh needs beside lowres's own programs.

data.py layer INPUTS OUTPUTS LEVELS   prints a dense layer with a scale and a bias
    of each output, whose function is dense_INPUTSxOUTPUTS_LEVELS
data.py rows COUNT INPUTS > X.npy     random inputs of rows
data.py pack COUNT X.npy Y.npy        prints the first rows and their outputs as
    lowres-gpu reads them

Weights are random up to 4 million of them. Larger layers have 32 different rows,
which repeat themselves after 512 weights, so that their code can be packed into
little. That does not change what is computed of a row, nor how fast.
"""

import ast
import math
import random
import struct
import sys

ROWS, PERIOD, RANDOM = 32, 512, 1 << 22


def make_codes(generator, inputs, outputs, levels):
    if inputs * outputs <= RANDOM:
        return bytes(generator.choices(range(levels), k=inputs * outputs))
    rows = []
    for _ in range(ROWS):
        part = bytes(generator.choices(range(levels), k=PERIOD))
        rows.append((part * (inputs // PERIOD + 1))[:inputs])
    return (b"".join(rows) * (outputs // ROWS + 1))[: inputs * outputs]


def print_layer(inputs, outputs, levels):
    generator = random.Random(1)
    codes = make_codes(generator, inputs, outputs, levels).hex()
    scales = [generator.uniform(0.5, 1) for _ in range(outputs)]
    bias = [generator.uniform(-1, 1) for _ in range(outputs)]
    weights = f"tensor<{outputs}x{inputs}x!lowres.level<{levels}>>"
    row, result = f"tensor<?x{inputs}xf32>", f"tensor<?x{outputs}xf32>"
    column = f"tensor<{outputs}xf32>"
    print(f"""\
func.func @dense_{inputs}x{outputs}_{levels}(%x: {row}) -> {result} {{
  %w = lowres.constant dense<"0x{codes}"> : tensor<{inputs * outputs}xi8> -> {weights}
  %s = arith.constant dense<{scales}> : {column}
  %b = arith.constant dense<{bias}> : {column}
  %y = lowres.dense %x, %w scale(%s : {column}) bias(%b : {column})
    : {row}, {weights} -> {result}
  return %y : {result}
}}""")


def write_rows(count, inputs):
    generator = random.Random(2)
    values = [generator.uniform(-1, 1) for _ in range(count * inputs)]
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count}, {inputs})}}"
    header = header.ljust(128 - 11) + "\n"
    sys.stdout.buffer.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)))
    sys.stdout.buffer.write(header.encode() + struct.pack(f"<{len(values)}f", *values))


def read_npy(path, count):
    """The bytes of the first `count` rows, and the numbers in each."""
    with open(path, "rb") as file:
        contents = file.read()
    length = struct.unpack("<H", contents[8:10])[0]
    shape = ast.literal_eval(contents[10 : 10 + length].decode().strip())["shape"]
    if shape[0] < count:
        sys.exit(f"gpu-bundle: error: {path} has {shape[0]} rows, expected {count}")
    row = math.prod(shape[1:])
    return contents[10 + length :][: 4 * count * row], row


def pack(count, inputs, outputs):
    x, y = read_npy(inputs, count), read_npy(outputs, count)
    sys.stdout.buffer.write(struct.pack("<3q", count, x[1], y[1]) + x[0] + y[0])


COMMANDS = {"layer": print_layer, "rows": write_rows, "pack": pack}

if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__.strip())
    COMMANDS[sys.argv[1]](
        *[int(text) if text.isdigit() else text for text in sys.argv[2:]]
    )
