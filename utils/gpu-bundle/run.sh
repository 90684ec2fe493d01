#!/usr/bin/env bash
# Runs what gpu-bundle.sh has made on this machine's GPU, and writes report.md and
# its figures as CSV:
#
#   ./run.sh [OUT] [--all]
#
# OUT is by default the folder results beside this file. With --all layers are
# timed with the code for each chip that this GPU takes, otherwise with that for
# the newest. LOWRES_CUDA_DEVICE=1 takes another GPU than the first. cuBLAS is
# looked for where the loader looks (LD_LIBRARY_PATH), and in /usr and /opt.
#
# Nothing is written before all has run. Exits 1 where that is not possible, and
# where results are wrong, which the report says.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

out=$here/results
all=
for argument; do
  case $argument in
    --all) all=1 ;;
    -*) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    *) out=$argument ;;
  esac
done
fail() { echo "run: error: $*" >&2; exit 1; }

# Where drivers lie in containers, which loaders are not always told.
for folder in /usr/local/nvidia/lib64 /usr/local/nvidia/lib /usr/lib/wsl/lib; do
  [[ ! -d $folder ]] || LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$folder
done
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/results"
results=$work/results
gpu() { timeout 300 "$here/lowres-gpu" "$@"; }

device=$(gpu device 2>&1) || fail "no GPU to run on: $device"
echo "$device" >"$results/device.csv"
capability=$(sed -n '2s/.*,\([0-9]*\)\.\([0-9]\),[^.]*,[0-9.]*$/\1\2/p' "$results/device.csv")
. "$here/settings"
say() { echo "run: $*"; }
say "$(sed -n 2p "$results/device.csv")"

# What cannot be measured is said in the report, and is no reason to end.
notes=$work/notes
: >"$notes"
note() {
  say "$*"
  echo "* $*" >>"$notes"
}
# last FILE: why a program failed.
last() { tail -n 1 "$1" | cut -c 1-300; }

say "memory"
if ! gpu memory >"$results/memory.csv" 2>"$work/log"; then
  rm "$results/memory.csv"
  note "memory: $(last "$work/log")"
fi

# takes CHIP: whether this GPU takes code for it.
takes() {
  local number=${1#sm_}
  case $number in
    *[a-z]) [[ ${number%[a-z]} == "$capability" ]] ;;
    *) ((number <= capability)) ;;
  esac
}
newest=
while IFS=, read -r _ _ chip _; do
  if takes "$chip" && [[ -z $newest || ${chip//[a-z_]/} -ge ${newest//[a-z_]/} ]]; then
    newest=$chip
  fi
done < <(tail -n +2 "$here/programs.csv")
[[ -n $newest ]] || fail "no program is for a GPU of compute capability $capability"

failed=
echo "model,kind,chip,activations,batch,same_rows,same_predictions,largest_difference,largest_value,kernels,microseconds,cached_microseconds,call_microseconds" >"$results/models.csv"
echo "model,kind,chip,activations,batch,kernel,blocks,threads,microseconds" >"$results/kernels.csv"
while IFS=, read -r model kind chip activations name _; do
  takes "$chip" || continue
  [[ $kind == network || $chip == "$newest" || -n $all ]] || continue
  say "$model, $activations, $chip"
  program=$work/program.so data=$work/data
  gzip -dc "$here/programs/$model-$chip-$activations.gz" >"$program"
  gzip -dc "$here/data/$model-$activations.gz" >"$data"
  batches=${kind}_batches
  if ! gpu model "$program" "$name" "$data" "$results/kernels.csv" \
    "$model,$kind,$chip,$activations" "${!batches}" >>"$results/models.csv" 2>"$work/log"; then
    failed=1
    note "$model, $activations, $chip failed: $(last "$work/log")"
  fi
  rm -f "$results/kernels.csv.launches"
done < <(tail -n +2 "$here/programs.csv")

blas=$(find /usr /opt -name 'libcublas.so.1[1-9]' 2>/dev/null | sort -V | tail -n 1)
blas=${blas%/*}
echo "layer,type,batch,computed_batch,microseconds,cached_microseconds" >"$results/blas.csv"
for layer in $layers; do
  say "cuBLAS, $layer"
  if ! LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$blas gpu blas "${layer%x*}" "${layer#*x}" \
    "$layer_batches" >>"$results/blas.csv" 2>"$work/log"; then
    note "cuBLAS, $layer: $(last "$work/log")"
  elif [[ -s $work/log ]]; then
    note "$(last "$work/log")"
  fi
done

tests="not in this folder"
if [[ -d $here/tests ]]; then
  say "the launcher's tests"
  # One of them needs a file of the build.
  if LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/tests timeout 300 "$here/tests/LowResCudaDriverTests" \
    --gtest_filter=-CudaDriverTest.SaysWhatItLacks >"$results/tests.txt" 2>&1; then
    tests=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) tests*\..*/\1 passed/p' "$results/tests.txt")
  else
    failed=1
    tests="failed: $(last "$results/tests.txt")"
  fi
fi

# The report. Its tables are made of the files of figures.
table() { awk -F, -v OFS=' | ' "$@"; }
common='
function row(text) { print "| " text " |" }
function ratio(a, b) { return a == "" || b == "" || b == 0 ? "-" : sprintf("%.2f", a / b) }
function number(a) { return a == "" ? "-" : a }
'
verdicts=$work/verdicts
table "$common"'
FILENAME ~ /programs/ { bound[$1 "," $3 "," $4] = $7; next }
FNR == 1 { next }
{
  key = $1 "," $3 "," $4
  if (!(key in rows)) keys[++n] = key
  rows[key] += $5; same[key] += $6; classes[key] += $7
  # An infinity is no number to every awk.
  if ($8 ~ /inf|nan/) bad[key] = 1
  else if ($8 / ($9 > 0 ? $9 : 1) > worst[key]) worst[key] = $8 / ($9 > 0 ? $9 : 1)
}
END {
  row("model | chip | activations | rows | of them the same bytes | the same predictions | largest difference, of the largest value | allowed | is")
  row("--- | --- | --- | --- | --- | --- | --- | --- | ---")
  for (i = 1; i <= n; ++i) {
    key = keys[i]; split(key, part, ",")
    if (bound[key] == 0) good = same[key] == rows[key]
    else good = !bad[key] && worst[key] <= bound[key] + 0 && classes[key] == rows[key]
    row(part[1] " | " part[2] " | " part[3] " | " rows[key] " | " same[key] " | " classes[key] " | " \
      (bad[key] ? "not a number" : sprintf("%.2g", worst[key])) " | " (bound[key] == 0 ? "same bytes" : bound[key]) \
      " | " (good ? "right" : "**wrong**"))
  }
}' "$here/programs.csv" "$results/models.csv" >"$verdicts"
! grep -q 'wrong' "$verdicts" || failed=1

networks() {
  table "$common"'
FNR == 1 { row("model | chip | activations | batch | kernels | us | us of a row | us, cached | us of a call"); row("--- | --- | --- | --- | --- | --- | --- | --- | ---"); next }
$2 == "network" { row($1 " | " $3 " | " $4 " | " $5 " | " $10 " | " $11 " | " sprintf("%.2f", $11 / $5) " | " $12 " | " $13) }' \
    "$results/models.csv"
}

# Ratios are of times of others by ours: 2.00 is twice as fast.
layers() {
  local memory=()
  [[ ! -f $results/memory.csv ]] || memory=("$results/memory.csv")
  table "$common"'
FILENAME ~ /programs/ { products[$1 "," $3 "," $4] = $8; bytes[$1 "," $3 "," $4] = $9; next }
FILENAME ~ /memory/ { speed[FNR] = $4; next }
FILENAME ~ /blas/ { blas[$1 "," $2 "," $3] = $5; next }
FNR == 1 {
  row("layer | N | chip | activations | batch | us | GMAC/s | GB/s | of a copy | of reads | by cuBLAS f16 | by cuBLAS int8 | us, cached | us of a call")
  row("--- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | ---")
}
$2 == "layer" {
  key = $1 "," $3 "," $4; split($1, part, "_")
  us = $11; gb = us > 0 ? bytes[key] / us / 1000 : 0
  row(part[2] " | " part[3] " | " $3 " | " $4 " | " $5 " | " us " | " \
    (us > 0 ? sprintf("%.0f", products[key] * $5 / us / 1000) : "-") " | " (us > 0 ? sprintf("%.0f", gb) : "-") " | " \
    ratio(gb, speed[2]) " | " ratio(gb, speed[3]) " | " \
    ratio(blas[part[2] ",f16," $5], us) " | " ratio(blas[part[2] ",int8," $5], us) " | " $12 " | " $13)
}' "$here/programs.csv" "${memory[@]}" "$results/blas.csv" "$results/models.csv"
}

csv() {
  table "$common"'{ text = $1; for (i = 2; i <= NF; ++i) text = text " | " $i; row(text) }
FNR == 1 { gsub(/[^,]+/, "---"); gsub(/,/, " | "); row($0) }' "$1"
}

{
  echo "# lowres on $(sed -n '2s/,.*//p' "$results/device.csv")"
  echo
  csv "$results/device.csv"
  echo
  if [[ -s $notes ]]; then
    cat "$notes"
    echo
  fi
  echo "The launcher's tests: $tests."
  echo
  echo "## Results"
  echo
  cat "$verdicts"
  echo
  echo "## Memory"
  echo
  [[ ! -f $results/memory.csv ]] || csv "$results/memory.csv"
  echo
  echo "## Times"
  echo
  echo "Microseconds are the sum of what kernels take by the device's events, the median"
  echo "of runs, after other memory has been read to empty the cache; \"cached\" without"
  echo "that. A call is timed by the clock, tensors being on the device. kernels.csv has"
  echo "each kernel of one run."
  echo
  echo "### Networks"
  echo
  networks
  echo
  echo "### Layers"
  echo
  echo "Inputs x outputs, with N levels. GB/s counts packed weights as if each were read"
  echo "once, \"of a copy\" and \"of reads\" that by what memory can do. \"By cuBLAS\" is the"
  echo "time that it takes for the same products by ours, its cache being empty, too:"
  echo "2.00 is twice as fast as cuBLAS. Its inputs are f16 or int8 already."
  echo
  layers
} >"$results/report.md"

mkdir -p "$out"
mv "$results"/* "$out"
say "$out/report.md"
[[ -z $failed ]] || fail "not all is right, see $out/report.md"
