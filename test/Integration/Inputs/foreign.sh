#!/bin/sh
# foreign.sh ARCHITECTURE LEVELS...
#
# Compiles networks of LEVELS, a trained one and a small one whose sizes fit no
# vector, for another ARCHITECTURE, runs them in an emulator
# and compares with the reference on this machine: numbers within rounding (f32),
# and bit for bit (int8).
#
# Works in the current folder. Tools come from PATH; PYTHON from the environment.
set -e
arch=$1
shift
here=$(dirname "$0")

# link MODEL NAME ARCHITECTURE COMPILE-OPTION...: makes the program NAME.
link() {
  model=$1
  name=$2
  target=$3
  shift 3
  mkdir -p "$name"
  lowres-compile "$model" -o "$name/fcnn1.o" --target="$target" "$@"
  clang-22 --target="$target-linux-gnu" -O1 -ffreestanding -fno-stack-protector \
    -nostdlib -static -fuse-ld=lld-22 -Wall -Wextra -Werror -I "$name" \
    "$here/foreign.c" "$name/fcnn1.o" -o "$name/run"
}

# check MODEL: compares the two programs.
check() {
  for activations in f32 i8; do
    link "$1" reference x86_64 --activations=$activations --reference
    ./reference/run > reference.txt
    link "$1" foreign "$arch" --activations=$activations
    "qemu-$arch" ./foreign/run > foreign.txt
    if [ $activations = i8 ]; then
      cmp reference.txt foreign.txt
    else
      "$PYTHON" -c '
import struct
def read(path):
    return [struct.unpack(">f", bytes.fromhex(line))[0] for line in open(path)]
pairs = list(zip(read("reference.txt"), read("foreign.txt"), strict=True))
largest = max(abs(a) for a, _ in pairs)
difference = max(abs(a - b) for a, b in pairs)
print("largest difference", difference, "of", largest)
assert largest > 0 and difference <= 1e-5 * largest'
    fi
  done
}

for levels; do
  lowres-train --model fcnn1 --data synthetic --epochs 1 --limit 128 \
    --levels "$levels" -o fcnn1.mlirbc
  check fcnn1.mlirbc
  "$PYTHON" "$here/small-model.py" "$levels" > small.mlir
  check small.mlir
done
