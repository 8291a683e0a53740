import Effects
import Git
import Model

extension Hooks {
  /// Installs all hooks, or none: then the failure contains what to do first. An existing hook is renamed and called
  /// first. Returns what was done, one line each.
  package func install() throws(Failure) -> [Text] {
    let places = try scripts.map { (script) throws(Failure) in (script, try place(of: script)) }
    try refuseUncalled(places)
    for (_, place) in places { try refuseTwoEarlier(place) }

    try world.files.makeDirectory(folder)
    if case .file = places.first?.1, try world.files.info(directory.path) == nil {
      try world.files.makeDirectory(directory.path)
      try world.files.write(madeDirectory, Array(directory.path.utf8))
    }
    var lines: [Text] = []
    for (script, place) in places {
      switch place {
      case .file(let file): lines.append(try write(script, to: file))
      case .caller(let file, let tool, _): lines.append("\(try write(script, to: file)), called by \(tool)")
      }
    }
    return lines + ["log: \(log)"]
  }

  /// Contains the path of a hooks directory that was created here, to be removed with the last hook.
  var madeDirectory: String { "\(folder)/made-directory" }

  private func write(_ script: HookScript, to file: String) throws(Failure) -> Text {
    let wanted = script.text(program: program)
    let there = try text(of: file)
    let isThere = try world.files.info(file) != nil
    let isOurs = HookScript.isOurs(there)
    if isThere, !isOurs { try world.files.rename(file, earlier(file)) }
    if there != wanted {
      do throws(Failure) {
        try world.files.write(file, Array(wanted.utf8))
      } catch {
        if isThere, !isOurs { try world.files.rename(earlier(file), file) }
        throw error
      }
    }
    try world.files.makeExecutable(file)
    let first: Text = try world.files.info(earlier(file)) == nil ? "" : ", after \(earlier(file))"
    return "\(script.rawValue): \(file)\(first)"
  }

  /// Hooks that other tools run must be called from files of these tools, which are not changed here.
  private func refuseUncalled(_ places: [(HookScript, Place)]) throws(Failure) {
    var remedies: [Text] = []
    var tools: [String] = []
    for (script, place) in places {
      guard case .caller(_, let tool, let files) = place else { continue }
      if try isCalled(script, by: files) { continue }
      if !tools.contains(tool) { tools.append(tool) }
      if tool == "lefthook" {
        let line = call(of: script, arguments: "{0}").replacing("'", with: "''")
        remedies.append(
          "add to lefthook.yml: \(script.rawValue): { commands: { sampan: { run: '\(line)' } } }")
      } else {
        remedies.append("add to \(files[0]): \(call(of: script))")
      }
    }
    guard !tools.isEmpty else { return }
    if ["/dev/null", "/"].contains(directory.path) { remedies = ["git config --unset core.hooksPath"] }
    throw Failure(
      .configuration, "hooks are run by \(tools.list), which does not call sampan yet",
      remedies: remedies + ["then run: sampan hook install"])
  }

  private func refuseTwoEarlier(_ place: Place) throws(Failure) {
    guard case .file(let file) = place, try world.files.info(file) != nil,
      try world.files.info(earlier(file)) != nil, !HookScript.isOurs(try text(of: file))
    else { return }
    throw Failure(
      .configuration,
      "\"\(file)\" was replaced by another tool, and \"\(earlier(file))\" already exists",
      remedies: ["merge both into \(file), and remove the other", "then run: sampan hook install"])
  }
}
