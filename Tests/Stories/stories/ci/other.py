"""other.py CI FILE REF: runs what the file of a CI system says, in that system's environment.

For each system: where its file keeps the scripts or the plugin, by which command it runs a script, which
variables it sets (by its own documents, see Sources/CI), and how it reads outputs out of a log.
"""

import base64
import re
import sys

import job

CI, FILE, REF = sys.argv[1:4]
TAG = REF.split("/", 2)[2] if REF.startswith("refs/tags/") else None
BRANCH = None if TAG else REF.split("/", 2)[2]
NAME = TAG or BRANCH


def cnb(directory, commit):
    """A plugin: settings become PLUGIN_*; `exports` names the outputs that go on."""
    file = job.load(FILE)[0]
    step = (file["v*"]["tag_push"] if TAG else file[BRANCH]["push"])[0]["stages"][0]
    settings = {
        name: re.sub(r"\$(\w+)", lambda known: job.SECRETS[known[1]], value)
        for name, value in step["settings"].items()
    }
    log = plugin(
        step["image"],
        settings,
        directory,
        {
            "CI": "true",
            "CNB": "true",
            "CNB_COMMIT": commit,
            "CNB_BRANCH": NAME,
            "CNB_IS_TAG": str(bool(TAG)).lower(),
            "CNB_EVENT": "tag_push" if TAG else "push",
            "CNB_BUILD_WORKSPACE": directory,
            "CNB_BUILD_ID": "cnb-1",
        },
    )
    outputs = dict(re.findall(r"^##\[set-output (\w+)=(.*)\]$", log, flags=re.M))
    for name, variable in step["exports"].items():
        value = outputs[name]
        if value.startswith("base64,"):
            value = base64.b64decode(value[len("base64,") :], validate=True).decode()
        yield variable, value


def woodpecker(directory, commit):
    """A plugin: settings become PLUGIN_*, secrets by `from_secret`; there are no outputs."""
    step = job.load(FILE)[0]["steps"][0]
    if "environment" in step or "commands" in step:
        sys.exit("the linter refuses this beside settings")
    settings = {
        name: job.SECRETS[value["from_secret"].upper()] if isinstance(value, dict) else str(value)
        for name, value in step["settings"].items()
    }
    plugin(
        step["image"],
        settings,
        directory,
        {
            "CI": "woodpecker",
            "CI_COMMIT_SHA": commit,
            "CI_COMMIT_BRANCH": BRANCH or "",
            "CI_COMMIT_TAG": TAG or "",
            "CI_PIPELINE_EVENT": "tag" if TAG else "push",
            "CI_WORKSPACE": directory,
            "CI_PIPELINE_NUMBER": "4",
        },
    )
    return []


def plugin(image, settings, directory, variables):
    """The image's entrypoint is the program, its default argument `deploy`."""
    # References of images are in lower case.
    if not image.lower().endswith("OWNER/sampan:0.1.0".lower()):
        sys.exit(f"no such image: {image}")
    variables |= {"PLUGIN_" + re.sub("[.-]", "_", name).upper(): value for name, value in settings.items()}
    return tell(["sh", "-e"], 'exec "$BUILT" deploy\n', variables, directory)


def azure(directory, commit):
    """Steps one after the other; `$(name)` is filled in where it is known; `##vso[…]` sets outputs."""
    known = dict(job.SECRETS)
    for step in job.load(FILE)[0]["jobs"][0]["steps"]:
        if "bash" not in step:
            continue
        fill = lambda text: re.sub(r"\$\(([\w.]+)\)", lambda name: known.get(name[1], name[0]), text)
        log = tell(
            ["bash", "--noprofile", "--norc"],
            fill(step["bash"]),
            {
                "TF_BUILD": "True",
                "BUILD_SOURCEVERSION": commit,
                "BUILD_SOURCEBRANCH": REF,
                "BUILD_BUILDID": "5",
                "BUILD_SOURCESDIRECTORY": directory,
                "AGENT_TEMPDIRECTORY": f"{job.HOME}/agent",
                **{name: fill(value) for name, value in step.get("env", {}).items()},
            },
            directory,
        )
        for properties, value in re.findall(r"##vso\[task\.setvariable ([^\]]*)\](.*)", log):
            facts = dict(pair.split("=", 1) for pair in properties.split(";") if pair)
            for escape, plain in [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")]:
                value = value.replace(escape, plain)
            known[(step["name"] + "." if facts.get("isOutput") == "true" else "") + facts["variable"]] = value
    return [(name, known[name]) for name in ("sampan.sampan_status", "sampan.sampan_url")]


def jenkins(directory, commit):
    scripts(
        ["sh", "-xe"],
        directory,
        {
            "JENKINS_URL": "https://ci.example/",
            "BUILD_ID": "3",
            "BUILD_NUMBER": "3",
            "GIT_COMMIT": commit,
            "BRANCH_NAME": NAME,
            "TAG_NAME": TAG,
            "WORKSPACE": directory,
            "WORKSPACE_TMP": f"{job.HOME}/workspace-tmp",
        },
    )
    return []


def coding(directory, commit):
    scripts(
        ["sh", "-xe"],
        directory,
        {
            "JENKINS_URL": "https://ci.example/",
            "CCI_JOB_NAME": "deploy",
            "CI_BUILD_NUMBER": "3",
            "GIT_COMMIT": commit,
            "BRANCH_NAME": BRANCH,
            "GIT_TAG": TAG,
            "WORKSPACE": directory,
            "JOB_ID": "8",
            "PROJECT_WEB_URL": "https://acme.coding.example/p/api",
        },
    )
    return []


def scripts(command, directory, variables):
    """Every `sh` of a Jenkinsfile; in Groovy a backslash at the end of a line joins it with the next."""
    blocks = re.findall("^ *sh '''\n(.*?)'''", open(FILE).read(), flags=re.M | re.S)
    if len(blocks) != 1:
        sys.exit(f"{len(blocks)} scripts")
    for block in blocks:
        tell(command, block.replace("\\\n", ""), variables | job.SECRETS, directory)


def gitee(directory, commit):
    """Outputs are parameters that a step appends to a file beside it."""
    for stage in job.load(FILE)[0]["stages"]:
        for step in stage["steps"]:
            tell(
                ["bash", "-e"],
                "\n".join(step["commands"]),
                {
                    "GITEE_PIPELINE_BUILD_NUMBER": "6",
                    "GITEE_COMMIT": commit,
                    "GITEE_BRANCH": BRANCH,
                    **job.SECRETS,
                },
                directory,
            )
    for line in open(f"{directory}/GITEE_PARAMS").read().splitlines():
        name, value = re.fullmatch("([A-Za-z0-9_-]{1,32})=(.*)", line).groups()
        if name in ("SAMPAN_STATUS", "SAMPAN_URL"):
            yield name, value


def yunxiao(directory, commit):
    for stage in job.load(FILE)[0]["stages"].values():
        for plan in stage["jobs"].values():
            for step in plan["steps"].values():
                tell(
                    ["bash", "-e"],
                    step["with"]["run"],
                    {
                        "PIPELINE_ID": "1",
                        "BUILD_NUMBER": "2",
                        "CI_COMMIT_SHA": commit,
                        "CI_COMMIT_REF_NAME": NAME,
                        "PROJECT_DIR": directory,
                        **job.SECRETS,
                    },
                    directory,
                )
    return []


def tell(command, script, variables, directory):
    status, log = job.run(command, script, job.environment(**variables), directory)
    job.hide_secrets(re.sub(r"(?m)^##vso\[task\.setsecret\].*$", "", log))
    if status != 0:
        sys.exit(f"exit code {status}\n{log}")
    for line in re.sub("\033\\[[0-9;]*m", "", log).splitlines():
        if re.match("(staging|production) +(?!skipped)\\w+  ", line):
            print(f"| {line}")
    return log


for name, value in globals()[CI](*job.checkout(REF)):
    print(f"{name} {value}")
