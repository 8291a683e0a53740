#!/usr/bin/env python3
"""translations.py [--embed | --check | --missing | --tidy]: the Chinese messages, Sources/Languages/zh_CN.po.

The file is a catalogue of gettext, for its tools and editors: `msgid` is a template as Tests/templates.txt lists it (arguments
are %1, %2 …, a percent sign is %%), `msgstr` its translation with the same arguments in any order, `msgctxt` the
template of the message that contains it, where a word needs another translation there. `%1 %2s` is the context of all
nouns that are counted.

--embed    writes Sources/Languages/chinese.swift from it
--missing  prints the templates without a translation as entries for the file
--tidy     sorts the file and removes the entries whose templates are not in the list, then does --embed
--check    fails if a template of the list has no translation, or an entry no template; if arguments differ; if a
           translation equals its template and is not marked `#. stays`; if the embedded file is not the catalogue
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CATALOGUE = os.path.join(ROOT, "Sources", "Languages", "zh_CN.po")
EMBEDDED = os.path.join(ROOT, "Sources", "Languages", "chinese.swift")
LIST = os.path.join(ROOT, "Tests", "templates.txt")
# Between context and template, as Translation.swift reads it.
SEPARATOR = "\u2404"
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def unquoted(text):
    return re.sub(r"\\(.)", lambda match: ESCAPES[match[1]], text)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


class Entry:
    def __init__(self):
        self.fields, self.comments, self.line = {}, [], 0

    context = property(lambda self: self.fields.get("msgctxt"))
    template = property(lambda self: self.fields.get("msgid", ""))
    translation = property(lambda self: self.fields.get("msgstr", ""))
    stays = property(lambda self: "#. stays" in self.comments)


def entries():
    """All entries but the head, which has an empty msgid."""
    entry, field = Entry(), None
    with open(CATALOGUE, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line:
                if entry.template:
                    yield entry
                entry, field = Entry(), None
            elif line.startswith("#"):
                entry.comments.append(line)
            else:
                match = re.fullmatch(r'(?:(msgctxt|msgid|msgstr) )?"(.*)"', line)
                if not match:
                    sys.exit(f"{CATALOGUE}:{number}: not an entry of a catalogue")
                field = match[1] or field
                entry.line = entry.line or number
                entry.fields[field] = entry.fields.get(field, "") + unquoted(match[2])
    if entry.template:
        yield entry


def templates():
    with open(LIST, encoding="utf-8") as file:
        return [unquoted(line.rstrip("\n")) for line in file]


def placeholders(text):
    return sorted(re.findall(r"%([1-9])", text.replace("%%", "")))


def embedded(all_entries):
    def line(text):
        return text.replace("\\", "\\\\").replace("\n", "\\n")

    pairs = sorted((line((entry.context + SEPARATOR if entry.context else "") + entry.template), line(entry.translation))
                   for entry in all_entries if entry.translation)
    text = "".join(f"    {key}\n    {value}\n" for key, value in pairs)
    return (
        "// Made by .ci/translations.py from zh_CN.po: do not edit.\n\nextension Catalogues {\n"
        f'  static let chinese = #"""\n{text}    """#\n}}\n')


def missing(all_entries):
    known = {entry.template for entry in all_entries if entry.translation}
    return [template for template in templates() if template not in known]


def problems(all_entries):
    listed, seen = set(templates()), set()
    for entry in all_entries:
        def problem(text):
            return f"zh_CN.po:{entry.line}: {text}: {entry.template}"

        if (entry.context, entry.template) in seen:
            yield problem("a second entry")
        seen.add((entry.context, entry.template))
        if entry.template not in listed:
            yield problem("in no source")
        # Those without a letter are not listed.
        if entry.context and re.search("[A-Za-z]", entry.context) and entry.context not in listed:
            yield problem(f"no message {entry.context} contains it")
        if placeholders(entry.template) != placeholders(entry.translation):
            yield problem("other arguments than the template")
        if re.search(r"%(?![1-9%])", entry.translation.replace("%%", "")):
            yield problem("a percent sign is %%")
        if entry.translation == entry.template and not entry.stays:
            yield problem("not translated")
        if entry.translation != entry.template and entry.stays:
            yield problem("marked as staying, and does not")
    for template in missing(all_entries):
        yield f"templates.txt: no translation, see .ci/translations.py --missing: {template}"
    with open(EMBEDDED, encoding="utf-8") as file:
        if file.read() != embedded(all_entries):
            yield "chinese.swift is not zh_CN.po: sh .ci/regenerate"


def written(entry):
    lines = ["#. stays"] if entry.translation == entry.template else []
    lines += ["#, qt-format"] if placeholders(entry.template) else []
    lines += ["msgctxt " + quoted(entry.context)] if entry.context else []
    return "\n".join(lines + ["msgid " + quoted(entry.template), "msgstr " + quoted(entry.translation)]) + "\n"


def tidied(all_entries):
    listed = set(templates())
    kept = [entry for entry in all_entries if entry.template in listed]
    kept.sort(key=lambda entry: (entry.template, entry.context or ""))
    with open(CATALOGUE, encoding="utf-8") as file:
        head = file.read().partition("\n\n")[0]
    with open(CATALOGUE, "w", encoding="utf-8") as file:
        file.write(head + "\n\n" + "\n".join(written(entry) for entry in kept))
    return kept


def main():
    everything = list(entries())
    if sys.argv[1:] == ["--missing"]:
        for template in missing(everything):
            flag = "#, qt-format\n" if placeholders(template) else ""
            print(f"{flag}msgid {quoted(template)}\nmsgstr \"\"\n")
    elif sys.argv[1:] in (["--embed"], ["--tidy"]):
        if sys.argv[1] == "--tidy":
            everything = tidied(everything)
        with open(EMBEDDED, "w", encoding="utf-8") as file:
            file.write(embedded(everything))
    elif sys.argv[1:] == ["--check"]:
        found = list(problems(everything))
        for problem in found:
            print(problem)
        if found:
            sys.exit(f"translations: {len(found)} problems")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
