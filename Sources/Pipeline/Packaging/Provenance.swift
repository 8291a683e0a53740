import Digest
import Effects
import Git
import HTTP
import Model

/// The program that makes a package, as its provenance describes it.
package struct PackageMaker: Sendable {
  /// The page that documents the statement; the sections of its fragments are named by the statement.
  package var page: String
  package var version: String

  package init(page: String, version: String) {
    self.page = page
    self.version = version
  }
}

extension Project {
  /// Where a package comes from, as an in-toto statement with SLSA's predicate, for `cosign` and others to sign. It has no
  /// times: the same commit, config and job give the same bytes. ASCII, because names in it are foreign text.
  ///
  /// Fields: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md, …/resource_descriptor.md and
  /// …/digest_set.md; https://slsa.dev/spec/v1.1/provenance (read 2026-11-29).
  package func provenance(
    of made: PackagedTarget, by maker: PackageMaker
  ) throws(Failure) -> [UInt8] {
    let statement: JSON = [
      "_type": "https://in-toto.io/Statement/v1",
      "subject": [["name": .string(made.file.name), "digest": ["sha256": .string(made.file.sha256)]]],
      "predicateType": "https://slsa.dev/provenance/v1",
      "predicate": [
        "buildDefinition": try buildDefinition(of: made, maker), "runDetails": runDetails(maker),
      ],
    ]
    let text = JSONText(escapes: { !$0.isASCII || $0 == "\u{7F}" }).pretty(statement)
    return Array((text.joined(separator: "\n") + "\n").utf8)
  }

  private func buildDefinition(of made: PackagedTarget, _ maker: PackageMaker) throws(Failure) -> JSON {
    let source = sourceURI
    var parameters: [String: JSON] = ["config": .string(configName), "target": .string(made.target)]
    parameters["source"] = source.map(JSON.string)
    var definition: [String: JSON] = [
      "buildType": .string("\(maker.page)#provenance-v1"), "externalParameters": .object(parameters),
    ]
    if let time = world.variable("SOURCE_DATE_EPOCH") {
      definition["internalParameters"] = ["SOURCE_DATE_EPOCH": .string(time)]
    }
    var commit: [String: JSON] = [
      "digest": [
        "gitCommit": .string(head.commit.id.hex), "gitTree": .string(head.commit.tree.hex),
      ]
    ]
    commit["uri"] = source.map(JSON.string)
    let config: JSON = ["name": .string(configName), "digest": ["sha256": .string(configSHA256)]]
    definition["resolvedDependencies"] = .array(
      [.object(commit), config] + (try addedFiles(made.entries)))
    return .object(definition)
  }

  /// What is in the package, and not in the commit.
  private func addedFiles(_ entries: [PackageEntry]) throws(Failure) -> [JSON] {
    var added: [JSON] = []
    for entry in entries {
      let sha256: String
      switch entry.content {
      case .blob: continue
      case .file(let path, let version): sha256 = try digest(of: path, version)
      case .link(let target): sha256 = sha256Hex(target)
      }
      added.append(["name": .string(entry.path), "digest": ["sha256": .string(sha256)]])
    }
    return added
  }

  private func runDetails(_ maker: PackageMaker) -> JSON {
    let system = job?.system.rawValue ?? "local"
    var details: [String: JSON] = [
      "builder": [
        "id": .string(job?.workflow.map(redacted) ?? "\(maker.page)#builder-\(system)"),
        "version": ["sampan": .string(maker.version)],
      ]
    ]
    if let run = job?.runURL {
      // Some systems have the number of the run in the query or the fragment.
      let rest = run.drop { $0 != "?" && $0 != "#" }
      details["metadata"] = ["invocationId": .string(redacted(run) + rest)]
    }
    return .object(details)
  }

  /// Without the folders of this machine where it lies outside of the repository.
  var configName: String {
    guard configuration.file.hasPrefix("/") else { return configuration.file }
    return configuration.file.split(separator: "/").last.map(String.init) ?? configuration.file
  }

  /// The repository and the branch or tag of the job, in the form of pip and SPDX: `git+https://host/path@refs/heads/main`. Nil
  /// without a remote on another machine. What is checked out by hand gives no branch: several may be at the commit.
  private var sourceURI: String? {
    guard let remote = try? repository.remoteURL(), let repository = publicURL(ofRemote: remote) else {
      return nil
    }
    let reference = tag.map { "refs/tags/\($0)" } ?? job?.branch.map { "refs/heads/\($0)" }
    guard let reference else { return repository }
    let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
    return "\(repository)@" + parts.map { percentEncoded(String($0)) }.joined(separator: "/")
  }
}

/// The address of a git remote as a URI, without user and password: `git+ssh://host/path` of `git@host:path`. Nil for a folder
/// of this machine, and for what is not the text of a URI.
func publicURL(ofRemote remote: String) -> String? {
  guard remote.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
  if let scheme = remote.firstRange(of: "://").map({ remote[..<$0.lowerBound].lowercased() }) {
    return ["https", "http", "ssh", "git"].contains(scheme) ? "git+\(redacted(remote))" : nil
  }
  // As git reads it: a colon before the first slash separates a host from a path.
  guard let colon = remote.firstIndex(of: ":"), !remote[..<colon].contains("/") else { return nil }
  let user = remote[..<colon].lastIndex(of: "@").map(remote.index(after:)) ?? remote.startIndex
  let path = remote[remote.index(after: colon)...].drop { $0 == "/" }
  let host = remote[user..<colon]
  // `user:password@host` has its colon in the wrong place, and a password in the path.
  let isReadable = !host.isEmpty && !host.hasPrefix("[") && !path.isEmpty && !path.contains("@")
  return isReadable ? redacted("git+ssh://\(host)/\(path)") : nil
}
