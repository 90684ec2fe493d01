#!/bin/sh
# foreign.sh MACHINE LEVELS...
#
# Compiles networks of LEVELS, a trained one, a small one whose sizes fit no vector
# and one with convolutions, for another MACHINE (an architecture with Linux, or
# `cortex-m4`), runs them in an emulator and compares with the reference on this
# machine: numbers within rounding (f32), and bit for bit (int8).
#
# Works in the current folder. Tools come from PATH; PYTHON from the environment.
set -e
machine=$1
shift
here=$(dirname "$0")
# What to compile for, and what emulates it.
case $machine in
  # Processors with Linux have its instructions, too.
  cortex-m4) target=thumbv7em-linux-gnueabihf:$machine emulator=qemu-arm ;;
  *) target=$machine-linux-gnu emulator=qemu-$machine ;;
esac

# link MODEL NAME TARGET COMPILE-OPTION...: makes the program NAME.
link() {
  model=$1
  name=$2
  triple=${3%:*}
  mkdir -p "$name"
  shift 2
  lowres-compile "$model" -o "$name/fcnn1.o" --name=fcnn1 --target="$@"
  clang-22 --target="$triple" -O1 -ffreestanding -fno-stack-protector \
    -nostdlib -static -fuse-ld=lld-22 -Wall -Wextra -Werror -I "$name" \
    "$here/foreign.c" "$name/fcnn1.o" -o "$name/run"
}

# check MODEL: compares the two programs.
check() {
  for activations in f32 i8; do
    link "$1" reference x86_64-linux-gnu --activations=$activations --reference
    ./reference/run > reference.txt
    link "$1" foreign "$target" --activations=$activations
    "$emulator" ./foreign/run > foreign.txt
    if [ $activations = i8 ]; then
      cmp reference.txt foreign.txt
      link "$1" small "$target" --activations=$activations -Os
      "$emulator" ./small/run | cmp reference.txt -
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
# Convolutions, with the last of LEVELS.
"$PYTHON" "$here/conv-model.py" "$levels" > conv.mlir
check conv.mlir
