#!/usr/bin/env python3
"""Prints what ran, from lit's xunit file: skipped tests with their reasons,
the names of failed tests, and as the last line "N passed, N failed[, N
skipped]". Exits 1 if anything failed or nothing passed."""

import collections
import sys
import xml.etree.ElementTree as ElementTree


def main(path):
    try:
        cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        print(f"test: no readable results: {error}", file=sys.stderr)
        return 1

    failed = []
    skipped = collections.defaultdict(list)
    passed = 0
    for case in cases:
        name = f"{case.get('classname')}/{case.get('name')}"
        skip = case.find("skipped")
        if case.find("failure") is not None:
            failed.append(name)
        elif skip is not None:
            # lit knows one reason for GoogleTest's GTEST_SKIP and for Ctrl-C.
            reason = skip.get("message").replace("User interrupt", "by itself")
            skipped[reason].append(name)
        else:
            passed += 1

    for reason, names in sorted(skipped.items()):
        print(f"Skipped ({reason}):")
        for name in names:
            print(f"  {name}")
    if failed:
        print("Failed:")
        for name in failed:
            print(f"  {name}")

    line = f"{passed} passed, {len(failed)} failed"
    if skipped:
        line += f", {sum(map(len, skipped.values()))} skipped"
    print(line)
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: count-tests.py RESULTS.xml")
    sys.exit(main(sys.argv[1]))
