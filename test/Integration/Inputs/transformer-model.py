"""Prints a small vision transformer @convnet with pseudo-random weights of
LEVELS: patches of an image become tokens, an attention and a dense layer with
residuals follow, and their mean over tokens is classified.

  transformer-model.py LEVELS
"""

import sys

from level_layers import LayerPrinter

printer = LayerPrinter(int(sys.argv[1]))
FEATURES, TOKENS, HIDDEN = 24, 9, 40


def projection(name, shape):
    weights_type = printer.constants(name, shape)
    scale = f"tensor<{shape[0]}xf32>"
    return (
        f"    {name}(%w{name}, %s{name} : {weights_type}, {scale})"
        f" {name}_bias(%b{name} : {scale})"
    )


image = "tensor<?x12x12x3xf32>"
patches = f"tensor<?x3x3x{FEATURES}xf32>"
tokens = f"tensor<?x{TOKENS}x{FEATURES}xf32>"
flat = f"tensor<?x{FEATURES}xf32>"
hidden = f"tensor<?x{HIDDEN}xf32>"
rows = f"tensor<?x{TOKENS}xf32>"
print(f"""\
#all = affine_map<(n, t, f) -> (n, t, f)>
#row = affine_map<(n, t, f) -> (n, t)>
#image = affine_map<(n, f, t) -> (n, f)>
#sum = affine_map<(n, f, t) -> (n, t, f)>
#scalar = affine_map<(n, f) -> (n, f)>
func.func @convnet(%x: {image}) -> tensor<?x10xf32> {{
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : {image}
  %zero = arith.constant 0.0 : f32
  %size = arith.constant {FEATURES}.0 : f32
  %tokens = arith.constant {TOKENS}.0 : f32
  %epsilon = arith.constant 1.0e-5 : f32""")
printer.layer("conv_2d", "patch", "x", (FEATURES, 4, 4, 3), "strides [4, 4]", image, patches)
print(f"""\
  %t = tensor.collapse_shape %patch [[0], [1, 2], [3]] : {patches} into {tokens}
  %er = tensor.empty(%n) : {rows}
  %et = tensor.empty(%n) : {tokens}
  %zr = linalg.fill ins(%zero : f32) outs(%er : {rows}) -> {rows}
  %sums = linalg.generic {{indexing_maps = [#all, #row],
      iterator_types = ["parallel", "parallel", "reduction"]}}
      ins(%t : {tokens}) outs(%zr : {rows}) {{
    ^bb0(%a: f32, %acc: f32):
      %r = arith.addf %acc, %a : f32
      linalg.yield %r : f32
    }} -> {rows}
  %squares = linalg.generic {{indexing_maps = [#all, #row, #row],
      iterator_types = ["parallel", "parallel", "reduction"]}}
      ins(%t, %sums : {tokens}, {rows}) outs(%zr : {rows}) {{
    ^bb0(%a: f32, %sum: f32, %acc: f32):
      %mean = arith.divf %sum, %size : f32
      %d = arith.subf %a, %mean : f32
      %q = arith.mulf %d, %d : f32
      %r = arith.addf %acc, %q : f32
      linalg.yield %r : f32
    }} -> {rows}
  %norm = linalg.generic {{indexing_maps = [#all, #row, #row, #all],
      iterator_types = ["parallel", "parallel", "parallel"]}}
      ins(%t, %sums, %squares : {tokens}, {rows}, {rows}) outs(%et : {tokens}) {{
    ^bb0(%a: f32, %sum: f32, %square: f32, %out: f32):
      %mean = arith.divf %sum, %size : f32
      %variance = arith.divf %square, %size : f32
      %shifted = arith.addf %variance, %epsilon : f32
      %factor = math.rsqrt %shifted : f32
      %d = arith.subf %a, %mean : f32
      %r = arith.mulf %d, %factor : f32
      linalg.yield %r : f32
    }} -> {tokens}""")
square = (FEATURES, FEATURES)
projections = [projection(name, square) for name in ("query", "key", "value", "output")]
print("  %a = lowres.attention %norm heads 3")
print("\n".join(projections))
print(f"""\
    : {tokens} -> {tokens}
  %residual = arith.addf %t, %a : {tokens}
  %rows = tensor.collapse_shape %residual [[0, 1], [2]] : {tokens} into {flat}""")
printer.layer("dense", "up", "rows", (HIDDEN, FEATURES), "activation(gelu)", flat, hidden)
printer.layer("dense", "down", "up", square[:1] + (HIDDEN,), "", hidden, flat)
print(f"""\
  %split = tensor.expand_shape %down [[0, 1], [2]] output_shape [%n, {TOKENS}, {FEATURES}]
    : {flat} into {tokens}
  %sum2 = arith.addf %residual, %split : {tokens}
  %ei = tensor.empty(%n) : {flat}
  %zi = linalg.fill ins(%zero : f32) outs(%ei : {flat}) -> {flat}
  %total = linalg.generic {{indexing_maps = [#sum, #image],
      iterator_types = ["parallel", "parallel", "reduction"]}}
      ins(%sum2 : {tokens}) outs(%zi : {flat}) {{
    ^bb0(%b: f32, %acc: f32):
      %r = arith.addf %acc, %b : f32
      linalg.yield %r : f32
    }} -> {flat}
  %mean = linalg.generic {{indexing_maps = [#scalar, #scalar],
      iterator_types = ["parallel", "parallel"]}}
      ins(%total : {flat}) outs(%ei : {flat}) {{
    ^bb0(%b: f32, %out: f32):
      %r = arith.divf %b, %tokens : f32
      linalg.yield %r : f32
    }} -> {flat}""")
printer.layer("dense", "y", "mean", (10, FEATURES), "", flat, "tensor<?x10xf32>")
print("  return %y : tensor<?x10xf32>\n}")
