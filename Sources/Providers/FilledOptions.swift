import Effects
import Model

extension Target {
  /// The target as it is passed to its provider: templates have their values, and directories are absolute.
  ///
  /// `root`: where relative directories begin. `localRoot`: where a directory may be. `value`: of a name in a template,
  /// nil when it has none.
  ///
  /// Failure: `.configuration`, at the option.
  package func filled(
    from root: String, within localRoot: Deployment.LocalRoot, _ world: World,
    value: (Template.Name) throws(Failure) -> String?
  ) throws(Failure) -> Target {
    var target = self
    for spec in Catalog.schema(provider)?.options ?? [] {
      guard let option = options[spec.name], let text = option.value.string else { continue }
      switch spec.kind {
      case .template:
        guard let template = try? Template(text) else { continue }
        let filled = try template.filled { (name) throws(Failure) -> String in
          if let value = try value(name) { return value }
          throw Failure(
            .configuration, "{\(name.text)} in \(spec.name) has no value", place: option.place,
            remedies: ["set the variable in the job, or write the value itself"])
        }
        target.options[spec.name]?.value = .string(filled)
      case .directory:
        let directory = DirectoryOption(
          name: spec.name, written: text, place: option.place, root: root, localRoot: localRoot)
        target.options[spec.name]?.value = .string(try directory.path(in: world))
      default: continue
      }
    }
    return target
  }
}

/// A directory that a config names.
private struct DirectoryOption {
  var name: String
  var written: String
  var place: Place
  var root: String
  var localRoot: Deployment.LocalRoot

  /// The absolute path; a failure where the deploy may not write.
  func path(in world: World) throws(Failure) -> String {
    guard !written.isEmpty, !written.contains("\0") else {
      throw refused("is empty", ["name a directory, e.g. \"/srv/app\" or \"deployed\""])
    }
    guard let expanded = world.expandingHome(written) else {
      throw refused(
        "is \"\(written)\", and HOME is not set", ["set HOME, or write the absolute path"])
    }
    let path = absolutePath(expanded, from: root)
    let remedy: Text = "on the server, in the repository: git config sampan.localRoot /srv/sites"
    switch localRoot {
    case .anywhere: return path
    case .nowhere:
      throw Failure(
        .configuration,
        "pushed commits cannot be deployed to \"\(written)\": sampan.localRoot is not set in the repository",
        place: place, remedies: [remedy])
    case .below(let root):
      // The path that was checked is the one that is used: a link that is created later cannot redirect it.
      let (resolved, top) = (try world.files.resolve(path), try world.files.resolve(root))
      guard resolved.hasPrefix(top == "/" ? top : top + "/"), resolved != top else {
        let shown = resolved == written ? "" : " (\(resolved))"
        throw refused(
          "is \"\(written)\"\(shown), which is not below sampan.localRoot, \"\(root)\"",
          ["name a directory below \(root)", remedy])
      }
      return resolved
    }
  }

  private func refused(_ what: Text, _ remedies: [Text]) -> Failure {
    Failure(.configuration, "\(name) \(what)", place: place, remedies: remedies)
  }
}
