"""Checks that a study's page parses as XML, loads nothing and draws only inside
its view boxes; prints how many figures it has."""

import re
import sys
import xml.etree.ElementTree as ET

with open(sys.argv[1], encoding="utf-8") as page:
    root = ET.fromstring(page.read())
svg_name = "{http://www.w3.org/2000/svg}"
figures = list(root.iter(svg_name + "svg"))
for figure in figures:
    width, height = map(float, figure.get("viewBox").split()[2:])

    def check(x, y):
        assert 0 <= x <= width and 0 <= y <= height, (x, y, width, height)

    for element in figure.iter():
        for x, y in (("x", "y"), ("x1", "y1"), ("x2", "y2"), ("cx", "cy")):
            if element.get(x):
                check(float(element.get(x)), float(element.get(y)))
        for point in (element.get("points") or "").split():
            check(*map(float, point.split(",")))
for element in root.iter():
    assert not {"src", "href"} & set(element.attrib), element.attrib
    assert element.tag.split("}")[-1] not in ("script", "link", "img"), element.tag
assert not re.search(r"url\(|@import", root.find("head/style").text)
print(len(figures), "figures")
