#!/usr/bin/env python3
"""Writes docs/Lowering.md: examples/one-dense.mlir after each stage of
lowering, as lowres-opt and lowres-compile print it.

  utils/gen-lowering-doc.py [--check] [--bin DIR]

--bin is the folder with the tools (default build/release/bin). --check compares
instead of writing, prints the differences and exits 1 if there are any. The
CMake target `lowres-doc` writes, test/Docs checks."""

import argparse
import difflib
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INPUT = "examples/one-dense.mlir"
WIDE = "examples/wide-dense.mlir"
PAGE = ROOT / "docs" / "Lowering.md"
OPTIONS = "target=icelake-server activations=i8"

# Flag of each stage, what it is called, and what the reader should see.
STAGES = [
    (
        f'--lowres-select-pipeline="{OPTIONS}"',
        "Kernels are chosen, weights are packed",
        """The module knows its target, the layer takes int8 activations, and it is
annotated with the kernel that `lowres-select-kernels` chose. The constant has the
layout of that kernel: the same codes, padded to whole vectors of one output a
lane.""",
    ),
    (
        "--lowres-vectorize-pipeline",
        "Layers are loops",
        """The function has its C signature. What quantises the activations is `linalg`;
the layer is straight code on vectors of packed weights here, and loops where there
are more rows, inputs or outputs. Codes are unsigned, so what they are too large by
(the middle code, 2, for every input) is subtracted at the end, from the sum of the
inputs. `lowres.dot` stands where the special instruction will go.""",
    ),
    (
        "--lowres-bufferize-pipeline",
        "Buffers lie in the workspace",
        """No tensors are left. Buffers are views of the caller's workspace, at offsets
that are multiples of 64, and a second function says how large it must be.""",
    ),
    (
        "--lowres-to-llvm-pipeline",
        "The LLVM dialect",
        """Nothing but the LLVM dialect is left, and `lowres.dot` has become the target's
instruction.""",
    ),
]
# Lines shown around a place of interest.
CONTEXT = 12


class Tools:
    def __init__(self, folder):
        self.folder = folder

    def __call__(self, name, *arguments):
        command = [str(self.folder / name), *arguments]
        result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if result.returncode:
            sys.exit(f"failed: {' '.join(command)}")
        return result.stdout.rstrip().splitlines()


def excerpt(lines, text):
    """The lines around the first that has `text`, cut off at the sides."""
    found = next((i for i, line in enumerate(lines) if text in line), None)
    if found is None:
        sys.exit(f"no line with '{text}'")
    first, last = max(found - CONTEXT, 0), found + CONTEXT + 1
    part = ["..."] * (first > 0) + lines[first:last] + ["..."] * (last < len(lines))
    return [line if len(line) <= 100 else line[:97] + "..." for line in part]


def fenced(language, lines):
    return [f"```{language}", *lines, "```", ""]


def stage_commands(source, flags, more=()):
    """A command as one types it, broken over lines, and its arguments."""
    words = [source, *more, *flags]
    typed = " \\\n  ".join([f"lowres-opt {source}", *more, *flags])
    return typed.splitlines(), [word.replace('"', "") for word in words]


def make_page(tools):
    page = [
        f"<!-- Written by utils/gen-lowering-doc.py from {INPUT}; do not edit. -->",
        "",
        "# One layer on its way to machine code",
        "",
        f"What each stage does to [{INPUT}](../{INPUT}), as `lowres-opt` prints it.",
        "Every stage is a pipeline of passes that can be run alone; all of them",
        "together are `--lowres-to-native`. (Its first, `--lowres-input-pipeline`,",
        "recognises layers in linalg and TOSA; this model has lowres layers already.)",
        "The passes are listed in [Passes.md](Passes.md), and why there are these",
        "stages is said in [Rationale/Lowering.md](Rationale/Lowering.md).",
        "",
        "## The model",
        "",
        *fenced("mlir", (ROOT / INPUT).read_text().rstrip().splitlines()),
    ]
    flags = []
    for number, (flag, title, text) in enumerate(STAGES, 1):
        flags.append(flag)
        typed, arguments = stage_commands(INPUT, flags)
        page += [f"## {number}. {title}", "", *text.splitlines(), ""]
        page += fenced("sh", typed)
        page += fenced("mlir", tools("lowres-opt", *arguments))

    command = [INPUT, "--target=icelake-server", "--activations=i8", "--emit=asm"]
    assembly = [
        line.replace("\t", "    ")
        for line in tools("lowres-compile", *command, "-o", "-")
    ]
    page += [
        f"## {len(STAGES) + 1}. Machine code",
        "",
        "The part that reads weights, in the assembly of the same layer.",
        "",
        *fenced("sh", [f"lowres-compile {' '.join(command)} -o -"]),
        *fenced("asm", excerpt(assembly, "vpdpbusd")),
    ]

    typed, arguments = stage_commands(
        WIDE, flags[:2], ["--mlir-elide-elementsattrs-if-larger=16"]
    )
    wide = tools("lowres-opt", *arguments)
    page += [
        "## A larger layer",
        "",
        "Weights beyond the nearest caches take as long as their bytes. There three",
        f"five-level digits share 7 bits ([{WIDE}](../{WIDE})). Each byte holds a field;",
        "`lowres.lookup` turns 64 fields at once into their digits, by tables of 128",
        "entries in registers. One table gives two digits in one byte, three bits",
        "each; the second is left where it is, eight times too large, and its sums are",
        "shifted at the end. This is the second stage, around the first field:",
        "",
        *fenced("sh", typed),
        *fenced("mlir", excerpt(wide, "lowres.lookup")),
    ]
    return "\n".join(page).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument(
        "--bin", type=pathlib.Path, default=ROOT / "build" / "release" / "bin"
    )
    args = parser.parse_args()

    new = make_page(Tools(args.bin.resolve()))
    old = PAGE.read_text() if PAGE.exists() else ""
    if args.check:
        diff = difflib.unified_diff(
            old.splitlines(), new.splitlines(), "docs/Lowering.md", "generated", "", "", 1, ""
        )
        print("\n".join(diff))
        if old != new:
            sys.exit("docs/Lowering.md is stale: run utils/gen-lowering-doc.py")
    elif old != new:
        PAGE.write_text(new)
        print("wrote docs/Lowering.md")


if __name__ == "__main__":
    main()
