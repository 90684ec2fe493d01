#!/bin/sh
# gpu.sh TARGET RUNNER LAUNCHER MODEL IMAGES
#
# Trains the network MODEL with five levels a little, compiles it for the GPU
# TARGET and for this machine, and runs both on IMAGES test images by the C program
# RUNNER, linked with the library LAUNCHER: int8 outputs have to be the same bytes,
# and float ones close to each other, with the same predictions. (vit has floats
# between its int8 layers, and their last digits may decide how a number is
# rounded to int8.)
#
# With DRIVER, kernels in PTX run on the CPU: as C++, in a driver that has no device,
# whose sources are in this folder, with headers in the folder INCLUDES.
#
# Works in the current folder. Tools come from PATH; CC, CXX and PYTHON, DRIVER and
# INCLUDES from the environment.
set -e
target=$1
runner=$2
launcher=$3
model=$4
images=$5
here=$(dirname "$0")

lowres-train --model "$model" --levels 5 --data synthetic --epochs 1 --limit 256 \
  --seed 1 -o "$model.mlirbc"
lowres-train --data synthetic --dump-test test
"$PYTHON" "$here/outputs.py" request test-images.npy "$images" 10 > request

# build_driver TARGET ACTIVATIONS: writes libcuda.so.1.
build_driver() {
  lowres-compile "$model.mlirbc" --target="$1" --activations="$2" --emit=ptx -o kernels.ptx
  set -- -std=c++17 -O1 -ffp-contract=off -fPIC -I "$DRIVER" -I "$INCLUDES"
  "$PYTHON" "$here/ptx-to-cpp.py" kernels.ptx > kernels.cpp
  "$CXX" "$@" -c kernels.cpp
  test -e FakeCuda.o || "$CXX" "$@" -c "$DRIVER/FakeCuda.cpp"
  "$CXX" -shared -Wl,-soname,libcuda.so.1 kernels.o FakeCuda.o -o libcuda.so.1
}

# run TARGET ACTIVATIONS: writes TARGET.out.
run() {
  lowres-compile "$model.mlirbc" --target="$1" --activations="$2" -o "$1.o"
  "$CC" -O1 -D net="$model" -D net_workspace_size="${model}_workspace_size" \
    "$runner" "$1.o" "$launcher" -lm -ldl -lpthread -o "$1"
  case $1-$DRIVER in nvptx64-*-?*) build_driver "$1" "$2" ;; esac
  LD_LIBRARY_PATH=${DRIVER:+.:}$LD_LIBRARY_PATH "./$1" < request > "$1.out"
}

for activations in f32 i8; do
  run native $activations
  run "$target" $activations
  case $activations-$model in
    i8-vit) "$PYTHON" "$here/outputs.py" compare native.out "$target.out" 10 5e-2 ;;
    i8-*) cmp native.out "$target.out" ;;
    f32-*) "$PYTHON" "$here/outputs.py" compare native.out "$target.out" 10 1e-5 ;;
  esac
  echo "$activations: same"
done
