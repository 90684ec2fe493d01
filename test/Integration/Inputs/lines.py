"""Writes three rows of 65 small integers, and each of these 1024 times, twice."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2] / "Tools" / "Inputs"))

import npy

rows = [[i * 7 % 5 - 2 + row for i in range(65)] for row in range(3)]
npy.write(sys.argv[1], "3x65", *[x for row in rows for x in row])
npy.write(sys.argv[2], "3x130", *[1024 * row[i // 2] for row in rows for i in range(130)])
