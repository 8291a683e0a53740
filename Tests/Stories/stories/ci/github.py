"""github.py WORKFLOW EVENT REF [--keyless] [--cancel TEXT]: runs a workflow as GitHub's runner does.

Tells what came of it; cancels it when TEXT appears in the log.

The composite action is the one of ci-templates; every `run` is executed; nothing but checkout is left out.
"""

import fnmatch
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading

import github_expression as expression
import github_reader
import job

EVENT, REF = sys.argv[2:4]
KEYLESS = "--keyless" in sys.argv
CANCEL = sys.argv[sys.argv.index("--cancel") + 1] if "--cancel" in sys.argv else None
KIND = "tag" if REF.startswith("refs/tags/") else "branch"
NAME = REF.split("/", 2)[2]
ACTION = "OWNER/sampan/ci-templates/github@v0.1.0"


class IDTokens(http.server.BaseHTTPRequestHandler):
    """Gives the job its token, as GitHub does for `id-token: write`."""

    def do_GET(self):
        isRight = (
            self.path == "/?api-version=2.0&audience=sts.tencentcloudapi.com"
            and self.headers["Authorization"] == "Bearer token-of-the-job"
        )
        self.send_response(200 if isRight else 403)
        self.end_headers()
        self.wfile.write(json.dumps({"value": os.environ["ID_TOKEN"]} if isRight else {}).encode())

    def log_message(self, *_):
        pass


def triggered(workflow):
    kinds = workflow["on"].get(EVENT)
    patterns = (kinds or {}).get("tags" if KIND == "tag" else "branches", [])
    return kinds is not None and any(fnmatch.fnmatch(NAME, pattern) for pattern in patterns)


class Job:
    def __init__(self, name, plan, contexts, permissions):
        self.name, self.plan, self.masks, self.failed = name, plan, [], False
        self.directory, self.commit = None, job.git("rev-parse", f"{REF}^{{commit}}")
        self.path, self.temporary = [], f"{job.HOME}/runner-temp"
        shutil.rmtree(self.temporary, ignore_errors=True)
        os.makedirs(self.temporary)
        self.contexts = contexts | {
            "github": {
                "ref": REF,
                "ref_name": NAME,
                "ref_type": KIND,
                "event_name": EVENT,
                "sha": self.commit,
            },
            "secrets": {} if KEYLESS else job.SECRETS,
            "vars": (
                {
                    "SAMPAN_TENCENT_ROLE_ARN": os.environ["ROLE_ARN"],
                    "SAMPAN_TENCENT_OIDC_PROVIDER": "github",
                }
                if KEYLESS
                else {}
            ),
            "steps": {},
            "env": {},
        }
        self.variables = job.environment(
            CI="true",
            GITHUB_ACTIONS="true",
            GITHUB_EVENT_NAME=EVENT,
            GITHUB_REF=REF,
            GITHUB_REF_NAME=NAME,
            GITHUB_REF_TYPE=KIND,
            GITHUB_SHA=self.commit,
            GITHUB_RUN_ID="7",
            GITHUB_REPOSITORY="acme/api",
            GITHUB_SERVER_URL="https://github.com",
            RUNNER_TEMP=self.temporary,
            RUNNER_OS="Linux",
        )
        if permissions.get("id-token") == "write":
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), IDTokens)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.variables |= {
                "ACTIONS_ID_TOKEN_REQUEST_URL": f"http://127.0.0.1:{server.server_port}/?api-version=2.0",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "token-of-the-job",
            }

    def run(self):
        self.steps(self.plan["steps"], self.contexts, self.variables)
        plan = expression.fill(
            {key: self.plan.get(key) for key in ("environment", "outputs", "name")}, self.contexts
        )
        queue = expression.fill(self.plan.get("concurrency"), self.contexts)
        print(f"job {plan['name'] or self.name}: {'failure' if self.failed else 'success'}")
        if plan["environment"]:
            print(
                f"  environment {plan['environment']['name']}, {plan['environment']['url']}, queue {queue['group']}"
            )
        return {"outputs": plan["outputs"] or {}, "result": "failure" if self.failed else "success"}

    def steps(self, steps, contexts, variables):
        """Steps of the job, or of a composite action: each with the environment around it and its own."""
        for step in steps:
            if self.failed:
                return
            contexts["env"] = dict(variables)
            own = expression.fill(step.get("env", {}), contexts)
            around = variables | {name: expression.text(value) for name, value in own.items()}
            outputs = {}
            if step.get("uses", "").startswith("actions/checkout@"):
                self.directory, _ = job.checkout(REF)
                variables["GITHUB_WORKSPACE"] = self.directory
            elif "uses" in step:
                outputs = self.action(step, contexts, around)
            else:
                outputs = self.script(step, expression.fill(step["run"], contexts), around)
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": outputs}

    def action(self, step, contexts, variables):
        if step["uses"] != ACTION:
            sys.exit(f"no such action: {step['uses']}")
        # The whole repository is downloaded for an action; the installer is the one that stands for it here.
        home = f"{job.HOME}/actions/sampan/ci-templates"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(job.TEMPLATES, home)
        shutil.copy(f"{job.FIXTURES}/ci/install.sh", f"{home}/install.sh")
        action = job.load(f"{home}/github/action.yml")[0]
        given = expression.fill(step.get("with", {}), contexts)
        if unknown := set(given) - set(action["inputs"]):
            sys.exit(f"unexpected inputs: {unknown}")
        inputs = {name: given.get(name, facts.get("default", "")) for name, facts in action["inputs"].items()}
        # Inside, neither secrets nor variables of the repository are known.
        inner = {"github": contexts["github"], "inputs": inputs, "steps": {}}
        self.steps(action["runs"]["steps"], inner, variables | {"GITHUB_ACTION_PATH": f"{home}/github"})
        return expression.fill({name: facts["value"] for name, facts in action["outputs"].items()}, inner)

    def script(self, step, script, variables):
        files = {
            name: f"{self.temporary}/{name}"
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
        }
        for path in files.values():
            open(path, "w").close()
        command = (
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"] if "shell" in step else ["bash", "-e"]
        )
        variables = variables | files | {"PATH": ":".join([*reversed(self.path), variables["PATH"]])}
        status, text = job.run(command, script, variables, self.directory, CANCEL)
        log = github_reader.Log(text, self.masks)
        self.masks = log.masks
        job.hide_secrets("\n".join(log.lines))
        read = {name: open(path).read() for name, path in files.items()}
        self.path += read["GITHUB_PATH"].split()
        outputs = github_reader.values(read["GITHUB_OUTPUT"])
        self.failed = status != 0
        print(f"step {step.get('name', step.get('id'))}: {status}, {len(set(self.masks))} masks")
        for line in log.lines[:-1]:
            print(f"  | {line}")
        for kind, place, message in log.annotations:
            print(f"  {kind} {place}: {message.splitlines()[0]}")
        if outputs:
            print(f"  outputs {' '.join(outputs)}")
        if "remark" in outputs:
            print(f"  remark {outputs['remark']}")
        if read["GITHUB_STEP_SUMMARY"]:
            print(f"  summary {'; '.join(github_reader.summary(read['GITHUB_STEP_SUMMARY']))}")
        return outputs


def main():
    workflow = job.load(sys.argv[1])[0]
    if not triggered(workflow):
        return print("not triggered")
    results = {}
    for name, plan in workflow["jobs"].items():
        needs = {"needs": {name: results[name] for name in [plan["needs"]]}} if "needs" in plan else {}
        if not expression.fill(plan.get("if", True), needs):
            print(f"job {name}: skipped")
            continue
        matrix = expression.fill(plan.get("strategy", {}), needs).get("matrix", {"include": [{}]})
        for one in matrix["include"]:
            results[name] = Job(name, plan, needs | {"matrix": one}, workflow["permissions"]).run()


main()
