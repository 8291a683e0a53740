"""judge-output.py SCHEMA FILE…: JSON values, one a line, judged by a JSON Schema to which nothing may be added.

The schema itself allows more members: a program that reads our output must ignore those it does not know.
"""

import json
import sys

import jsonschema


def close(node):
    if isinstance(node, dict):
        if "properties" in node:
            node["additionalProperties"] = False
        for child in node.values():
            close(child)
    elif isinstance(node, list):
        for child in node:
            close(child)


schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
close(schema)
judge = jsonschema.Draft7Validator(schema)
count = 0
for path in sys.argv[2:]:
    lines = open(path, encoding="utf-8").read().splitlines()
    if not lines:
        sys.exit(f"{path} is empty")
    for line in lines:
        count += 1
        for error in judge.iter_errors(json.loads(line)):
            sys.exit(f"{path}: {error.message[:500]}: {line[:500]}")
print(f"{'all' if count else 'none'} valid")
