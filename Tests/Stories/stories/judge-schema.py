"""judge-schema.py SCHEMA: a corpus of configs, each judged by a JSON Schema validator and by `sampan check`.

Stops at the first on which they differ. Where a schema cannot say what is wrong, only `sampan check` has to
refuse.
"""

import copy
import json
import subprocess
import sys

import jsonschema

BASE = {
    "$schema": "x",
    "version": ["{tag}", "{date}-{short}"],
    "remark": "{version} {subject}",
    "allowEnv": ["BUILD"],
    "targets": {
        "cloud": {
            "when": {"branch": ["main", "!wip/**"], "tag": "v*"},
            "tags": "v*",
            "version": "{tag}",
            "remark": ["{subject}"],
            "tcbr": {
                "envId": "env-a",
                "serverName": "api",
                "region": "ap-shanghai",
                "releaseType": "GRAY",
                "keepVpc": True,
                "envMerge": "replace",
                "items": {"CpuSpecs": 0.5, "MemSpecs": 1, "MinNum": 0},
            },
            "package": {
                "path": "api",
                "include": ["**"],
                "exclude": ["*.md"],
                "shared": ["lib"],
                "symlinks": "keep",
                "submodules": "skip",
                "lfs": "worktree",
                "add": ["dist/**"],
                "level": 0,
                "maxBytes": 1,
            },
            "wait": {"timeout": "1h30m", "interval": "5s"},
            "onConflict": "wait",
            "onFailure": "rollback",
            "order": "any",
            "verify": {"url": "/health", "expectStatus": 204, "expectBody": "ok"},
        },
        "here": {
            "local": {"directory": "/srv/api", "keep": 3},
            "package": {"file": "target/app.jar"},
            "wait": False,
        },
        "pushed": {
            "tcbr": {"envId": "env-a", "serverName": "api"},
            "image": {
                "repository": "ccr.example/acme/api",
                "tag": "{version}",
                "via": "registry",
                "replace": True,
            },
        },
        "pulled": {
            "tcbr": {"envId": "env-a", "serverName": "api"},
            "repository": {"source": "github", "name": "acme/api", "branch": "{branch}"},
        },
        "many": {
            "tcbr": {"serverName": "api"},
            "package": {},
            "fleet": {
                "over": {"envId": ["a", "b"]},
                "waves": [1, "50%", "100%"],
                "maxFailures": 1,
                "parallel": 2,
            },
        },
    },
}

GONE = object()
CLOUD, HERE, PUSHED, PULLED, MANY = (f"targets/{name}" for name in BASE["targets"])

# A place, and what stands there instead. Everything else is as in BASE.
GOOD = [
    ("version", "{describe}"),
    ("remark", GONE),
    ("allowEnv", []),
    (f"{CLOUD}/when", GONE),
    (f"{PUSHED}/wait", False),
    (f"{CLOUD}/when", {"tag": ["v*"]}),
    (f"{CLOUD}/package", {}),
    (f"{CLOUD}/tcbr/items/CpuSpecs", 1),
    (HERE, GONE),
    (f"{HERE}/local/keep", GONE),
    (f"{HERE}/package/maxBytes", 5),
    (f"{CLOUD}/verify", {}),
    (f"{MANY}/fleet/waves", GONE),
    (f"{CLOUD}/verify/url", "https://api.example/health"),
    (f"{CLOUD}/verify/url", "http://10.0.0.5:8080/health?deep=1"),
    (f"{CLOUD}/verify/within", "5m"),
    (f"{CLOUD}/remark", "{env:BUILD}"),
    ("version", "{{v}}{short}"),
    (f"{PUSHED}/image/repository", "localhost:5000/api"),
    (f"{CLOUD}/package/path", "."),
    (f"{CLOUD}/wait/timeout", "90s"),
]
BAD = [
    ("versoin", "{tag}"),
    ("targets", GONE),
    ("targets", {}),
    ("targets", []),
    ("version", []),
    ("version", 1),
    ("version", "{version}"),
    ("version", "{nothing}"),
    ("remark", "{tag"),
    ("allowEnv", "BUILD"),
    ("allowEnv", ["A B"]),
    ("targets/a b", {"local": {"directory": "d"}, "package": {}}),
    (CLOUD, 1),
    (f"{CLOUD}/tcbr", GONE),
    (f"{CLOUD}/local", {"directory": "d"}),
    (f"{CLOUD}/image", {"repository": "a/b"}),
    (f"{CLOUD}/package", GONE),
    (f"{CLOUD}/tcbr/envId", GONE),
    (f"{CLOUD}/tcbr/envId", ""),
    (f"{CLOUD}/tcbr/envId", 1),
    (f"{CLOUD}/tcbr/servername", "a"),
    (f"{CLOUD}/tcbr/releaseType", "gray"),
    (f"{CLOUD}/tcbr/keepVpc", "yes"),
    (f"{CLOUD}/when", {}),
    (f"{CLOUD}/when/branch", []),
    (f"{CLOUD}/when/branches", "main"),
    (f"{CLOUD}/tags", ""),
    (f"{CLOUD}/wait", True),
    (f"{CLOUD}/wait/timeout", 30),
    (f"{CLOUD}/wait/timeout", "30"),
    (f"{CLOUD}/onConflict", "ask"),
    (f"{CLOUD}/order", "oldest"),
    (f"{CLOUD}/verify/url", "ftp://a"),
    (f"{CLOUD}/verify/url", "https://a/#b"),
    (f"{CLOUD}/verify/url", "http://[::1/"),
    (f"{CLOUD}/verify/within", 90),
    (f"{CLOUD}/verify/expectStatus", 99),
    (f"{CLOUD}/verify/expectStatus", "200"),
    (f"{CLOUD}/package/exclude", ["docs/{a,b}"]),
    (f"{CLOUD}/package/exclude", ["! docs/"]),
    (f"{CLOUD}/package/level", 10),
    (f"{CLOUD}/package/level", 1.5),
    (f"{CLOUD}/package/path", "../a"),
    (f"{CLOUD}/package/path", "/a"),
    (f"{CLOUD}/package/include", []),
    (f"{CLOUD}/package/maxBytes", 0),
    (f"{CLOUD}/package/symlinks", "copy"),
    (f"{HERE}/local/keep", 0),
    (f"{HERE}/local/directory", None),
    (f"{PUSHED}/image/repository", "a/b:1"),
    (f"{PUSHED}/image", {}),
    (f"{PUSHED}/image/via", "skopeo"),
    (f"{PULLED}/repository/source", "svn"),
    (f"{PULLED}/repository/name", GONE),
    (f"{HERE}/image", {"repository": "a/b"}),
    (f"{MANY}/fleet", {}),
    (f"{MANY}/fleet/over", {}),
    (f"{MANY}/fleet/over/envId", []),
    (f"{MANY}/fleet/waves", ["0%"]),
    (f"{MANY}/fleet/parallel", 0),
]
ONLY_CHECK = [
    (f"{CLOUD}/remark", "{env:OTHER}", "the name is not in allowEnv"),
    (f"{CLOUD}/when/branch", "a[", "a bracket that does not close"),
    (f"{MANY}/fleet/over", {"region": ["a"]}, "envId is still wanted"),
    (f"{CLOUD}/wait", False, "a verify that is not waited for"),
    (f"{CLOUD}/tcbr/serverName", "-api", "the name of a service"),
    (f"{PULLED}/repository/branch", GONE, "a repository without a branch"),
    (f"{PUSHED}/image/repository", "Acme/API", "the name of an image"),
]


def changed(place, value):
    config = copy.deepcopy(BASE)
    *path, last = place.split("/")
    parent = config
    for name in path:
        parent = parent[name]
    if value is GONE:
        del parent[last]
    else:
        parent[last] = value
    return config


def is_taken(config):
    with open("corpus.json", "w") as file:
        json.dump(config, file)
    checked = subprocess.run(
        ["sampan", "check", "--json", "--config", "corpus.json"], capture_output=True
    )
    if checked.returncode not in (0, 78):
        sys.exit(f"sampan check ended with {checked.returncode}: {json.dumps(config)}")
    errors = [finding for finding in json.loads(checked.stdout)["findings"] if finding["severity"] == "error"]
    # A fleet is well written, and nothing that this version can deploy.
    return all(finding["message"].startswith('"fleet" of target') for finding in errors)


schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
judge = jsonschema.Draft7Validator(schema)
for kind, expected, cases in [("taken", True, [("remark", "{subject}"), *GOOD]), ("refused", False, BAD)]:
    for place, value in cases:
        config = changed(place, value)
        if (judge.is_valid(config), is_taken(config)) != (expected, expected):
            sys.exit(f"{place}: {value}: by the schema {judge.is_valid(config)}, by check {is_taken(config)}")
    print(f"{len(cases)} {kind} by both")
for place, value, reason in ONLY_CHECK:
    config = changed(place, value)
    if (judge.is_valid(config), is_taken(config)) != (True, False):
        sys.exit(f"{place}: {value}: by the schema {judge.is_valid(config)}, by check {is_taken(config)}")
    print(f"refused by check alone: {reason}")
