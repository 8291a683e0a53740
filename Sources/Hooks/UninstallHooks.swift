import Effects
import Git
import Model

extension Hooks {
  /// Takes away what `install` put there and gives every earlier hook its name back, so that the repository is as it
  /// was. Only what bears our mark is removed. Fails with `.tryLater` while a deploy is running. Returns what was
  /// done, one line each.
  package func uninstall() throws(Failure) -> [Text] {
    let installed = try installed()
    if installed.isEmpty, try world.files.info(folder) == nil { return ["no hook is installed"] }
    try world.files.makeDirectory(folder)
    guard let lock = try world.files.lock(queue.lock) else {
      throw Failure(
        .tryLater, "a hook's deploy is running in this repository", remedies: ["watch it: tail -f '\(log)'"])
    }
    defer { lock.release() }
    var lines: [Text] = []
    for (script, file) in installed {
      try world.files.remove(file)
      lines.append("\(script.rawValue): removed \(file)")
      guard try world.files.info(earlier(file)) != nil else { continue }
      try world.files.rename(earlier(file), file)
      lines.append("\(script.rawValue): \(file) is again what it was")
    }
    if let path = try directoryThatWasMade(), try world.files.list(path).isEmpty {
      try world.files.remove(path)
    }
    try world.files.remove(folder)
    return lines + (try callers())
  }

  /// Every script of ours in this repository. The setting of `core.hooksPath` may have changed since.
  func installed() throws(Failure) -> [(HookScript, String)] {
    var found: [(HookScript, String)] = []
    var directories = ["\(repository.commonDirectory)/hooks", folder]
    if !directories.contains(directory.path) { directories.append(directory.path) }
    for script in HookScript.allCases {
      for directory in directories where try isPrivate(directory) {
        let file = "\(directory)/\(script.rawValue)"
        if HookScript.isOurs(try text(of: file)) { found.append((script, file)) }
      }
    }
    return found
  }

  private func directoryThatWasMade() throws(Failure) -> String? {
    let path = try text(of: madeDirectory)
    return path.isEmpty ? nil : path
  }

  /// Lines that people wrote themselves stay; they do nothing any more.
  private func callers() throws(Failure) -> [Text] {
    var lines: [Text] = []
    for script in scripts {
      guard case .caller(_, _, let files) = try place(of: script) else { continue }
      for file in files where try calls(file, script) {
        lines.append("\(script.rawValue): \(file) still has the line for sampan, which does nothing now")
      }
    }
    return lines
  }
}
