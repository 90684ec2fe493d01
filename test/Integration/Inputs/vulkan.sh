#!/bin/sh
# vulkan.sh RUNNER LAUNCHER MODEL IMAGES
#
# Trains the network MODEL with five levels a little, compiles it for Vulkan and
# for this machine, and runs both on IMAGES test images by the C program RUNNER,
# linked with the library LAUNCHER: int8 outputs have to be the same bytes, and
# float ones close to each other, with the same predictions. (vit has floats
# between its int8 layers, and their last digits may decide how a number is
# rounded to int8.)
#
# Works in the current folder. Tools come from PATH; CC and PYTHON from the
# environment.
set -e
runner=$1
launcher=$2
model=$3
images=$4
here=$(dirname "$0")

lowres-train --model "$model" --levels 5 --data synthetic --epochs 1 --limit 256 \
  --seed 1 -o "$model.mlirbc"
lowres-train --data synthetic --dump-test test
"$PYTHON" "$here/outputs.py" request test-images.npy "$images" 10 > request

# run TARGET ACTIVATIONS: writes TARGET.out.
run() {
  lowres-compile "$model.mlirbc" --target="$1" --activations="$2" -o "$1.o"
  "$CC" -O1 -D net="$model" -D net_workspace_size="${model}_workspace_size" \
    "$runner" "$1.o" "$launcher" -lm -ldl -lpthread -o "$1"
  "./$1" < request > "$1.out"
}

for activations in f32 i8; do
  run native $activations
  run spirv-vulkan1.1 $activations
  case $activations-$model in
    i8-vit) "$PYTHON" "$here/outputs.py" compare native.out spirv-vulkan1.1.out 10 5e-2 ;;
    i8-*) cmp native.out spirv-vulkan1.1.out ;;
    f32-*) "$PYTHON" "$here/outputs.py" compare native.out spirv-vulkan1.1.out 10 1e-5 ;;
  esac
  echo "$activations: same"
done
