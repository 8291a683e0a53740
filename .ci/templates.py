#!/usr/bin/env python3
"""templates.py [--check]: lists the templates of all messages, or compares them with the list.

A message is a `Text` (or a `Line` of the printer) and is written as a string literal. The compiler says which literals
are messages: its syntax tree has the type of every expression. Needs a debug build (`swift build`), whose module files
it reads. The list is Tests/templates.txt: one template a line, arguments as %1, %2 …, line ends as \\n and backslashes
as \\\\. What is in the list and nowhere in the sources, or the other way round, fails with --check.
"""
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIST = os.path.join(ROOT, "Tests", "templates.txt")
MESSAGES = {"$s5Model4TextVD", "$s6Report4LineVD"}


def run(*words):
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def targets():
    """The targets in Sources, with their files."""
    package = json.loads(run("swift", "package", "describe", "--type", "json"))
    for target in package["targets"]:
        if target["path"].startswith("Sources/") and target["module_type"] == "SwiftTarget":
            yield target["name"], [os.path.join(ROOT, target["path"], file) for file in target["sources"]]


def tree(name, files, build):
    """The syntax tree of each file of a module."""
    modules = os.path.join(build, "Modules")
    # SwiftPM names the package like its folder.
    identity = os.path.basename(ROOT).lower()
    flags = ["-I", modules, "-package-name", identity, "-module-name", name, "-swift-version", "6"]
    for feature in ("MemberImportVisibility", "ExistentialAny"):
        flags += ["-enable-upcoming-feature", feature]
    for library in sorted(os.listdir(os.path.join(ROOT, "Sources"))):
        folder = os.path.join(ROOT, "Sources", library)
        for place in (folder, os.path.join(folder, "include"), os.path.join(build, library + ".build")):
            module_map = os.path.join(place, "module.modulemap")
            if os.path.exists(module_map):
                flags += ["-Xcc", "-fmodule-map-file=" + module_map]
                break
    with tempfile.TemporaryDirectory() as folder:
        trees = [os.path.join(folder, str(index)) for index in range(len(files))]
        for file in files:
            flags += ["-primary-file", file]
        for path in trees:
            flags += ["-o", path]
        run("swiftc", "-frontend", "-dump-ast", "-dump-ast-format", "json", *flags)
        for path in trees:
            with open(path) as document:
                yield json.load(document)


def called(call):
    """The name of the function that a call of the tree calls."""
    function = call.get("fn", {})
    while function.get("_kind") != "declref_expr":
        function = function.get("fn")
        if function is None:
            return ""
    return function["decl"]["base_name"]


def template(literal):
    """The template of an interpolated literal: what is appended, in order."""
    text, count = "", 0
    for call in literal["appending_expr"]["body"]["elements"]:
        name = called(call) if call["_kind"] == "call_expr" else ""
        if name == "appendLiteral":
            text += call["args"]["args"][0]["expr"]["value"].replace("%", "%%")
        elif name == "appendInterpolation":
            count += 1
            text += "%" + str(count)
    return text


def templates(node):
    """Every template below a node. Those without a letter are punctuation."""
    if isinstance(node, list):
        for child in node:
            yield from templates(child)
    elif isinstance(node, dict):
        kind = node.get("_kind")
        if node.get("type") in MESSAGES:
            if kind == "string_literal_expr":
                yield node["value"].replace("%", "%%")
            elif kind == "interpolated_string_literal_expr":
                yield template(node)
        for child in node.values():
            if isinstance(child, (dict, list)):
                yield from templates(child)


def main():
    build = run("swift", "build", "--show-bin-path").strip()

    def of(target):
        return {text for document in tree(*target, build) for text in templates(document)}

    with ThreadPoolExecutor(2) as pool:
        found = set().union(*pool.map(of, targets()))
    lines = sorted(text.replace("\\", "\\\\").replace("\n", "\\n") for text in found if any(c.isalpha() for c in text))
    if sys.argv[1:] != ["--check"]:
        with open(LIST, "w") as file:
            file.write("".join(line + "\n" for line in lines))
        return
    with open(LIST) as file:
        listed = file.read().splitlines()
    missing, gone = sorted(set(lines) - set(listed)), sorted(set(listed) - set(lines))
    for line in missing:
        print("templates: not in the list: " + line)
    for line in gone:
        print("templates: in no source: " + line)
    if missing or gone or listed != sorted(listed):
        sys.exit("templates: Tests/templates.txt is not what the sources have: sh .ci/regenerate")


main()
