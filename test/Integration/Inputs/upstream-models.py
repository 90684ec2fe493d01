"""Inputs for the models in linalg and TOSA, and what these compute.

upstream-models.py input FILE.npy SIZE...       writes random numbers
upstream-models.py MODEL FILE.mlir X.npy Y.npy  compares Y with the model of X

The weights are those of the MLIR file."""

import ast
import re
import sys

import numpy as np


def read_constants(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    constant = r"%(\w+) =\s+(?:arith.constant|\S*tosa.const\S*\s+<{values =)\s+dense<(\[[^>]*)>"
    matches = re.findall(constant, text)
    return {name: np.array(ast.literal_eval(values)) for name, values in matches}


def relu(x):
    return np.maximum(x, 0)


def conv(x, filters, top, bottom, left, right, stride=1):
    """NHWC images, HWCF filters."""
    x = np.pad(x, [(0, 0), (top, bottom), (left, right), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, filters.shape[:2], axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    return np.einsum("nyxchw,hwcf->nyxf", windows, filters)


def pool(x, reduce):
    n, h, w, c = x.shape
    return reduce(x.reshape(n, h // 2, 2, w // 2, 2, c), axis=(2, 4))


def mlp(c, x):
    x = relu(x @ c["w1"].T + c["b1"])
    x = relu(x @ c["w2"].T + c["b2"])
    return x @ c["w3"].T + c["b3"]


def convnet(c, x):
    x = pool(relu(conv(x, c["k"], 1, 0, 0, 1) + c["b"]), np.max)
    return x.reshape(len(x), -1) @ c["w"] + c["c"]


def tosa(c, x):
    x = conv(x, c["k"].transpose(1, 2, 3, 0), 1, 1, 1, 1) + c["kb"]
    x = pool(relu(x), np.max)
    depthwise = c["d"] * np.eye(3)
    x = np.clip(conv(x, depthwise, 1, 1, 1, 1) + c["db"], 0, 6)
    return pool(x, np.mean).reshape(len(x), -1) @ c["w"][0] + c["c"]


def nchw(c, x):
    x = conv(x.transpose(0, 2, 3, 1), c["k"].transpose(2, 3, 1, 0), 1, 1, 1, 1, stride=2)
    depthwise = c["d"].transpose(1, 2, 0)[..., None] * np.eye(4)
    x = conv(relu(x + c["b"]), depthwise, 0, 0, 0, 0)
    return x.reshape(len(x), 9, 4) @ c["w"].T + c["c"]


if sys.argv[1] == "input":
    shape = [int(size) for size in sys.argv[3:]]
    np.save(sys.argv[2], np.random.RandomState(1).randn(*shape).astype(np.float32))
    sys.exit()

model = {"mlp": mlp, "convnet": convnet, "tosa": tosa, "nchw": nchw}[sys.argv[1]]
expected = model(read_constants(sys.argv[2]), np.load(sys.argv[3]).astype(np.float64))
actual = np.load(sys.argv[4])
if expected.shape != actual.shape:
    sys.exit(f"{expected.shape} against {actual.shape}")
difference = np.abs(expected - actual).max() / np.abs(expected).max()
print(f"largest relative difference {difference:.3g}")
if not difference <= 1e-5:
    sys.exit("the results differ")
