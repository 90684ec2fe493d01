#!/usr/bin/env bash
# Runs clang-tidy over our own sources: utils/check-tidy.sh [FILE...]
# (default: every .cpp that the release build compiles; slow).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

database=build/release/compile_commands.json
[[ -f $database ]] || { echo "check-tidy: no $database; run utils/build.sh first" >&2; exit 1; }
if (($#)); then
  files=("$@")
else
  mapfile -t files < <(find lib runtime tools -name '*.cpp' | sort)
fi
printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy-22 -p build/release --quiet
