import Git
import Model

extension Hooks {
  /// Where on this machine a hook may have releases written. A server deploys for everybody who may push to it, by a
  /// config file that they push: it names the place itself, in a config that no push reaches.
  func localRoot(for request: DeployRequest) throws(Failure) -> Deployment.LocalRoot {
    guard request.hook == .postReceive else { return .anywhere }
    guard let path = try repository.ownPath("sampan.localRoot") else { return .nowhere }
    guard path.hasPrefix("/") else {
      throw Failure(
        .configuration,
        "sampan.localRoot of \(repository.commonDirectory)/config is not absolute: \"\(path)\"",
        remedies: ["git config sampan.localRoot /srv/sites"])
    }
    return .below(path)
  }
}
