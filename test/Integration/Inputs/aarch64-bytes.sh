#!/bin/sh
# aarch64-bytes.sh LEVELS TARGET...
#
# Compiles the kernels of int8-kernels.py for x86-64 and for TARGETs of AArch64, runs
# them here and in QEMU, and compares the hashes of what they compute with those of
# plain loops.
#
# Works in the current folder. Tools come from PATH; PYTHON from the environment.
set -e
levels=$1
shift
here=$(dirname "$0")

# run NAME EMULATOR CC TARGET OPTION...: writes NAME.txt, of NAME.mlir.
run() {
  name=$1
  emulator=$2
  compiler=$3
  target=$4
  shift 4
  lowres-compile "$name.mlir" --target="$target" --activations=i8 "$@" -o kernels.o
  $compiler -std=c11 -O1 -Wall -Wextra -Werror -I . "$here/hashes.c" kernels.o -lm -o "$name"
  $emulator "./$name" > "$name.txt"
}

"$PYTHON" "$here/int8-kernels.py" "$levels" plain > plain.mlir
run plain "" cc x86-64 --reference
"$PYTHON" "$here/int8-kernels.py" "$levels" > native.mlir
run native "" cc x86-64
diff plain.txt native.txt
cp native.mlir foreign.mlir
for target; do
  run foreign "qemu-aarch64 -cpu max" "aarch64-linux-gnu-gcc -static" "$target"
  diff native.txt foreign.txt
  echo "N = $levels, $target: $(grep -c decode_dot foreign.mlir) kernels, same bytes"
done
