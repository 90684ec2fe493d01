"""Prints the fenced code blocks of one language in Markdown files.

usage: code-blocks.py [--functions] LANGUAGE SEPARATOR FILE...

--functions leaves out blocks that are not whole functions of MLIR."""

import re
import sys

arguments = sys.argv[1:]
functions = arguments[0] == "--functions"
language, separator, *paths = arguments[functions:]
blocks = []
for path in paths:
    with open(path, encoding="utf-8") as page:
        blocks += re.findall(rf"^```{language}\n(.*?)^```$", page.read(), re.M | re.S)
if functions:
    blocks = [block for block in blocks if re.match(r"func\.func(.*\n)+}\n\Z", block)]
if not blocks:
    sys.exit(f"no {language} block in {paths}")
print(f"\n{separator}\n".join(blocks))
