"""Writes and prints .npy files of float32, without NumPy.

npy.py write FILE 2x3 1 2 3 nan inf -1     (values are repeated to fill)
npy.py print FILE                          (shape, then a row a line)
"""

import ast
import itertools
import math
import struct
import sys


def write(path, shape_text, *values):
    shape = tuple(int(size) for size in shape_text.split("x"))
    count = math.prod(shape)
    data = itertools.islice(itertools.cycle(map(float, values)), count)
    header = repr({"descr": "<f4", "fortran_order": False, "shape": shape})
    header = header.encode().ljust(117) + b"\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
        file.write(struct.pack(f"<{count}f", *data))


def show(path):
    with open(path, "rb") as file:
        contents = file.read()
    length = struct.unpack("<H", contents[8:10])[0]
    shape = ast.literal_eval(contents[10 : 10 + length].decode().strip())["shape"]
    data = struct.unpack(f"<{math.prod(shape)}f", contents[10 + length :])
    print("shape", *shape)
    row = math.prod(shape[1:])
    for at in range(0, len(data), row):
        print("row", *(f"{value:.3f}" for value in data[at : at + row]))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(*sys.argv[2:])
    else:
        show(sys.argv[2])
