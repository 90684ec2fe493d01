#!/usr/bin/env bash
# The main job, end to end: sets up, builds, trains a small network with float32
# and with five-level weights on images that the program makes itself, compiles
# both to objects, links each with the C program examples/classify, runs it on
# the test images and prints a table.
#
#   utils/demo.sh [--epochs N] [--limit N] [--bin DIR] [--out DIR]
#     [--target TARGET]
#
# --epochs and --limit (training images) make it shorter, and the networks
# worse. With --bin nothing is set up or built: the tools in DIR are used.
# With --target, one of AArch64 with Linux such as aarch64+dotprod, only the
# network with five levels and int8 inputs is trained and compiled; its program
# is linked by aarch64-linux-gnu-gcc and run by qemu-aarch64.
# Everything it makes is in --out, by default the checkout's build/demo; other
# files there are left alone.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

bin=
out=$root/build/demo
target=native
training=()
while (($#)); do
  case $1 in
    --epochs | --limit) training+=("$1" "${2:?}") ;;
    --bin) bin=${2:?} ;;
    --out) out=${2:?} ;;
    --target) target=${2:?} ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift 2
done
fail() { echo "demo: error: $*" >&2; exit 1; }

cc=(${CC:-cc})
emulator=()
if [[ $target != native ]]; then
  cc=(aarch64-linux-gnu-gcc -static)
  emulator=(qemu-aarch64 -cpu max)
  for tool in "${cc[0]}" "${emulator[0]}"; do
    command -v "$tool" >/dev/null || fail "--target=$target needs $tool, which is not installed"
  done
fi

# Paths on the command line are the caller's.
mkdir -p "$out"
out=$(realpath "$out")
[[ -z $bin ]] || bin=$(realpath "$bin")
cd "$root"

if [[ -z $bin ]]; then
  utils/build.sh release
  bin=build/release/bin
fi

# Before anything takes long: a program for the target is made, and runs.
check_target() {
  mkdir -p "$out/target"
  cat >"$out/target/probe.mlir" <<'MODEL'
func.func @probe(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  return %x : tensor<1x1xf32>
}
MODEL
  cat >"$out/target/main.c" <<'PROGRAM'
#include "probe.h"
#include <stddef.h>
int main(void) {
  float x = 0, y;
  return !probe_supported() || probe(&x, &y, 1, NULL);
}
PROGRAM
  "$bin/lowres-compile" "$out/target/probe.mlir" --target="$target" -o "$out/target/probe.o"
  {
    "${cc[@]}" -I "$out/target" "$out/target/main.c" "$out/target/probe.o" -lm \
      -o "$out/target/main" && "${emulator[@]}" "$out/target/main"
  } >"$out/target/log" 2>&1 ||
    fail "--target=$target: expected AArch64 with Linux, and a processor that" \
      "${emulator[0]} has, such as aarch64+dotprod (see $out/target/log)"
}
[[ $target == native ]] || check_target

step() { printf '\ndemo: %s\n' "$*"; }

# train NAME LEVELS: NAME.mlirbc, and the trainer's accuracy in NAME.accuracy.
train() {
  step "training with --levels $2"
  "$bin/lowres-train" --model fcnn1 --levels "$2" --data synthetic --seed 1 \
    ${training[@]+"${training[@]}"} -o "$out/$1.mlirbc" | tee "$out/$1.log"
  sed -n 's/^accuracy: \([0-9.]*\).*/\1/p' "$out/$1.log" >"$out/$1.accuracy"
}

# compile NAME MODEL OPTION...: NAME/classify out of MODEL.mlirbc, and what it
# prints in NAME/run.
compile() {
  local name=$1 model=$2
  shift 2
  step "compiling $model.mlirbc $*"
  mkdir -p "$out/$name"
  "$bin/lowres-compile" "$out/$model.mlirbc" --target="$target" "$@" -o "$out/$name/fcnn1.o"
  "${cc[@]}" -std=c99 -O2 -Wall -Wextra -Werror -I "$out/$name" \
    examples/classify/classify.c "$out/$name/fcnn1.o" -lm -o "$out/$name/classify"
  ${emulator[@]+"${emulator[@]}"} "$out/$name/classify" "$out/test-images.npy" "$out/test-labels.npy" | tee "$out/$name/run"
}

[[ $target != native ]] || train float32 f32
train levels5 5
step "writing the test images"
"$bin/lowres-train" --data synthetic --dump-test "$out/test"

if [[ $target != native ]]; then
  compile levels5-int8 levels5 --activations=i8
  exit
fi
compile float32 float32
compile levels5 levels5
compile levels5-int8 levels5 --activations=i8

weights() { size -A "$1" | awk '$1 == ".rodata.lowres" {sum += $2} END {print sum + 0}'; }
row() { printf '%-34s %9s %12s %12s %9s %9s\n' "$@"; }
# compiled TITLE NAME MODEL: the table's row.
compiled() {
  row "$1" "$(sed -n 's/^accuracy: \([0-9.]*\).*/\1/p' "$out/$2/run")" \
    "$(stat -c %s "$out/$3.mlirbc")" "$(weights "$out/$2/fcnn1.o")" \
    $(sed -n 's/^microseconds per image: \([0-9.]*\) .*, \([0-9.]*\) in batches.*/\1 \2/p' "$out/$2/run")
}

step "results"
row '' '' 'model' 'weights in' 'us/image' 'us/image'
row '' 'accuracy' 'file, bytes' 'object, bytes' 'alone' 'of 64'
row 'trainer, float32' "$(cat "$out/float32.accuracy")" "$(stat -c %s "$out/float32.mlirbc")" - - -
row 'trainer, 5 levels' "$(cat "$out/levels5.accuracy")" "$(stat -c %s "$out/levels5.mlirbc")" - - -
compiled 'compiled, float32 (plain loops)' float32 float32
compiled 'compiled, 5 levels' levels5 levels5
compiled 'compiled, 5 levels, int8 inputs' levels5-int8 levels5
