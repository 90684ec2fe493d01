#!/usr/bin/env bash
# Sets up, configures and builds: utils/build.sh [PRESET [TARGET...]]
# PRESET is release (default), debug or asan; the result is in build/PRESET.
# LOWRES_JOBS limits the parallel jobs; default: all processors, and no more
# than one job for each 1.5 GB of memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
(($# == 0)) || shift

utils/setup.sh

memory_jobs=$(awk '/^MemAvailable/ {print int($2 / 1.5e6) + 1}' /proc/meminfo)
cpus=$(nproc)
jobs=${LOWRES_JOBS:-$((memory_jobs < cpus ? memory_jobs : cpus))}

start=$SECONDS
echo "build: configuring build/$preset"
cmake --preset "$preset"
echo "build: building with $jobs jobs"
cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"}
echo "build: build/$preset is up to date ($((SECONDS - start)) s)"
