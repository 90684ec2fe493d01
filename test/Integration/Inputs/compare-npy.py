"""Compares two .npy files of logits: equal shapes, equal best classes, and no
difference above a tolerance, relative to the largest magnitude of a row.
Tolerance 0 asks for equal bytes.

usage: compare-npy.py EXPECTED ACTUAL TOLERANCE"""

import sys

import numpy as np

expected, actual = (np.load(path) for path in sys.argv[1:3])
tolerance = float(sys.argv[3])
if expected.shape != actual.shape or expected.dtype != actual.dtype:
    sys.exit(f"{expected.dtype}{expected.shape} against {actual.dtype}{actual.shape}")
if tolerance == 0:
    if expected.tobytes() != actual.tobytes():
        rows = np.flatnonzero((expected != actual).any(axis=1))
        sys.exit(f"{rows.size} of {len(expected)} rows differ, first {rows[:5]}")
    print("bytes are equal")
    sys.exit()

difference = np.abs(expected - actual)
relative = difference.max(axis=1) / np.abs(expected).max(axis=1)
flipped = np.flatnonzero(expected.argmax(axis=1) != actual.argmax(axis=1))
print(f"largest difference {difference.max():.3g}, relative {relative.max():.3g}")
if not relative.max() <= tolerance:
    sys.exit(f"row {relative.argmax()} exceeds {tolerance}")
if flipped.size:
    sys.exit(f"the best class differs in rows {flipped[:5]} ({flipped.size} in all)")
