"""Takes pictures of page.html and summary.md of a folder in Chromium, and checks what can be measured.

Uses chromedriver's HTTP interface, cmark-gfm as the Markdown renderer, and the Mermaid of mermaidx.
"""

import base64
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.resources import files

folder = pathlib.Path(sys.argv[1]).resolve()


def summary_page():
    """The summary as GitHub would show it."""
    import mermaidx

    (folder / "mermaid.js").write_text((files(mermaidx) / "assets" / "mermaid.js").read_text())
    rendered = subprocess.run(
        ["cmark-gfm", "--unsafe", "-e", "table", folder / "summary.md"],
        capture_output=True, text=True, check=True).stdout
    rendered = re.sub(
        r'<pre(?: lang="mermaid")?><code(?: class="language-mermaid")?>(gantt.*?)</code></pre>',
        r'<pre class="mermaid">\1</pre>', rendered, flags=re.S)
    (folder / "summary.html").write_text(
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark"><style>body{font:15px/1.5 sans-serif;margin:16px;'
        "overflow-wrap:anywhere}table{display:block;overflow-x:auto;border-collapse:collapse}"
        "td,th{border:1px solid #888;padding:4px 10px}pre{overflow-x:auto}</style>" + rendered
        + '<script src="mermaid.js"></script><script>mermaid.initialize({startOnLoad: false, theme: '
        "matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default'});"
        "mermaid.run().then(() => {document.title = 'drawn'}, e => {document.title = String(e)})</script>")


class Browser:
    def __init__(self):
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                self.address = f"http://127.0.0.1:{found.group(1)}"
                break
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]}
        session = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.path = "/session/" + session["sessionId"]

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.address + path, method=method, headers={"Content-Type": "application/json"},
            data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.read().decode()[:400]}")

    def call(self, command, **parameters):
        return self.ask(
            "POST", self.path + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def evaluate(self, script):
        return self.ask("POST", self.path + "/execute/sync", {"script": "return " + script, "args": []})

    def take(self, name, width, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                  mobile=False)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.ask("POST", self.path + "/url", {"url": (folder / f"{name}.html").as_uri()})
        if name == "summary":
            for _ in range(100):
                if self.evaluate("document.title"):
                    break
                time.sleep(0.1)
            title = self.evaluate("document.title")
            if title != "drawn":
                sys.exit(f"{name}: Mermaid: {title}")
        wide = self.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            sys.exit(f"{name} at {width}: it is {wide} wide")
        if name == "page":
            color = self.evaluate("getComputedStyle(document.body).backgroundColor")
            expected = {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]
            if color != expected:
                sys.exit(f"{name} in {scheme}: the background is {color}: the style is not applied")
            # Text of the timeline that does not fit would be cut.
            over = self.evaluate(
                "[...document.querySelectorAll('svg text')].filter(t => t.getBoundingClientRect().right > "
                "t.ownerSVGElement.getBoundingClientRect().right + 1).map(t => t.textContent)")
            if over:
                sys.exit(f"{name} at {width}: cut: {over}")
            self.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            requested = self.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
            if requested:
                sys.exit(f"{name}: requested {requested}")
        logged = [entry for entry in self.ask("POST", self.path + "/se/log", {"type": "browser"})
                  if entry["level"] in ("SEVERE", "WARNING")]
        if logged:
            sys.exit(f"{name}: the console has {logged}")
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        file = folder / f"{name}-{width}-{scheme}.png"
        file.write_bytes(base64.b64decode(picture))
        print("taken", file)

    def close(self):
        try:
            self.ask("DELETE", self.path)
        finally:
            self.driver.terminate()
            try:
                self.driver.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.driver.kill()


summary_page()
browser = Browser()
try:
    for name in ["page", "summary"]:
        for width in [360, 1400]:
            for scheme in ["light", "dark"]:
                browser.take(name, width, scheme)
finally:
    browser.close()
