"""Prints a model @kernels of LEVELS: the same int8 inputs go through a layer for every
kernel that computes with int8, and through what the compiler makes of a convolution
and a depthwise one. With `plain`, layers are plain loops.

  int8-kernels.py LEVELS [plain]
"""

import sys

from level_layers import LayerPrinter

# Rows that are a block of a panel and one more; inputs that fill blocks of some
# kernels, and outputs that fill none.
ROWS, INPUTS, OUTPUTS = 13, 72, 37
ROW, CODES = f"tensor<{ROWS}x{INPUTS}xf32>", f"tensor<{ROWS}x{INPUTS}xi8>"
IMAGE = f"tensor<{ROWS}x4x6x3xf32>"
SCALE, RESULT = f"tensor<{ROWS}xf32>", f"tensor<{ROWS}x{OUTPUTS}xf32>"
levels = int(sys.argv[1])


def find_field(max_bits):
    """Digits and bits of the densest field."""
    fields = [
        (digits, bits)
        for bits in range(1, max_bits + 1)
        for digits in range(1, bits + 1)
        if levels**digits <= 2**bits
    ]
    return max(fields, key=lambda field: (field[0] / field[1], field[0]))


def list_kernels():
    """Attributes of #lowres.kernel for decode_dot."""

    def packing(digits, bits, more=""):
        return f"packing = <lanes = 4, digits = {digits}, bits = {bits}{more}>"

    # One digit, as narrow as it can be and in parts of a byte.
    bits = (levels - 1).bit_length()
    whole = next(width for width in (1, 2, 4, 8) if width >= bits)
    yield f"{packing(1, bits)}, tiles = 2"
    panel = "panel = <rows = 12, inputs = 4, tiles = 2, depth = 32>"
    yield f"{packing(1, whole)}, {panel}"
    if whole < 8:
        yield f"places = {8 // whole}, {packing(1, whole)}"
        yield f"{packing(1, whole, ', shared = true')}, rows = 2, tiles = {8 // whole}"

    # Several. Tables of six bits take one instruction, larger ones more.
    digits, bits = find_field(8)
    if digits > 1:
        yield f"decode = divide, {packing(digits, bits)}, tiles = 2"
        shared = f"{packing(digits, bits, ', shared = true')}, tiles = {digits}"
        yield f"decode = divide, {shared}"
        yield f"decode = lookup, {shared}"
        if bits > 5 and levels ** (digits - 1) + 2 ** (bits - 5) <= 33:
            yield f"decode = two_level_lookup, {shared}"
    digits, bits = max(find_field(6), find_field(7))
    if digits > 1:
        yield f"decode = lookup, {packing(digits, bits)}"


printer = LayerPrinter(levels)
results = []


def layer(op, name, source, source_type, shape, attributes, result_type):
    """Another result, by a layer with weights of `shape`."""
    weights = printer.constants(name, shape)
    print(f"""\
  %{name} = lowres.{op} {source} bias(%b{name} : tensor<{shape[0]}xf32>) {attributes}
    : {source_type}, {weights} -> {result_type}""")


def dense(name, kernel):
    scales = f"scale(%s{name} : tensor<{OUTPUTS}xf32>) input_scale(%qs : {SCALE})"
    shape = (OUTPUTS, INPUTS)
    kernel = f"kernel<strategy = {kernel}>"
    layer("dense", name, f"%q, %w{name} {scales}", CODES, shape, kernel, RESULT)
    results.append((f"%{name}", OUTPUTS))


def conv(name, shape, attributes):
    height, width = 4, 5  # The image and a line, with windows of 2 x 2.
    result = f"tensor<{ROWS}x{height}x{width}x{shape[0]}xf32>"
    source = f"%image, %w{name} scale(%s{name} : tensor<{shape[0]}xf32>)"
    layer("conv_2d", name, source, IMAGE, shape, attributes, result)
    size = height * width * shape[0]
    print(f"""\
  %{name}f = tensor.collapse_shape %{name} [[0], [1, 2, 3]]
    : {result} into tensor<{ROWS}x{size}xf32>""")
    results.append((f"%{name}f", size))


kernels = list(list_kernels())
total = len(kernels) * OUTPUTS + 20 * (8 + 3)
print(f"""\
// {len(kernels)} kernels
func.func @kernels(%x: {ROW}) -> tensor<{ROWS}x{total}xf32> {{
  %q, %qs = lowres.quantize_activations %x : {ROW} -> {CODES}, {SCALE}
  %image = tensor.expand_shape %x [[0], [1, 2, 3]] output_shape [{ROWS}, 4, 6, 3]
    : {ROW} into {IMAGE}""")
for number, kernel in enumerate(kernels):
    plain = sys.argv[2:] == ["plain"]
    dense(f"k{number}", "plain" if plain else f"decode_dot, {kernel}")
conv("c", (8, 2, 2, 3), "padding [1, 0, 0, 0]")
conv("d", (3, 2, 2, 1), "padding [1, 0, 0, 0] groups 3")
names = ", ".join(name for name, _ in results)
types = ", ".join(f"tensor<{ROWS}x{size}xf32>" for _, size in results)
print(f"""\
  %y = tensor.concat dim(1) {names} : ({types}) -> tensor<{ROWS}x{total}xf32>
  return %y : tensor<{ROWS}x{total}xf32>
}}""")
