"""What GitHub's runner makes of a log and of the files it hands out.

Written from the runner's own rules (github.com/actions/runner: ActionCommand.cs, ActionCommandManager.cs,
FileCommandManager.cs, ExecutionContext.cs), without a look at what Sampan writes.
"""

import re

REGISTERED = {
    "error",
    "warning",
    "notice",
    "debug",
    "group",
    "endgroup",
    "add-mask",
    "add-matcher",
    "remove-matcher",
    "stop-commands",
    "echo",
    "save-state",
    "set-output",
    "set-env",
    "add-path",
}


def unescape(text, pairs):
    for escape, plain in [("%0D", "\r"), ("%0A", "\n"), *pairs, ("%25", "%")]:
        text = text.replace(escape, plain)
    return text


def parse(line):
    """(name, properties, data) of a command, or None."""
    trimmed = line.lstrip()
    end = trimmed.find("::", 2)
    if trimmed.startswith("::") and end >= 0:
        head, data = trimmed[2:end], unescape(trimmed[end + 2 :], [])
        separator, pairs = ",", [("%3A", ":"), ("%2C", ",")]
    else:
        start = line.find("##[")
        end = line.find("]", start)
        if start < 0 or end < 0:
            return None
        pairs = [("%3B", ";"), ("%5D", "]")]
        head, data = line[start + 3 : end], unescape(line[end + 1 :], pairs)
        separator = ";"
    name, _, rest = head.partition(" ")
    if name.lower() not in REGISTERED:
        return None
    properties = {}
    for item in rest.strip().split(separator):
        key, _, value = item.partition("=")
        if key and value:
            properties[key.lower()] = unescape(value, pairs)
    return name.lower(), properties, data


def place(properties):
    """Where an annotation is shown, after the runner's corrections."""
    file, line, column = (properties.get(key) for key in ("file", "line", "col"))
    if line is None:
        column = None
    return ":".join(part for part in (file, line, column) if part)


class Log:
    """A step's log as a person sees it, and what the runner took out of it."""

    def __init__(self, text, masks):
        self.masks, self.lines, self.annotations, self.stop = list(masks), [], [], None
        self.depth = 0
        for line in text.split("\n"):
            self.read(line)
        if self.depth:
            raise SystemExit("a group is left open")

    def read(self, line):
        if self.stop is not None:
            if line.strip().lower() == f"::{self.stop}::".lower():
                self.stop = None
            else:
                self.show(line)
            return
        command = parse(line)
        if command is None:
            return self.show(line)
        name, properties, data = command
        if name in ("error", "warning", "notice"):
            if len([kind for kind, _, _ in self.annotations if kind == name]) < 10:
                self.annotations.append((name, place(properties), self.masked(data)[:4096]))
        elif name == "add-mask":
            if not data.strip():
                raise SystemExit("a mask of nothing")
            self.masks += [data, *(part.strip() for part in data.splitlines() if part.strip())]
        elif name == "group":
            if self.depth:
                raise SystemExit("groups do not nest")
            self.depth = 1
            self.show(f"▼ {data}")
        elif name == "endgroup":
            self.depth = 0
        elif name == "stop-commands":
            if not data or data in REGISTERED:
                raise SystemExit("a token that stops nothing")
            self.stop = data
        elif name not in ("debug",):
            raise SystemExit(f"a command nobody meant: {line}")

    def masked(self, text):
        for mask in self.masks:
            text = text.replace(mask, "***")
        return text

    def show(self, line):
        self.lines.append(self.masked(re.sub("\033\\[[0-9;]*m", "", line)))


def summary(text):
    """`GITHUB_STEP_SUMMARY` as GitHub shows it: the cells of the tables' rows, and the number of diagrams."""
    if len(text.encode()) > 1024 * 1024 or text.count("```") % 2:
        raise SystemExit("a summary that would be dropped or run into itself")
    columns = 0
    for line in text.split("\n"):
        cells = [
            re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell).strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]
        ]
        if not line.startswith("|"):
            columns = 0
        elif not columns:
            columns = len(cells)
        elif len(cells) != columns:
            raise SystemExit(f"a row with other cells than its table has: {line}")
        elif set(line) != set("|-"):
            yield ", ".join(cell for cell in cells if cell)
    yield f"{text.count('```mermaid')} timelines"


def values(text):
    """`GITHUB_OUTPUT` and `GITHUB_ENV`: lines end at LF alone; anything but `NAME=value` and heredocs fails."""
    found, lines = {}, text.split("\n")
    while lines:
        line = lines.pop(0)
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            found[line[:equals]] = line[equals + 1 :]
        elif heredoc > 0:
            name, delimiter, value = line[:heredoc], line[heredoc + 2 :], []
            while True:
                if not lines or not delimiter:
                    raise SystemExit(f"matching delimiter not found: {delimiter}")
                if (line := lines.pop(0)) == delimiter:
                    break
                value.append(line)
            found[name] = "\n".join(value)
        else:
            raise SystemExit(f"invalid format: {line}")
    return found
