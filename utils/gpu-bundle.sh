#!/usr/bin/env bash
# Makes a folder that runs on another x86-64 machine with an NVIDIA GPU: its
# run.sh says whether models compute there what they compute here, and how fast.
# The machine needs NVIDIA's driver, a C library not older than glibc 2.34, bash
# and gzip, and cuBLAS for what that takes; no network, compiler or Python.
#
#   utils/gpu-bundle.sh OUT [--bin DIR] [--chips sm_80,sm_90] [--data SPEC]
#     [--models fcnn1,cvnn1,vit] [--levels 5] [--epochs 1] [--limit 1024]
#     [--images 60] [--layers 4096x14336,4096x4096,3072x512]
#     [--layer-levels 5] [--batches 1,2,4,8,16,32,64,128,256,512]
#
# Networks of lowres-train are trained a little (--limit training images), on
# images that the program makes itself or on what --data says, as lowres-train
# takes it. Layers are dense, inputs x outputs. Each is compiled for each chip,
# with float and with int8 activations; what it is to compute, lowres-run says
# here. An empty list leaves networks (--models=) or layers (--layers=) out.
# OUT must not exist. The tools are those in --bin, by default build/release/bin,
# and the launcher is the one of their build.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sources=$root/utils/gpu-bundle

fail() { echo "gpu-bundle: error: $*" >&2; exit 1; }
usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2; }

out=
bin=$root/build/release/bin
chips=sm_80,sm_90
data=synthetic
models=fcnn1,cvnn1,vit
levels=5
epochs=1
limit=1024
images=60
layers=4096x14336,4096x4096,3072x512
layer_levels=5
batches=1,2,4,8,16,32,64,128,256,512
while (($#)); do
  option=$1
  case $option in
    --*=*) value=${option#*=} option=${option%%=*} ;;
    --*) (($# > 1)) || usage; value=$2; shift ;;
    *) [[ -z $out ]] || usage; out=$option ;;
  esac
  shift
  case $option in
    --bin | --chips | --data | --models | --levels | --epochs | --limit | --images | \
      --layers | --batches) printf -v "${option#--}" %s "$value" ;;
    --layer-levels) layer_levels=$value ;;
    --*) usage ;;
  esac
done
[[ -n $out ]] || usage
[[ ! -e $out ]] || fail "$out exists already"
for number in "$levels" "$epochs" "$limit" "$images"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "'$number': expected a number"
done
[[ $batches =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] ||
  fail "--batches=$batches: expected numbers such as 1,2,4"
bin=$(realpath "$bin")
launcher=$(dirname "$bin")/runtime/gpu/liblowres_cuda.a
[[ -f $launcher ]] || fail "no $launcher: the launcher is not built"
for tool in lowres-compile lowres-run lowres-train; do
  [[ -x $bin/$tool ]] || fail "no $bin/$tool"
done

# Nothing but all of it is in OUT.
out=$(realpath -m "$out")
mkdir -p "$(dirname "$out")"
made=$(mktemp -d "$out.XXXXXX")
work=$made/work
trap 'rm -rf "$made"' EXIT
mkdir "$made/programs" "$made/data" "$work"
say() { echo "gpu-bundle: $*"; }
python=${PYTHON:-python3}

say "building lowres-gpu"
"${CC:-cc}" -std=gnu11 -O2 -Wall -Wextra -Werror -I "$root/runtime/gpu" -rdynamic \
  "$sources"/*.c -Wl,--whole-archive "$launcher" -Wl,--no-whole-archive \
  -ldl -lpthread -lm -o "$made/lowres-gpu"
cp "$sources/run.sh" "$made/run.sh"
chmod +x "$made/run.sh"

# All of the launcher's tests but one that needs a file of the build, with the
# libraries of C++ that they are linked with.
tests=$(dirname "$bin")/test/unit/runtime/gpu/LowResCudaDriverTests
if [[ -x $tests ]]; then
  mkdir "$made/tests"
  cp "$tests" "$made/tests"
  ldd "$tests" | awk '$1 ~ /^lib(stdc\+\+|gcc_s)\./ {print $3}' |
    xargs -I {} cp {} "$made/tests"
else
  say "the launcher's tests are left out: no $tests"
fi

echo "model,kind,chip,activations,name,rows,bound,products,bytes" >"$made/programs.csv"

# add KIND NAME MODEL INPUTS ROWS PRODUCTS: programs for all chips, what they are
# to compute of the first rows of INPUTS, and how far off that may be.
add() {
  local kind=$1 name=$2 model=$3 inputs=$4 rows=$5 products=$6
  local activations chip bound bytes program
  for activations in f32 i8; do
    say "$name, $activations"
    "$bin/lowres-run" "$model" --activations=$activations --input="$inputs" \
      --limit="$rows" --output="$work/y.npy" >/dev/null
    "$python" "$sources/data.py" pack "$rows" "$inputs" "$work/y.npy" |
      gzip -n >"$made/data/$name-$activations.gz"
    case $kind-$activations-$name in
      # It has floats between its int8 layers, whose last digits may decide how
      # a number is rounded to int8.
      network-i8-vit) bound=5e-2 ;;
      *-i8-*) bound=0 ;;
      network-*) bound=1e-5 ;;
      layer-*) bound=1e-4 ;;
    esac
    for chip in ${chips//,/ }; do
      program=$name-$chip-$activations
      "$bin/lowres-compile" "$model" --target="nvptx64-$chip" --name="$name" \
        --activations=$activations --emit=so --report -o "$work/$program.so" >"$work/report"
      gzip -n <"$work/$program.so" >"$made/programs/$program.gz"
      rm "$work/$program.so"
      bytes=$(sed -n 's/^weights: .* in \([0-9]*\) bytes.*/\1/p' "$work/report")
      echo "$name,$kind,$chip,$activations,$name,$rows,$bound,$products,$bytes" \
        >>"$made/programs.csv"
    done
  done
}

if [[ -n $models ]]; then
  "$bin/lowres-train" --data "$data" --dump-test "$work/test" >/dev/null
fi
for model in ${models//,/ }; do
  say "training $model"
  "$bin/lowres-train" --model "$model" --levels "$levels" --data "$data" --seed 1 \
    --epochs "$epochs" --limit "$limit" -o "$work/$model.mlirbc" >/dev/null
  add network "$model" "$work/$model.mlirbc" "$work/test-images.npy" "$images" 0
done
# A number of rows that kernels do not compute at a time.
rows=7
for layer in ${layers//,/ }; do
  [[ $layer =~ ^[1-9][0-9]*x[1-9][0-9]*$ ]] || fail "--layers: '$layer': expected inputs x outputs"
  inputs=${layer%x*} outputs=${layer#*x}
  "$python" "$sources/data.py" rows $rows "$inputs" >"$work/x.npy"
  for n in ${layer_levels//,/ }; do
    name=dense_${layer}_$n
    "$python" "$sources/data.py" layer "$inputs" "$outputs" "$n" >"$work/layer.mlir"
    add layer "$name" "$work/layer.mlir" "$work/x.npy" $rows $((inputs * outputs))
  done
done
rm -r "$work"

cat >"$made/settings" <<SETTINGS
network_batches=1,$images
layer_batches=$batches
layers="${layers//,/ }"
SETTINGS
mv -T "$made" "$out"
chmod 755 "$out"
trap - EXIT
say "$out: $(du -sh "$out" | cut -f 1), to be carried to a GPU; $(basename "$out")/run.sh runs it"
