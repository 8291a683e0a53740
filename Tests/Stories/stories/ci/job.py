"""What every runner here does alike: a checkout as CI makes it, and a clean environment for a script.

The checkout is the worst that CI systems hand out: HEAD detached, depth 1, owned by somebody else. The script
gets no terminal, no standard input, no TERM, and a PATH without Sampan, so that a template has to install it.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

import yaml

FIXTURES = os.environ["FIXTURES"]
TEMPLATES = os.environ["TEMPLATES"]
HOME = os.environ["HOME"]
SECRETS = {name: os.environ[name] for name in ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY")}
SOURCE = os.getcwd()


def git(*arguments, directory=SOURCE):
    return subprocess.run(
        ["git", "-C", directory, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def checkout(ref):
    """A clone of the ref, and its commit."""
    directory = f"{HOME}/checkout"
    shutil.rmtree(directory, ignore_errors=True)
    subprocess.run(["git", "init", "-q", directory], check=True)
    local = ref if ref.startswith("refs/tags/") else "refs/remotes/origin/branch"
    git(
        "fetch", "-q", "--no-tags", "--depth", "1", f"file://{SOURCE}", f"+{ref}:{local}", directory=directory
    )
    git("checkout", "-q", "--detach", local, directory=directory)
    commit = git("rev-parse", "HEAD", directory=directory)
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "1001:1001", directory], check=True)
    return directory, commit


def environment(**more):
    """Only what a runner gives to a job. The endpoint of the cloud is what leads to the emulated one."""
    machine = f"{HOME}/machine"
    os.makedirs(f"{machine}/bin", exist_ok=True)
    shutil.copy(f"{FIXTURES}/ci/curl", f"{machine}/bin/curl")
    os.chmod(f"{machine}/bin/curl", 0o755)
    os.makedirs(f"{machine}/home", exist_ok=True)
    variables = {
        "PATH": f"{machine}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": f"{machine}/home",
        "BUILT": shutil.which("sampan"),
        "FIXTURES": FIXTURES,
        "SAMPAN_ENDPOINT_TENCENT": os.environ["SAMPAN_ENDPOINT_TENCENT"],
    }
    variables.update({name: str(value) for name, value in more.items() if value is not None})
    return variables


def run(command, script, variables, directory, cancel=None):
    """Runs a script by a command, as a runner does; exit status and log, both streams as they arrive.

    With `cancel`, the job is cancelled when that text appears: the process that was started, and no other, is
    told by SIGINT, and has the 7.5 seconds that GitHub's runner gives it.
    """
    lint(command, script)
    path, log = f"{HOME}/script", f"{HOME}/log"
    with open(path, "w") as file:
        file.write(script)
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [*command, path],
            cwd=directory,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        if cancel and "exec sampan" in script:
            while cancel not in open(log, errors="replace").read():
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            process.wait(7.5)
        else:
            process.wait(100)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        text = open(log, "rb").read().decode()
        # By some systems' commands a log names what is to be masked.
        os.remove(log)
    return process.returncode, text


def lint(command, script):
    """Every script of a template is clean."""
    judge = subprocess.run(
        ["shellcheck", "-s", os.path.basename(command[0]), "-"], input=script, text=True, capture_output=True
    )
    if judge.returncode != 0:
        sys.exit(f"shellcheck: {judge.stdout}\n{script}")


def load(path):
    with open(path) as file:
        return list(yaml.load_all(file, Loader))


class Loader(yaml.SafeLoader):
    """YAML 1.2's idea of a boolean, as GitHub and others have it: `on` is a word."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def hide_secrets(log):
    """Stops at a secret that got into a log."""
    for name, value in SECRETS.items():
        if name.endswith("KEY") and value in log:
            sys.exit(f"{name} is in the log:\n{log}")
