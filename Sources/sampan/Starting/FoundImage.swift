import Model

/// A container image that a file of a CI system pushes.
struct FoundImage: Equatable, Sendable {
  /// Registry and repository.
  var repository: String
  /// The tag that is pushed, as a template of `from`.
  var tag: String
  /// The file.
  var source: String

  var registry: String { String(repository.prefix { $0 != "/" }) }
  var isOnAlibaba: Bool { registry.hasSuffix(".aliyuncs.com") }

  /// The image of the first file that pushes one to a registry. Names with variables are not understood, except that of
  /// the repository on GitHub.
  static func pushed(by tree: WorkTreeFiles, remote: Remote?) -> FoundImage? {
    for path in tree.paths where isOfCI(path) {
      guard let text = tree.text(path), pushes.contains(where: { text.contains($0) }) else { continue }
      let plain =
        remote.map { text.replacing("${{ github.repository }}", with: $0.path.lowercased()) } ?? text
      if let found = reference(in: plain) {
        return FoundImage(repository: found.repository, tag: found.tag, source: path)
      }
    }
    return nil
  }

  private static func isOfCI(_ path: String) -> Bool {
    let isWorkflow = [".github/workflows/", ".workflow/", ".yunxiao/", ".woodpecker/"]
      .contains(where: path.hasPrefix)
    return isWorkflow && (path.hasSuffix(".yml") || path.hasSuffix(".yaml"))
      || [
        ".gitlab-ci.yml", ".cnb.yml", "Jenkinsfile", "azure-pipelines.yml", ".woodpecker.yml", "Makefile",
      ].contains(path)
  }

  private static let pushes = [
    "docker push", "podman push", "buildah push", "push: true", "--push", "skopeo copy", "kaniko",
  ]

  /// Of those whose images the providers deploy.
  private static func registry(in line: Substring) -> Range<Substring.Index>? {
    let own = #/(?:[a-z0-9-]+\.)+(?:ccs\.tencentyun\.com|tencentcloudcr\.com|cr\.aliyuncs\.com)/#
    let shared =
      #/registry(?:-vpc|-intl)?\.[a-z0-9-]+\.aliyuncs\.com|ccr\.ccs\.tencentyun\.com|docker\.cnb\.cool|ghcr\.io/#
    return line.firstMatch(of: shared)?.range ?? line.firstMatch(of: own)?.range
  }

  private static func reference(in text: String) -> (repository: String, tag: String)? {
    for line in text.split(separator: "\n") {
      guard let host = registry(in: line) else { continue }
      let rest = line[host.upperBound...]
      let path = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0)) }
      let after = rest.dropFirst(path.count)
      let name = "\(line[host])\(path)"
      // What ends in the middle of a variable is not the whole name.
      guard path.hasPrefix("/"), !after.hasPrefix("$"), ImageRepository(name) != nil else { continue }
      return (name, after.hasPrefix(":") ? tag(after.dropFirst()) : "{commit}")
    }
    return nil
  }

  /// `{commit}` where the tag is a variable of the commit, or cannot be understood.
  private static func tag(_ text: Substring) -> String {
    let plain = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    let rest = text.dropFirst(plain.count)
    guard !plain.isEmpty, !rest.hasPrefix("$"), ImageTag(String(plain)) != nil else {
      return ["short", "SHORT"].contains { text.prefix(60).contains($0) } ? "{short}" : "{commit}"
    }
    return String(plain)
  }
}
