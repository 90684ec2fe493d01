"""Layers with pseudo-random N-level weights, printed as MLIR; what the scripts
that print whole models share."""

import math
import random


class LayerPrinter:
    """Prints layers whose weights have `levels` levels. The same layers come out
    whenever the same ones are asked for in the same order."""

    def __init__(self, levels):
        self.levels = levels
        self.random = random.Random(levels)

    def constants(self, name, shape):
        """Weights, scales and a bias, named after the layer; the weights' type."""
        count = math.prod(shape)
        codes = [self.random.randrange(self.levels) for _ in range(count)]
        # Storage is of signed bytes.
        codes = [code - 256 if code > 127 else code for code in codes]
        scales = [self.random.uniform(0.05, 0.5) for _ in range(shape[0])]
        bias = [self.random.uniform(-1, 1) for _ in range(shape[0])]
        sizes = "x".join(map(str, shape))
        weights_type = f"tensor<{sizes}x!lowres.level<{self.levels}>>"
        print(f"""\
  %w{name} = lowres.constant dense<{codes}> : tensor<{count}xi8> -> {weights_type}
  %s{name} = arith.constant dense<{scales}> : tensor<{shape[0]}xf32>
  %b{name} = arith.constant dense<{bias}> : tensor<{shape[0]}xf32>""")
        return weights_type

    def layer(self, op, name, source, shape, attributes, source_type, result_type):
        """`lowres.OP` of value `source`, with weights of `shape`; value `name`."""
        weights_type = self.constants(name, shape)
        print(f"""\
  %{name} = lowres.{op} %{source}, %w{name} scale(%s{name} : tensor<{shape[0]}xf32>)
    bias(%b{name} : tensor<{shape[0]}xf32>) {attributes}
    : {source_type}, {weights_type} -> {result_type}""")
