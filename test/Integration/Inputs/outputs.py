"""Writes what test/unit/Integration/Inputs/emulated.c reads, and compares what it
writes.

outputs.py request IMAGES.npy COUNT CLASSES     (the first COUNT images)
outputs.py compare FIRST SECOND CLASSES BOUND   (exits 1 if predictions differ,
  or values by more than BOUND times the largest)
outputs.py classes OUTPUTS.npy COUNT            (prints those of the first rows)
"""

import ast
import math
import struct
import sys


def read_npy(path, count):
    """The bytes of the first `count` rows, how many there are, and numbers in each."""
    with open(path, "rb") as file:
        contents = file.read()
    length = struct.unpack("<H", contents[8:10])[0]
    shape = ast.literal_eval(contents[10 : 10 + length].decode().strip())["shape"]
    count, row = min(count, shape[0]), math.prod(shape[1:])
    return contents[10 + length :][: 4 * count * row], count, row


def request(path, count, classes):
    data, count, row = read_npy(path, count)
    sys.stdout.buffer.write(struct.pack("<3q", count, count * row, count * classes))
    sys.stdout.buffer.write(data)


def print_classes(path, count):
    data, count, row = read_npy(path, count)
    for i in range(count):
        values = struct.unpack_from(f"<{row}f", data, 4 * i * row)
        print(values.index(max(values)))


def read(path, classes):
    with open(path, "rb") as file:
        contents = file.read()
    data = struct.unpack(f"<{len(contents) // 4}f", contents)
    return [data[i : i + classes] for i in range(0, len(data), classes)]


def compare(first, second, bound):
    largest = max(abs(value) for row in first for value in row)
    apart = max(abs(a - b) for x, y in zip(first, second) for a, b in zip(x, y))
    differ = sum(x.index(max(x)) != y.index(max(y)) for x, y in zip(first, second))
    print(f"{len(first)} rows, {differ} other predictions, values within {apart}")
    if len(first) != len(second) or differ > 0 or not apart <= bound * largest:
        sys.exit(1)


if sys.argv[1] == "request":
    request(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
elif sys.argv[1] == "classes":
    print_classes(sys.argv[2], int(sys.argv[3]))
else:
    rows = (read(path, int(sys.argv[4])) for path in sys.argv[2:4])
    compare(*rows, float(sys.argv[5]))
