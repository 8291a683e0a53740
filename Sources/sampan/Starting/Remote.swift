import CI
import Model

/// Where a repository is hosted, from the URL of its remote. The URL itself may contain a password: it is not kept.
struct Remote: Equatable, Sendable {
  /// In lower case, without the port.
  let host: String
  /// E.g. `acme/api`.
  let path: String

  /// `https://host/owner/name.git`, `ssh://git@host:22/owner/name`, or `git@host:owner/name`; nil for a folder and for
  /// what is not a URL.
  init?(_ url: String) {
    var rest = url[...]
    var isShort = true
    if let scheme = rest.firstRange(of: "://") {
      guard ["https", "http", "ssh", "git"].contains(rest[..<scheme.lowerBound].lowercased()) else {
        return nil
      }
      rest = rest[scheme.upperBound...]
      isShort = false
    }
    var authority = rest.prefix { $0 != (isShort ? ":" : "/") }
    guard authority.count < rest.count, !authority.contains("/") else { return nil }
    rest = rest.dropFirst(authority.count + 1)
    if let at = authority.lastIndex(of: "@") { authority = authority[at...].dropFirst() }
    host = authority.prefix { $0 != ":" }.lowercased()
    guard !host.isEmpty, host.utf8.allSatisfy({ $0.isAlphanumeric || ".-".utf8.contains($0) }) else {
      return nil
    }
    var names = rest.split(separator: "/").map(String.init)
    if let last = names.last, last.hasSuffix(".git") { names[names.count - 1] = String(last.dropLast(4)) }
    guard !names.isEmpty else { return nil }
    path = names.joined(separator: "/")
  }

  /// The name of the repository.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The CI system of the host; nil for hosts that have none or are not known.
  var ci: CIJob.System? { Self.hosts.first { isOn($0.names) }?.ci }

  /// Also the subdomains of each; a name without a dot is the first part of a company's own host, e.g.
  /// `gitlab.example.com`.
  private static let hosts: [(names: [String], ci: CIJob.System)] = [
    (["github.com", "github"], .github), (["gitlab.com", "gitlab", "jihulab.com"], .gitlab),
    (["cnb.cool"], .cnb), (["coding.net"], .coding), (["gitee.com"], .gitee),
    (["codeup.aliyun.com", "rdc.aliyuncs.com"], .yunxiao), (["dev.azure.com", "visualstudio.com"], .azure),
    (["bitbucket.org"], .bitbucket), (["gitea.com", "gitea", "forgejo"], .gitea),
    (["codeberg.org"], .woodpecker),
  ]

  private func isOn(_ names: [String]) -> Bool {
    names.contains { name in
      name.contains(".") ? host == name || host.hasSuffix(".\(name)") : host.hasPrefix("\(name).")
    }
  }
}
