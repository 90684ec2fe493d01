"""Prints the innermost loops of assembly: from a label to a jump back to it, with
no other label in between."""

import sys

loop = []
for line in sys.stdin:
    if line.startswith(".L"):
        loop = []
    loop.append(line)
    if line.split()[-1:] == [loop[0].split(":")[0]]:
        sys.stdout.writelines(loop)
