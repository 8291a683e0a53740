#!/usr/bin/env python3
"""Runs ci-templates/install.sh against a mirror on this machine that is right, wrong, empty, slow or cut off.

What is installed is a stand-in, so this takes seconds; judge-release installs what is really released.
"""
import hashlib, http.server, io, platform, pathlib, shutil, subprocess, tarfile, tempfile, threading

root = pathlib.Path(__file__).resolve().parent.parent
script = (root / "ci-templates/install.sh").read_text().replace("--speed-time 20", "--speed-time 1")
machine = "linux-" + {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
name = f"sampan-0.1.0-{machine}"
program = b"#!/bin/sh\n[ \"$1$SAMPAN_JSON\" = version ] && echo 'sampan 0.1.0'\n"
crashing = b"#!/bin/sh\necho 'libnowhere.so.7: cannot open shared object file' >&2; exit 127\n"


def tarball(program):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        entry = tarfile.TarInfo(f"{name}/sampan")
        entry.size, entry.mode = len(program), 0o755
        tar.addfile(entry, io.BytesIO(program))
    return file.getvalue()


class Mirror(http.server.BaseHTTPRequestHandler):
    """`files` by path; a value may also be a status, or ("cut" | "stalled", bytes)."""
    files, asked = {}, []

    def do_GET(self):
        Mirror.asked.append(self.path)
        found = Mirror.files.get(self.path, 404)
        how, body = found if isinstance(found, tuple) else ("whole", b"")
        if isinstance(found, bytes):
            body = found
        self.send_response(found if isinstance(found, int) else 200)
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body if how == "whole" else body[: len(body) // 2])
        self.wfile.flush()
        if how == "stalled":
            over.wait(30)

    def log_message(self, *_):
        pass


over = threading.Event()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
threading.Thread(target=server.serve_forever, daemon=True).start()
mirror = f"http://127.0.0.1:{server.server_port}/releases"


def release(program=program, sums=None, file=None):
    bytes_ = tarball(program)
    listed = sums if sums is not None else f"{hashlib.sha256(bytes_).hexdigest()}  {name}.tar.gz\n"
    return {"/releases/v0.1.0/SHA256SUMS": listed.encode(),
            f"/releases/v0.1.0/{name}.tar.gz": file(bytes_) if file else bytes_}


class Machine:
    """A home and a PATH that has the usual programs but no Swift, unless `swift` is what stands for it."""

    def __init__(self, swift=None):
        self.folder = tempfile.TemporaryDirectory()
        self.home = pathlib.Path(self.folder.name)
        (self.home / "bin").mkdir()
        (self.home / "tmp").mkdir()
        for tool in """sh dash bash env curl tar gzip sed cut head tail cat cp mv rm mkdir chmod mktemp uname sha256sum
                       sleep timeout git pkg-config""".split():
            (self.home / "bin" / tool).symlink_to(shutil.which(tool))
        if swift:
            (self.home / "bin/swift").write_text(swift)
            (self.home / "bin/swift").chmod(0o755)

    def install(self, *arguments, shell="sh", text=script, **variables):
        Mirror.asked.clear()
        environment = {"HOME": str(self.home), "PATH": f"{self.home}/bin", "TMPDIR": f"{self.home}/tmp",
                       "SAMPAN_MIRROR": mirror, **variables}
        arguments = arguments or ("--version", "0.1.0", "--to", f"{self.home}/to")
        result = subprocess.run([self.home / "bin" / shell, "-s", "--", *arguments], input=text, text=True,
                                env=environment, capture_output=True, timeout=100, cwd=self.home)
        assert not list((self.home / "tmp").iterdir()), "something is left in TMPDIR"
        return result

    @property
    def installed(self):
        folder = self.home / "to"
        return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}


judged = []


def holds(what, machine, result, code, *said, installed=None):
    text = result.stdout + result.stderr
    assert result.returncode == code, f"{what}: exit code {result.returncode}, not {code}:\n{text}"
    for word in said:
        assert word in text, f"{what}: does not print {word!r}:\n{text}"
    assert machine.installed == (installed or {}), f"{what}: {list(machine.installed)} is installed"
    judged.append(what)


done = {"sampan": program}
for shell in ("sh", "dash", "bash"):
    Mirror.files, here = release(), Machine()
    holds(f"right, by {shell}", here, here.install(shell=shell), 0, "sampan 0.1.0 is in", installed=done)
assert (here.home / "to/sampan").stat().st_mode & 0o777 == 0o755
for word in ("--help", "-h"):
    asked = Machine().install(word)
    assert (asked.returncode, asked.stderr) == (0, "") and "--to FOLDER" in asked.stdout, asked
    judged.append(f"{word} is answered")
holds("again: downloads nothing", here, here.install(), 0, "already", installed=done)
assert Mirror.asked == [], Mirror.asked
assert here.install("--version", "v0.1.0").returncode == 0 and (here.home / ".local/bin/sampan").exists()

old = {"sampan": b"#!/bin/sh\necho sampan 0.0.9\n"}


def with_old():
    here = Machine()
    (here.home / "to").mkdir()
    (here.home / "to/sampan").write_bytes(old["sampan"])
    (here.home / "to/sampan").chmod(0o755)
    return here


here = with_old()
holds("an older one is replaced", here, here.install(), 0, installed=done)
Mirror.files, here = release(sums=f"{'0' * 64}  {name}.tar.gz\n"), with_old()
holds("wrong checksum", here, here.install(), 65, "SHA-256", "0" * 64, installed=old)
Mirror.files, here = release(), Machine()
holds("not the one that was pinned", here, here.install(SAMPAN_SHA256="1" * 64), 65, "1" * 64)
pinned = hashlib.sha256(tarball(program)).hexdigest()
Mirror.files, here = release(), Machine()
holds("the one that was pinned", here, here.install(SAMPAN_SHA256=pinned), 0, installed=done)
here = Machine()
holds("in a job that has settings", here, here.install(SAMPAN_JSON="1"), 0, installed=done)
Mirror.files, here = release(file=lambda bytes_: ("cut", bytes_)), with_old()
holds("cut off", here, here.install(), 69, "try again later", installed=old)
assert len(Mirror.asked) == 4, Mirror.asked
Mirror.files, here = release(file=lambda bytes_: ("stalled", bytes_)), Machine()
holds("stalled", here, here.install(), 69, "too slow")
over.set()
Mirror.files, here = {"/releases/v0.1.0/SHA256SUMS": 503}, Machine()
holds("mirror broken", here, here.install(), 69, "answered 503")
Mirror.files, here = release(program=crashing), Machine()
holds("does not run here", here, here.install(), 78, "libnowhere.so.7", "apt-get install libcurl4")
Mirror.files, here = release(file=lambda bytes_: 404), Machine()
holds("listed, not there", here, here.install(), 69, "does not have it")

Mirror.files, here = {}, with_old()
holds("no release, no Swift", here, here.install(), 78, "no release 0.1.0", "swift.org", installed=old)
holds("no release of what was pinned", here, here.install(SAMPAN_SHA256=pinned), 69, "SAMPAN_SHA256", installed=old)
git = ["git", "-c", "user.name=s", "-c", "user.email=s@example.org"]
swift = """#!/bin/sh
case $* in *--show-bin-path) echo "$PWD/out" ;; *) mkdir out && cp program out/sampan && chmod 755 out/sampan ;; esac
"""
with tempfile.TemporaryDirectory() as source:
    (pathlib.Path(source) / "program").write_bytes(program)
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"], ["tag", "v0.1.0"]):
        subprocess.run([*git, "-C", source, *words], check=True)
    for what, files in (("no release", {}), ("nothing for this machine", release(sums="")),
                        ("does not run", release(program=crashing))):
        Mirror.files, here = files, Machine(swift)
        holds(f"{what}: from source", here, here.install(SAMPAN_SOURCE=f"file://{source}"), 0, "building 0.1.0",
              installed=done)
    Mirror.files, here = {}, Machine(swift)
    holds("no such tag", here, here.install("--version", "0.2.0", "--to", "to", SAMPAN_SOURCE=f"file://{source}"), 69,
          "no tag v0.2.0")
    here = Machine("#!/bin/sh\nexit 1\n")
    holds("the build fails", here, here.install(SAMPAN_SOURCE=f"file://{source}"), 78, "the build failed")

Mirror.files, here = release(), Machine()
(here.home / "file").write_text("")
holds("a file in the way", here, here.install("--to", "file/below"), 78, "set another folder with --to")
for arguments in (["--version"], ["--version", ""], ["--version", "../x"], ["--version", "a b"], ["--to", ""], ["0.1.0"]):
    holds(f"usage: {arguments}", here, here.install(*arguments), 64)
for address in ("http://example.org", "http://127.0.0.1:80@example.org", "ftp://example.org", "https://a:b@example.org"):
    holds(f"mirror {address}", here, here.install(SAMPAN_MIRROR=address), 64, "SAMPAN_MIRROR")
assert Mirror.asked == [], Mirror.asked
for share in (0.3, 0.7, 0.99):
    half = here.install(text=script[: int(len(script) * share)])
    assert here.installed == {} and Mirror.asked == [], "half a script made a change"
judged.append("the script itself cut off")

print("\n".join(f"  {what}" for what in judged))
