import Effects
import Git
import Model

extension Hooks {
  /// Removes what `install` added and restores the hooks that existed before, so that the repository is as it was. Only
  /// scripts of sampan are removed, and what they leave between two deploys; the log and the cache of deploys stay.
  /// Fails with `.tryLater` while a deploy is running. Returns what was done, one line each.
  package func uninstall() throws(Failure) -> [Text] {
    let installed = try installed()
    if installed.isEmpty, try !hasLeftovers() { return ["no hook is installed"] }
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
      lines.append("\(script.rawValue): restored \(file)")
    }
    if let path = try directoryThatWasMade(), try world.files.list(path).isEmpty {
      try world.files.remove(path)
    }
    for path in leftovers + [queue.lock] { try world.files.remove(path) }
    if try world.files.list(folder).isEmpty { try world.files.remove(folder) }
    if try world.files.info(log) != nil { lines.append("kept the log: \(log)") }
    return lines + (try callers())
  }

  /// What the scripts and `hook run` leave between two deploys. The lock is removed last: it is held meanwhile.
  private var leftovers: [String] { [queue.requests, unfinished.path, madeDirectory] }

  private func hasLeftovers() throws(Failure) -> Bool {
    for path in leftovers + [queue.lock] where try world.files.info(path) != nil { return true }
    return false
  }

  /// All scripts of sampan in this repository. `core.hooksPath` may have been changed since the installation.
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

  /// Reports the lines in other files that call the scripts: these were added by hand and are not removed.
  private func callers() throws(Failure) -> [Text] {
    var lines: [Text] = []
    for script in scripts {
      guard case .caller(_, _, let files) = try place(of: script) else { continue }
      for file in files where try calls(file, script) {
        lines.append("\(script.rawValue): remove the line for sampan from \(file): it has no effect now")
      }
    }
    return lines
  }
}
