"""What GitLab makes of a job's log and reports.

Written from the server's own rules (gitlab.com/gitlab-org/gitlab: lib/gitlab/ci/ansi2json/converter.rb,
lib/gitlab/regex.rb, app/services/ci/parse_dotenv_artifact_service.rb, parse_annotations_artifact_service.rb,
lib/gitlab/ci/parsers/codequality), without a look at what Sampan writes.
"""

import json
import re
import sys

SECTION = re.compile(r"section_(start|end):(\d+):([a-zA-Z0-9_.-]+)(\[(?:\w+=\w+,? ?)*\])?\r\033\[0K")


def shown(log):
    """The log as a person sees it: sections as a tree, no escape left."""
    lines, sections = [], []
    for line in log.split("\n"):
        text, position = "", 0
        for found in SECTION.finditer(line):
            text, position = text + line[position : found.start()], found.end()
            name = re.sub("[^a-z0-9]", "-", found[3].lower())
            if found[1] == "start":
                sections.append(name)
                text += f"▼ [{name}] "
            elif sections and sections[-1] == name:
                sections.pop()
            else:
                sys.exit(f"section {name} ends where it did not begin")
        text += line[position:]
        # A carriage return clears what stands before it; of escape sequences only colors are understood.
        text = re.sub("\033\\[[0-9;]*[A-Za-z]", "", text).split("\r")[-1]
        if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text):
            sys.exit(f"a control character in the log: {text!r}")
        lines.append(text)
    if sections:
        sys.exit(f"section {sections[-1]} is left open")
    return [line for line in lines if line]


def dotenv(data):
    """`artifacts: reports: dotenv`: one bad line, and the whole file is refused."""
    if len(data) >= 5 * 1024:
        sys.exit("dotenv: too large")
    found = {}
    for line in data.decode("utf-8").split("\n")[: -1 if data.endswith(b"\n") else None]:
        pair = re.fullmatch("(.*?)=(.*)", line)
        if not pair or not re.fullmatch("[A-Za-z0-9_]+", pair[1].strip()):
            sys.exit(f"dotenv: invalid format: {line}")
        if "$" in pair[2]:
            sys.exit(f"dotenv: would be expanded: {line}")
        found[pair[1].strip()] = pair[2].strip()
    if len(found) > 20:
        sys.exit("dotenv: too many")
    return found


def code_quality(data):
    """`artifacts: reports: codequality`: parsing ends at the first entry that is not as it has to be."""
    seen = set()
    for entry in json.loads(data):
        location, severity = entry["location"], entry["severity"]
        fine = (
            isinstance(entry["description"], str)
            and isinstance(location["path"], str)
            and type(location["lines"]["begin"]) is int
            and severity in ("info", "minor", "major", "critical", "blocker")
            and not location["path"].startswith(("/", "./"))
            and entry["fingerprint"] not in seen
        )
        if not fine:
            sys.exit(f"code quality: {entry}")
        seen.add(entry["fingerprint"])
        yield f"{severity} {location['path']}:{location['lines']['begin']}: {entry['description']}"


def annotations(data):
    """`artifacts: reports: annotations`: links on the job's page."""
    sections = json.loads(data)
    if not isinstance(sections, dict) or len(sections) > 20 or len(data) > 80 * 1024:
        sys.exit("annotations: refused")
    for entries in sections.values():
        for entry in entries:
            link = entry["external_link"]
            if list(entry) != ["external_link"] or not re.match("https?://", link["url"]):
                sys.exit(f"annotations: {entry}")
            yield f"{link['label']} {link['url']}"
