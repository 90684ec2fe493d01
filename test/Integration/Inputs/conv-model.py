"""Prints an image network @convnet with pseudo-random weights of LEVELS: two
convolutions with a maximum pool in between, and a dense layer.

  conv-model.py LEVELS
"""

import math
import random
import sys

levels = int(sys.argv[1])
random.seed(levels)


def constants(name, shape):
    """Weights, scales and a bias, named after the layer; the weights' type."""
    count = math.prod(shape)
    codes = [random.randrange(levels) for _ in range(count)]
    # Storage is of signed bytes.
    codes = [code - 256 if code > 127 else code for code in codes]
    scales = [random.uniform(0.05, 0.5) for _ in range(shape[0])]
    bias = [random.uniform(-1, 1) for _ in range(shape[0])]
    sizes = "x".join(map(str, shape))
    weights_type = f"tensor<{sizes}x!lowres.level<{levels}>>"
    print(f"""\
  %w{name} = lowres.constant dense<{codes}> : tensor<{count}xi8> -> {weights_type}
  %s{name} = arith.constant dense<{scales}> : tensor<{shape[0]}xf32>
  %b{name} = arith.constant dense<{bias}> : tensor<{shape[0]}xf32>""")
    return weights_type


def layer(op, name, source, shape, attributes, source_type, result_type):
    weights_type = constants(name, shape)
    print(f"""\
  %{name} = lowres.{op} %{source}, %w{name} scale(%s{name} : tensor<{shape[0]}xf32>)
    bias(%b{name} : tensor<{shape[0]}xf32>) {attributes}
    : {source_type}, {weights_type} -> {result_type}""")


def images(height, width, channels):
    return f"tensor<?x{height}x{width}x{channels}xf32>"


image, first, pooled, second = (
    images(9, 11, 3),
    images(9, 11, 16),
    images(4, 5, 16),
    images(2, 3, 20),
)
print(f"func.func @convnet(%x: {image}) -> tensor<?x10xf32> {{")
layer(
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
layer(
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
layer("dense", "y", "flat", (10, 120), "", "tensor<?x120xf32>", "tensor<?x10xf32>")
print("  return %y : tensor<?x10xf32>\n}")
