#!/usr/bin/env bash
# Sets up, builds and runs every test: lit, GoogleTest and integration.
#
#   utils/test.sh [PRESET]     PRESET is release (default), debug or asan
#
# The last line is "N passed, N failed" (", N skipped" where this machine lacks
# something a test needs; these are listed with the reason). The exit code is 0
# only if something ran and nothing failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
results=build/$preset/test-results.xml
rm -f "$results"

if ! utils/build.sh "$preset"; then
  echo "test: the build failed, no test ran" >&2
  exit 1
fi

status=0
LIT_OPTS="${LIT_OPTS:-} --xunit-xml-output=$PWD/$results" \
  cmake --build --preset "$preset" --target check-lowres || status=$?

/usr/bin/env python3 utils/count-tests.py "$results" || status=1
exit "$status"
