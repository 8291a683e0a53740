"""judge-zip.py ZIP CLONE: the zip holds what git stores for the clone's HEAD, less what `git archive` leaves out.

Names are compared as bytes, contents as the blob ids that git has for them, modes as in git's tree.
"""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import zipfile


def git(*arguments):
    return subprocess.run(["git", "-C", sys.argv[2], *arguments], check=True, stdout=subprocess.PIPE).stdout


def stored():
    """Name to (mode, object), for everything in the tree of HEAD."""
    entries = {}
    for line in git("ls-tree", "-r", "-z", "HEAD").split(b"\0")[:-1]:
        facts, name = line.split(b"\t", 1)
        mode, _, object_id = facts.decode().split()
        entries[name] = (mode, object_id)
    return entries


def archived():
    """Names of what `git archive` exports; submodules are folders there."""
    tar = io.BytesIO(git("-c", "core.attributesFile=/dev/null", "archive", "--format=tar", "HEAD"))
    return {os.fsencode(member.name) for member in tarfile.open(fileobj=tar) if not member.isdir()}


def packed():
    """Name to (mode, object), for every entry of the zip, and the sum of their sizes. Reading checks the CRCs."""
    algorithm = git("rev-parse", "--show-object-format").decode().strip()
    entries, size = {}, 0
    with zipfile.ZipFile(sys.argv[1]) as package:
        for entry in package.infolist():
            name = entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
            if name in entries:
                sys.exit(f"{name} is in the zip twice")
            content = package.read(entry)
            blob = hashlib.new(algorithm, b"blob %d\0" % len(content) + content).hexdigest()
            entries[name] = (f"{entry.external_attr >> 16:o}", blob)
            size += len(content)
    return entries, size


# What a zip's Unix mode has to be for a mode of git's.
MODES = {"100644": "100644", "100755": "100755", "120000": "120777"}

tree, exported = stored(), archived()
expected = {name: (MODES[tree[name][0]], tree[name][1]) for name in exported}
actual, size = packed()
if expected != actual:
    for name in sorted(expected.keys() | actual.keys()):
        if expected.get(name) != actual.get(name):
            sys.exit(f"{name}: git has {expected.get(name)}, the zip has {actual.get(name)}")

modes = [mode for mode, _ in actual.values()]
submodules = sum(mode == "160000" for mode, _ in tree.values())
print(
    f"names, bytes and modes are git's: {modes.count('100644')} files, {modes.count('100755')} executables,"
    f" {modes.count('120777')} links, {size} bytes"
)
print(
    f"nothing else is left out than by git archive: {len(tree) - len(exported) - submodules} with export-ignore,"
    f" {submodules} submodules"
)
