import Effects
import Git
import Model

extension Hooks {
  /// The installed hooks and the path of the log, one line each, and what is wrong with them.
  package func status() throws(Failure) -> (lines: [Text], findings: [Finding]) {
    var lines: [Text] = []
    var findings: [Finding] = []
    let installed = try installed()
    for script in scripts {
      let (file, tool) = try expectedFile(of: script)
      if installed.contains(where: { $0 == (script, file) }) {
        let first: Text = try world.files.info(earlier(file)) == nil ? "" : ", after \(earlier(file))"
        lines.append("\(script.rawValue): \(file)\(first)\(tool.map { ", called by \($0)" } ?? "")")
        findings += try problems(script, file)
      } else {
        lines.append("\(script.rawValue): not installed")
        if try world.files.info(earlier(file)) != nil { findings.append(broken(try replaced(file))) }
      }
    }
    for (script, file) in installed where try expectedFile(of: script).file != file {
      findings.append(broken("\(file) is never run: git runs the hooks in \(directory.path)"))
    }
    lines.append(try world.files.info(log) == nil ? "log: \(log), which does not exist yet" : "log: \(log)")
    if try isDeploying() {
      lines.append("a deploy is running")
    } else {
      findings += unfinished.lines.map { line in
        Finding(
          .warning, UnfinishedDeploys.message(line), rule: "hook/failed",
          remedies: ["see \(log)", "deploy again: sampan deploy"])
      }
    }
    return (lines, findings)
  }

  private func expectedFile(of script: HookScript) throws(Failure) -> (file: String, tool: String?) {
    switch try place(of: script) {
    case .file(let file): (file, nil)
    case .caller(let file, let tool, _): (file, tool)
    }
  }

  private func problems(_ script: HookScript, _ file: String) throws(Failure) -> [Finding] {
    var findings: [Finding] = []
    if try world.files.info(file)?.isExecutable == false {
      findings.append(broken("\(file) is not executable"))
    }
    if try text(of: file) != script.text(program: program) {
      findings.append(
        Finding(
          .notice, "\(file) was written by another version of sampan, or by one at another path",
          rule: "hook/outdated", remedies: ["sampan hook install"]))
    }
    if case .caller(_, let tool, let files) = try place(of: script), !(try isCalled(script, by: files)) {
      findings.append(broken("\(tool) does not call \(file)"))
    }
    return findings
  }

  private func replaced(_ file: String) throws(Failure) -> Text {
    try world.files.info(file) == nil
      ? "\(file) does not exist" : "\(file) was replaced by another tool"
  }

  private func broken(_ what: Text) -> Finding {
    Finding(.error, what, rule: "hook/broken", remedies: ["sampan hook install"])
  }

  private func isDeploying() throws(Failure) -> Bool {
    guard try world.files.info(queue.lock) != nil else { return false }
    guard let lock = try world.files.lock(queue.lock) else { return true }
    lock.release()
    return false
  }
}
