"""Prints the fenced code blocks of one language in Markdown files.

usage: code-blocks.py LANGUAGE SEPARATOR FILE..."""

import re
import sys

language, separator = sys.argv[1:3]
blocks = []
for path in sys.argv[3:]:
    with open(path, encoding="utf-8") as page:
        blocks += re.findall(rf"^```{language}\n(.*?)^```$", page.read(), re.M | re.S)
if not blocks:
    sys.exit(f"no {language} block in {sys.argv[3:]}")
print(f"\n{separator}\n".join(blocks))
