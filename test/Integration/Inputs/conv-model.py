"""Prints an image network @convnet with pseudo-random weights of LEVELS: two
convolutions with a maximum pool in between, and a dense layer.

  conv-model.py LEVELS
"""

import sys

from level_layers import LayerPrinter

printer = LayerPrinter(int(sys.argv[1]))


def images(height, width, channels):
    return f"tensor<?x{height}x{width}x{channels}xf32>"


image, first, pooled, second = (
    images(9, 11, 3),
    images(9, 11, 16),
    images(4, 5, 16),
    images(2, 3, 20),
)
print(f"func.func @convnet(%x: {image}) -> tensor<?x10xf32> {{")
printer.layer(
    "conv_2d",
    "c1",
    "x",
    (16, 3, 3, 3),
    "activation(relu)\n    padding [1, 1, 1, 1]",
    image,
    first,
)
print(f"""\
  %zero = arith.constant 0 : index
  %rows = tensor.dim %c1, %zero : {first}
  %low = arith.constant 0xFF800000 : f32
  %empty = tensor.empty(%rows) : {pooled}
  %filled = linalg.fill ins(%low : f32) outs(%empty : {pooled}) -> {pooled}
  %window = tensor.empty() : tensor<2x2xf32>
  %p = linalg.pooling_nhwc_max
    {{dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>}}
    ins(%c1, %window : {first}, tensor<2x2xf32>)
    outs(%filled : {pooled}) -> {pooled}""")
printer.layer(
    "conv_2d",
    "c2",
    "p",
    (20, 3, 2, 16),
    "activation(relu)\n    strides [2, 2] padding [1, 0, 0, 1]",
    pooled,
    second,
)
print(f"""\
  %flat = tensor.collapse_shape %c2 [[0], [1, 2, 3]]
    : {second} into tensor<?x120xf32>""")
printer.layer("dense", "y", "flat", (10, 120), "", "tensor<?x120xf32>", "tensor<?x10xf32>")
print("  return %y : tensor<?x10xf32>\n}")
