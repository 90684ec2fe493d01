"""Prints a network @fcnn1 of two layers with pseudo-random weights of LEVELS.

  small-model.py LEVELS
"""

import random
import sys

levels = int(sys.argv[1])
random.seed(levels)


def layer(name, source, inputs, outputs, groups):
    """33 -> 17, say, with a scale for each output and group of inputs."""
    codes = [random.randrange(levels) for _ in range(inputs * outputs)]
    # Storage is of signed bytes.
    codes = [code - 256 if code > 127 else code for code in codes]
    scales = [[random.uniform(0.1, 1) for _ in range(groups)] for _ in range(outputs)]
    bias = [random.uniform(-1, 1) for _ in range(outputs)]
    weights_type = f"tensor<{outputs}x{inputs}x!lowres.level<{levels}>>"
    scale_type = f"tensor<{outputs}x{groups}xf32>"
    print(f"""\
  %w{name} = lowres.constant dense<{codes}> : tensor<{len(codes)}xi8> -> {weights_type}
  %s{name} = arith.constant dense<{scales}> : {scale_type}
  %b{name} = arith.constant dense<{bias}> : tensor<{outputs}xf32>
  %{name} = lowres.dense %{source}, %w{name} scale(%s{name} : {scale_type})
    bias(%b{name} : tensor<{outputs}xf32>) activation(relu)
    : tensor<?x{inputs}xf32>, {weights_type} -> tensor<?x{outputs}xf32>""")


print("func.func @fcnn1(%x: tensor<?x33xf32>) -> tensor<?x7xf32> {")
layer("h", "x", 33, 17, 2)
layer("y", "h", 17, 7, 1)
print("  return %y : tensor<?x7xf32>\n}")
