"""gitlab.py FILE SOURCE REF [--job NAME] [--print]: runs a pipeline as GitLab does, and tells what came of it.

`include: remote` is answered from ci-templates, with the inputs checked and filled in as GitLab's `spec` says.
With --print, the merged pipeline instead.
"""

import os
import re
import sys

import yaml

import gitlab_reader
import job

SOURCE, REF = sys.argv[2:4]
ONLY = sys.argv[sys.argv.index("--job") + 1] if "--job" in sys.argv else None
TAG = REF.split("/", 2)[2] if REF.startswith("refs/tags/") else None
# A pull request's pipeline has a branch too: that of its source, whatever that is called.
BRANCH = None if TAG or SOURCE == "merge_request_event" else REF.split("/", 2)[2]
REMOTE = re.compile("https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/(.*)")


def included(entry):
    """The jobs of a template, with its inputs filled in."""
    with open(f"{job.TEMPLATES}/{REMOTE.fullmatch(entry['remote'])[1]}") as file:
        header, body = re.split("^---\n", file.read(), flags=re.M)
    spec = yaml.safe_load(header)["spec"]["inputs"]
    given = entry.get("inputs", {})
    if unknown := set(given) - set(spec):
        sys.exit(f"unknown inputs: {unknown}")
    values = {}
    for name, facts in spec.items():
        values[name] = str(given.get(name, facts["default"]))
        if "options" in facts and values[name] not in facts["options"]:
            sys.exit(f"{name} is not one of {facts['options']}")
    return re.sub(r"\$\[\[ inputs\.(\S+) \]\]", lambda found: values[found[1]], body)


def pipeline(path):
    merged = {}
    plan = yaml.safe_load(open(path))
    for entry in plan.pop("include", []):
        merged |= yaml.safe_load(included(entry))
    return merged | plan


def variables(name, plan, commit, directory):
    own = {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_COMMIT_SHA": commit,
        "CI_COMMIT_REF_NAME": TAG or BRANCH or "topic",
        "CI_COMMIT_BRANCH": BRANCH,
        "CI_COMMIT_TAG": TAG,
        "CI_DEFAULT_BRANCH": "main",
        "CI_PIPELINE_SOURCE": SOURCE,
        "CI_MERGE_REQUEST_IID": "3" if SOURCE == "merge_request_event" else None,
        "CI_EXTERNAL_PULL_REQUEST_IID": "5" if SOURCE == "external_pull_request_event" else None,
        "CI_JOB_NAME": name,
        "CI_JOB_ID": "9",
        "CI_JOB_URL": "https://gitlab.example/-/jobs/9",
        "CI_PROJECT_DIR": directory,
        "CI_JOB_IMAGE": plan.get("image"),
    }
    tokens = {key: os.environ["ID_TOKEN"] for key in plan.get("id_tokens", {})}
    return {
        key: value for key, value in (own | plan.get("variables", {}) | tokens).items() if value is not None
    }


def when(plan, known):
    """The `when` of the first rule that holds; None when none does."""
    for rule in plan.get("rules", [{}]):
        if holds(rule.get("if", '"" == ""'), known):
            return rule.get("when", plan.get("when", "on_success"))
    return None


def holds(condition, known):
    """As much of `rules:if` as the templates use: variables, texts, `==`, `!=`, and `&&` or `||`."""
    if " || " in condition:
        return any(holds(part, known) for part in condition.split(" || "))

    def value(word):
        return known.get(word[1:]) if word.startswith("$") else word[1:-1]

    for part in condition.split(" && "):
        words = re.findall(r'\$\w+|"[^"]*"|==|!=', part)
        if " ".join(words) != part.strip():
            sys.exit(f"a rule GitLab would refuse: {part}")
        if len(words) == 1:
            if not value(words[0]):
                return False
        elif (value(words[0]) == value(words[2])) != (words[1] == "=="):
            return False
    return True


def run(name, plan):
    directory, commit = job.checkout(REF)
    own = variables(name, plan, commit, directory)
    # The shell of a container job; the installer's stand-in comes on PATH.
    around = job.environment(**own) | job.SECRETS
    script = "\n".join([*plan.get("before_script", []), *plan["script"]])
    again = plan.get("retry", {})
    for attempt in range(again.get("max", 0) + 1):
        status, log = job.run(["bash", "-e", "-o", "pipefail"], script, around, directory)
        job.hide_secrets(log)
        if status not in again.get("exit_codes", []):
            break
    allowed = plan.get("allow_failure", False)
    allowed = status in allowed["exit_codes"] if isinstance(allowed, dict) else allowed
    verdict = "success" if status == 0 else "warning" if allowed else "failed"
    print(f"job {name}: {verdict}, exit code {status}, run {attempt + 1} of {again.get('max', 0) + 1}")
    for line in gitlab_reader.shown(log):
        print(f"  | {line}")
    artifacts = plan.get("artifacts", {})
    # What is missing is not uploaded; GitLab warns of it.
    reports = {
        kind: read(f"{directory}/{path}")
        for kind, path in artifacts.get("reports", {}).items()
        if os.path.exists(f"{directory}/{path}")
    }
    found = gitlab_reader.dotenv(reports["dotenv"]) if "dotenv" in reports else {}
    if found:
        print(f"  dotenv {' '.join(found)}")
    if "SAMPAN_REMARK" in found:
        print(f"  remark {found['SAMPAN_REMARK']}")
    for line in gitlab_reader.code_quality(reports.get("codequality", b"[]")):
        print(f"  code quality: {line}")
    for line in gitlab_reader.annotations(reports.get("annotations", b"{}")):
        print(f"  link: {line}")
    place = plan.get("environment")
    if place:
        url = re.sub(r"\$(\w+)", lambda name: found.get(name[1], ""), place.get("url", ""))
        print(
            f"  environment {place['name']} {place.get('action', 'start')} {url}, queue {plan.get('resource_group')}"
        )
    for path in artifacts.get("paths", []):
        if status == 0:
            with open(f"{job.HOME}/{path}", "wb") as file:
                file.write(read(f"{directory}/{path}"))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    plans = pipeline(sys.argv[1])
    for name, plan in plans.items():
        if isinstance(plan, dict) and "extends" in plan:
            plans[name] = plans[plan["extends"]] | plan
    if "--print" in sys.argv:
        return print(yaml.safe_dump(plans, sort_keys=False))
    for name, plan in plans.items():
        if name == "stages" or name.startswith(".") or (ONLY and name != ONLY):
            continue
        moment = when(plan, variables(name, plan, "", ""))
        if moment in (None, "never"):
            print(f"job {name}: not in this pipeline")
        elif moment == "manual" and not ONLY:
            print(f"job {name}: for a person to start")
        elif "trigger" in plan:
            print(f"job {name}: triggers {plan['trigger']['include'][0]['artifact']}")
        else:
            run(name, plan)


main()
