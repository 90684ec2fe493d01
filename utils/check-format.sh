#!/usr/bin/env bash
# Checks that every C and C++ file is formatted as .clang-format says, with the
# same clang-format everywhere. --fix rewrites the files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

format=${CLANG_FORMAT:-clang-format-22}
if ! command -v "$format" >/dev/null; then
  echo "check-format: $format is not installed, nothing checked"
  exit 0
fi
mode=(--dry-run -Werror)
[[ ${1:-} != --fix ]] || mode=(-i)

mapfile -d '' files < <(find include lib runtime tools test examples utils \
  -type f \( -name '*.cpp' -o -name '*.h' -o -name '*.c' \) -print0 | sort -z)
((${#files[@]})) || { echo "check-format: found no file" >&2; exit 1; }
"$format" "${mode[@]}" "${files[@]}"
echo "check-format: ${#files[@]} files"
