"""Reads a log as CI systems do and says what in it is no plain text of ours: a line per finding, else `clean`."""

import re
import sys

text = open(sys.argv[1], "rb").read().decode("utf-8")
# What we write ourselves: colors, GitLab's sections, the commands that set our outputs.
text = re.sub(r"\x1b\[[0-9;]*m", "", text)
text = re.sub(r"(?m)^(\x1b\[0K)?section_(start|end):\d+:sampan_[a-z0-9_]+(\[[a-z=,]*\])?\r\x1b\[0K", "", text)
text = re.sub(r"(?m)^##\[(end)?group\]", "", text)
text = re.sub(r"(?m)^##vso\[task\.setvariable variable=sampan_[a-z0-9_]+;isOutput=true;\]", "", text)
text = re.sub(r"(?m)^##teamcity\[(blockOpened|blockClosed|setParameter) name='[\w.]+'( value='([^'|\]\[]|\|.)*')?\]$", "", text)

signs = {
    "control character": r"[\x00-\x08\x0b-\x1f\x7f-\x9f]",
    "bidi control": "[\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    "line separator": "[\u2028\u2029]",
    "GitHub command": r"^\s*::[a-z-]+( .*)?::.*forged",
    "old GitHub command": r"##\[",
    "Azure command": r"##vso\[",
    "TeamCity command": r"##teamcity\[",
    "long line": r".{20000}",
}
findings = [
    f"{name} in line {number}: {ascii(line[:120])}"
    for number, line in enumerate(text.split("\n"), 1)
    for name, sign in signs.items()
    if re.search(sign, line)
]
print("\n".join(findings) or "clean")
