import Effects
import Model

extension LocalReleases {
  /// The absolute path of the option `directory`, as far as the deployment may write there.
  static func directory(of deployment: Deployment, _ world: World) throws(Failure) -> String {
    let option = deployment.target.options["directory"]
    let written = option?.value.string ?? ""
    func refused(_ what: String, _ remedies: [String]) -> Failure {
      Failure(.configuration, what, place: option?.place, remedies: remedies)
    }
    guard !written.isEmpty, !written.contains("\0") else {
      throw refused("directory is empty", ["name a directory, e.g. \"/srv/app\" or \"deployed\""])
    }
    guard let expanded = world.expandingHome(written) else {
      throw refused(
        "directory is \"\(written)\", and HOME is not set", ["set HOME, or write the directory's whole path"])
    }
    let path = absolutePath(expanded, from: deployment.root)
    let remedy = "on the server, in the repository: git config sampan.localRoot /srv/sites"
    switch deployment.localRoot {
    case .anywhere: return path
    case .nowhere:
      throw refused(
        "pushed commits cannot be deployed to \"\(written)\": sampan.localRoot is not set in the repository",
        [remedy])
    case .below(let root):
      // What is compared is what is used: a link that is put on the way later leads nowhere else.
      let (resolved, top) = (try world.files.resolve(path), try world.files.resolve(root))
      guard resolved.hasPrefix(top == "/" ? top : top + "/"), resolved != top else {
        let place = resolved == written ? "" : " (\(resolved))"
        throw refused(
          "directory is \"\(written)\"\(place), which is not below sampan.localRoot, \"\(root)\"",
          ["name a directory below \(root)", remedy])
      }
      return resolved
    }
  }
}
