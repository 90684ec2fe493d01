#!/bin/sh
# aarch64-models.sh RUNNER MODEL IMAGES TARGET...
#
# Trains the network MODEL with five levels a little, compiles it for x86-64
# (plain loops) and for TARGETs of AArch64, and runs each on IMAGES test images
# by the C program RUNNER: int8 outputs have to be the same bytes, and float ones
# close to each other, with the same predictions. (vit has floats between its
# int8 layers, which plain loops sum in another order and by the functions of the
# C library, and their last digits may decide how a number is rounded to int8:
# with int8 activations, it is compiled for x86-64-v3 as for AArch64.)
#
# Works in the current folder. Tools come from PATH; PYTHON from the environment.
set -e
runner=$1
model=$2
images=$3
shift 3
here=$(dirname "$0")

lowres-train --model "$model" --levels 5 --data synthetic --epochs 1 --limit 256 \
  --seed 1 -o "$model.mlirbc"
lowres-train --data synthetic --dump-test test
"$PYTHON" "$here/outputs.py" request test-images.npy "$images" 10 > request

# run NAME EMULATOR CC TARGET OPTION...: writes NAME.out.
run() {
  name=$1
  emulator=$2
  compiler=$3
  target=$4
  shift 4
  lowres-compile "$model.mlirbc" --target="$target" "$@" -o "$name.o"
  $compiler -O1 -D net="$model" -D net_workspace_size="${model}_workspace_size" \
    "$runner" "$name.o" -lm -o "$name"
  $emulator "./$name" < request > "$name.out"
}

for activations in f32 i8; do
  case $activations-$model in
    i8-vit) run native "" cc x86-64-v3 --activations=i8 ;;
    *) run native "" cc x86-64 --activations=$activations --reference ;;
  esac
  for target; do
    run foreign "qemu-aarch64 -cpu max" "aarch64-linux-gnu-gcc -static" "$target" \
      --activations=$activations
    case $activations in
      i8) cmp native.out foreign.out ;;
      f32) "$PYTHON" "$here/outputs.py" compare native.out foreign.out 10 1e-5 ;;
    esac
    echo "$model $target $activations: same"
  done
done
