"""Prints a model @model whose loops have enough to do for several threads, with
pseudo-random weights of five levels. No size is a multiple of a tile.

  thread-model.py dense|conv|grouped|depthwise|attention|float

The last one is a convolution with pseudo-random float weights.
"""

import random
import struct
import sys

from level_layers import LayerPrinter

printer = LayerPrinter(5)
kind = sys.argv[1]


def function(source, result):
    print(f"func.func @model(%x: {source}) -> {result} {{")


def convolution(channels, outputs, groups, padding):
    """Of one 13 x 15 image."""
    window = (outputs, 3, 3, channels // groups)
    height, width = 13 - 2 + sum(padding[:2]), 15 - 2 + sum(padding[2:])
    source = f"tensor<?x13x15x{channels}xf32>"
    result = f"tensor<?x{height}x{width}x{outputs}xf32>"
    attributes = f"activation(relu)\n    padding {padding} groups {groups}"
    function(source, result)
    printer.layer("conv_2d", "y", "x", window, attributes, source, result)
    print(f"  return %y : {result}\n}}")


if kind == "dense":
    source, hidden, result = (f"tensor<?x{n}xf32>" for n in (501, 1403, 203))
    function(source, result)
    relu = "activation(relu)"
    printer.layer("dense", "h", "x", (1403, 501), relu, source, hidden)
    printer.layer("dense", "y", "h", (203, 1403), relu, hidden, result)
    print(f"  return %y : {result}\n}}")
elif kind == "conv":
    convolution(24, 41, 1, [1, 1, 1, 1])
elif kind == "grouped":
    convolution(32, 64, 2, [1, 0, 0, 1])
elif kind == "depthwise":
    convolution(166, 166, 166, [1, 1, 1, 1])
elif kind == "float":
    source, result = "tensor<?x13x15x24xf32>", "tensor<?x11x13x41xf32>"
    kernel = "tensor<3x3x24x41xf32>"
    numbers = random.Random(1)
    weights = struct.pack(
        f"<{3 * 3 * 24 * 41}f",
        *(numbers.uniform(-1, 1) for _ in range(3 * 3 * 24 * 41)),
    )
    function(source, result)
    print(f"""\
  %w = arith.constant dense<"0x{weights.hex().upper()}"> : {kernel}
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : {source}
  %empty = tensor.empty(%n) : {result}
  %sums = linalg.fill ins(%zero : f32) outs(%empty : {result}) -> {result}
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : {source}, {kernel})
    outs(%sums : {result}) -> {result}
  return %y : {result}
}}""")
else:
    tokens = "tensor<?x37x60xf32>"
    function(tokens, tokens)
    print(f"""\
  %y = lowres.scaled_dot_product_attention %x, %x, %x heads 3
    : {tokens}, {tokens}, {tokens} -> {tokens}
  return %y : {tokens}
}}""")
