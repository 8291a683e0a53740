import Model

extension [String] {
  /// Whether a package of these paths has the Dockerfile that the cloud will look for. The documents do not say whether
  /// its path begins at the package's root or at the build folder.
  func hold(dockerfile: String, buildFolder: String) -> Bool {
    let places = ["", buildFolder].map { absolutePath(dockerfile, from: "/\($0)").dropFirst() }
    return contains { places.contains($0[...]) }
  }
}
