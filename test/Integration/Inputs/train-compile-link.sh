#!/bin/sh
# train-compile-link.sh OUT TRAIN-OPTION...
#
# Trains an fcnn1 for a moment, compiles it with both kinds of activations, links
# every object with the C example, and compares what the programs compute on test
# images: with the trainer's outputs (f32), and bit for bit with the reference
# (int8).
#
# Tools come from PATH; CC, PYTHON and SRC_ROOT from the environment; TARGETS,
# if set, are the targets (default: native).
set -e
out=$1
shift
TARGETS=${TARGETS:-native}
here=$(dirname "$0")
mkdir -p "$out"
cd "$out"

lowres-train --model fcnn1 --data synthetic --epochs 1 --limit 2048 "$@" \
  -o fcnn1.mlirbc --predictions trainer.npy
lowres-train --data synthetic --dump-test test

# A few images are enough, and an odd number leaves a last, smaller batch.
"$PYTHON" -c '
import numpy as np
for name in ("test-images", "test-labels", "trainer"):
    np.save(f"{name}-203.npy", np.load(f"{name}.npy")[:203])'

# run NAME COMPILE-OPTION...: writes NAME.npy.
run() {
  name=$1
  shift
  mkdir -p "$name"
  lowres-compile fcnn1.mlirbc "$@" -o "$name/fcnn1.o"
  "$CC" -std=c99 -Wall -Wextra -Wpedantic -Werror -O1 -I "$name" \
    "$SRC_ROOT/examples/classify/classify.c" "$name/fcnn1.o" -lm -o "$name/classify"
  "$name/classify" test-images-203.npy test-labels-203.npy "$name.npy"
}

for target in $TARGETS; do
  run "f32-$target" --target=$target
  "$PYTHON" "$here/compare-npy.py" trainer-203.npy "f32-$target.npy" 1e-5
done

run i8-reference --target=native --activations=i8 --reference
for target in $TARGETS; do
  run "i8-$target" --target=$target --activations=i8
  "$PYTHON" "$here/compare-npy.py" i8-reference.npy "i8-$target.npy" 0
done
