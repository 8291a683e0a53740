import Git
import Model

/// The environments of the jobs in the workflow that `init` writes, which decide the subject of their id tokens:
/// https://docs.github.com/en/actions/reference/security/oidc (read 2026-11-29).
enum GitHubEnvironments {
  private static let workflow = ".github/workflows/deploy.yml"
  private static let limit = 1 << 20

  /// In the order of the file, as committed; empty if the file does not exist, or if its jobs have no environment.
  static func names(in project: Project) throws(Failure) -> [String] {
    let found = try project.repository.file(at: workflow, of: project.head.commit.id, limit: limit)
    return found.map { names(in: String(decoding: $0, as: UTF8.self)) } ?? []
  }

  /// `environment: NAME`, or `name: NAME` below `environment:`. Of an expression, the texts that it may choose:
  /// `${{ … && 'production' || 'staging' }}`.
  static func names(in text: String) -> [String] {
    var names: [String] = []
    var isBelow = false
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.drop { $0 == " " }
      if words.hasPrefix("#") { continue }
      var value: Substring?
      if words.hasPrefix("environment:") {
        value = words.dropFirst("environment:".count)
        isBelow = value?.allSatisfy { $0 == " " } == true
      } else if isBelow {
        isBelow = words.hasPrefix("url:")
        if words.hasPrefix("name:") { value = words.dropFirst("name:".count) }
      }
      for name in value.map(choices) ?? [] where !names.contains(name) { names.append(name) }
    }
    return names
  }

  private static func choices(in value: Substring) -> [String] {
    guard value.contains("${{") else {
      let name = value.prefix { $0 != "#" }.filter { !" \"'".contains($0) }
      return name.isEmpty ? [] : [name]
    }
    // Every second part is inside of quotes.
    let parts = value.split(separator: "'", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.compactMap { index in
      let before = parts[index - 1].filter { $0 != " " }
      return before.hasSuffix("&&") || before.hasSuffix("||") ? String(parts[index]) : nil
    }
  }
}
