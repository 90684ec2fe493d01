#!/usr/bin/env bash
# Trains a small network with five levels, compiles it for a Cortex-M4, links it
# with a C program and runs that in QEMU on test images:
#
#   examples/cortex-m4/run.sh [--bin DIR] [--data DATASET] [--out DIR]
#     [--count IMAGES] [--epochs N] [--limit N]
#
# DATASET is as for lowres-train, by default `synthetic`; DIR has the tools, by
# default the checkout's build/release/bin. Needs arm-none-eabi-gcc, newlib and
# qemu-system-arm. Prints the sections of the program, which is in --out (by
# default the checkout's build/cortex-m4), and what the program prints.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

bin=$here/../../build/release/bin
out=$here/../../build/cortex-m4
data=synthetic
count=100
training=()
while (($#)); do
  case $1 in
    --bin) bin=${2:?} ;;
    --data) data=${2:?} ;;
    --out) out=${2:?} ;;
    --count) count=${2:?} ;;
    --epochs | --limit) training+=("$1" "${2:?}") ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift 2
done
fail() { echo "run.sh: error: $*" >&2; exit 1; }
[[ $count =~ ^[1-9][0-9]{0,6}$ ]] || fail "--count: expected a number, got '$count'"
for tool in "$bin/lowres-train" "$bin/lowres-compile" arm-none-eabi-gcc qemu-system-arm; do
  command -v "$tool" >/dev/null || fail "needs $tool, which is not there"
done
mkdir -p "$out"
bin=$(realpath "$bin")
# Of a data set in files, after the colon, too.
[[ $data != *:* || $data == synthetic:* ]] ||
  data=${data%%:*}:$(realpath "${data#*:}") || fail "--data: no folder in '$data'"
cd "$out"

"$bin/lowres-train" --network "$here/mlp.json" --levels 5 --data "$data" --seed 1 \
  ${training[@]+"${training[@]}"} -o mlp.mlirbc
"$bin/lowres-train" --data "$data" --dump-test test
"$bin/lowres-compile" mlp.mlirbc --target=cortex-m4 --activations=i8 -Os -o mlp.o
# (Parts of newlib do not say whether they need an executable stack.)
arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -O2 \
  -std=c11 -Wall -Wextra -Werror -I . --specs=rdimon.specs -Wl,--no-warn-execstack \
  -T "$here/link.ld" "$here/startup.c" "$here/classify.c" mlp.o -o classify.elf
arm-none-eabi-size -A classify.elf | awk '/^\.(vectors|text|weights|rodata|data|bss)/'
qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none -icount shift=0 \
  -semihosting-config \
  enable=on,target=native,arg=classify,arg=test-images.npy,arg=test-labels.npy,arg="$count" \
  -kernel classify.elf
