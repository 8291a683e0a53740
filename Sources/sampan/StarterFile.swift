import CI
import Model

/// A file that `sampan init` writes.
struct StarterFile: Equatable, Sendable {
  /// Relative to the root of the repository, or absolute if it is outside.
  var path: String
  var text: String
  /// Its name in `ci-templates`.
  var source: String

  /// The URL of the template.
  var address: String {
    "https://github.com/\(ReleasePlace.repository)/blob/v\(VersionCommand.number)/ci-templates/\(source)"
  }
}

/// The file of a CI system, and the name for `--ci`.
struct CIFile: Sendable {
  let name: String
  private let template: StarterFile
  private let credentials: [CICredentials]
  /// Where its secrets are set.
  let secrets: SecretPlace

  private init(
    _ name: String, _ text: String, from source: String, at path: String, _ credentials: [CICredentials],
    _ secrets: SecretPlace
  ) {
    self.name = name
    template = StarterFile(path: path, text: text, source: "\(name)/\(source)")
    self.credentials = credentials
    self.secrets = secrets
  }

  var path: String { template.path }

  /// `.ci/regenerate` embeds the texts.
  static let all = [
    CIFile(
      "github", Texts.github, from: "deploy.yml", at: ".github/workflows/deploy.yml", [.github], .github),
    CIFile("gitlab", Texts.gitlab, from: "deploy.gitlab-ci.yml", at: ".gitlab-ci.yml", [], .gitlab),
    CIFile("cnb", Texts.cnb, from: "cnb.yml", at: ".cnb.yml", [.cnb], .cnb),
    CIFile(
      "coding", Texts.coding, from: "Jenkinsfile", at: "Jenkinsfile",
      [.sentence("//", "Credentials are secret variables of the build plan")], .coding),
    CIFile(
      "gitee", Texts.gitee, from: "deploy.yml", at: ".workflow/deploy.yml",
      [.sentence("#", "Credentials are secret parameters of the pipeline")], .gitee),
    CIFile(
      "yunxiao", Texts.yunxiao, from: "deploy.yml", at: ".yunxiao/deploy.yml",
      [.sentence("#", "Credentials are private variables of the pipeline")], .yunxiao),
    CIFile(
      "azure", Texts.azure, from: "azure-pipelines.yml", at: "azure-pipelines.yml", [.azure], .azure),
    CIFile(
      "jenkins", Texts.jenkins, from: "Jenkinsfile", at: "Jenkinsfile", [.jenkinsSentence, .jenkins],
      .jenkins),
    CIFile(
      "woodpecker", Texts.woodpecker, from: "woodpecker.yml", at: ".woodpecker.yml", [.woodpecker],
      .woodpecker),
  ]

  /// The file for a branch and for what the job needs.
  func file(branch: String?, needs: JobNeeds) throws(Failure) -> StarterFile {
    var file = template
    for part in credentials where needs != .ofTemplates {
      guard let text = part.fitted(file.text, to: needs) else {
        throw Failure(.defect, "the template \(template.source) has no lines for credentials")
      }
      file.text = text
    }
    file.text = BranchName.replaced(in: passing(needs, file.text), by: branch)
    return file
  }

  /// What differs in single words.
  private func passing(_ needs: JobNeeds, _ text: String) -> String {
    var text = text
    func replace(_ old: String, _ new: String) { text = text.replacing(old, with: new) }
    switch name {
    case "github":
      if needs.accounts.allSatisfy({ $0.role.isEmpty }) {
        replace("  # Gives this job an id token, so that no key has to be stored.\n  id-token: write\n", "")
      }
      if needs.readsGitHubPackages { replace("  contents: read\n", "  contents: read\n  packages: write\n") }
    case "gitlab":
      let audience = needs.accounts.first?.audience.map { ", audience: \($0)" }
      let config = needs.configFile.map { ", config: \($0)" } ?? ""
      let isOther = needs.accounts.first != .tencent
      replace(" }\n", "\(isOther ? audience ?? "" : "")\(config) }\n")
      if let host = needs.registry {
        replace("include:\n", "variables:\n  SAMPAN_REGISTRY_HOST: \(host)\n\ninclude:\n")
      }
    case "cnb":
      let stores = needs.accounts.map(\.store) + (needs.registry == nil ? [] : ["registry"])
      if stores.isEmpty {
        text = text.split(separator: "\n", omittingEmptySubsequences: false)
          .filter { !$0.contains("imports: ") }.joined(separator: "\n")
      } else {
        replace("tencentcloud.yml", "\(stores.joined(separator: "-")).yml")
      }
    case "coding", "gitee", "yunxiao", "jenkins":
      if let host = needs.registry {
        text = text.replacing(#/( *)set -eu\n/#) { "\($0.0)\($0.1)export SAMPAN_REGISTRY_HOST=\(host)\n" }
      }
      if let config = needs.configFile {
        replace("exec sampan deploy", "exec sampan deploy --config \(config)")
      }
    default: break
    }
    return text
  }
}

/// The branch in the templates, and its replacement.
enum BranchName {
  private static let inTemplates = "main"

  /// The texts in the templates that contain the branch, without quotes.
  private static let plain = [
    "branch main", "branch: main", "branches: [main]", "include: [main]", "precise: [main]", "\nmain:",
    "branch 'main'",
  ]

  /// Unchanged if the name cannot be written in YAML and Groovy, or would be a pattern there.
  static func replaced(in text: String, by branch: String?) -> String {
    guard let branch, branch != inTemplates, canReplace(branch) else { return text }
    var text = text
    for spelling in plain {
      // Comments and Groovy have their own quotes or none.
      let isBare = isPlain(branch) || spelling == "branch main" || spelling.contains("'")
      let name = isBare ? branch : "\"\(branch)\""
      text = text.replacing(spelling, with: spelling.replacing(inTemplates, with: name))
    }
    return text
  }

  /// Letters and digits of any script, and signs that are neither patterns of a CI system nor syntax in quotes.
  static func canReplace(_ branch: String?) -> Bool {
    guard let branch else { return true }
    return branch.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || "._/-#=@,".unicodeScalars.contains($0)
    }
  }

  /// Whether YAML reads it as a string without quotes.
  private static func isPlain(_ branch: String) -> Bool {
    let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    return branch.first?.isASCII == true && branch.first?.isLetter == true
      && !words.contains(branch.lowercased())
      && branch.utf8.allSatisfy { $0.isAlphanumeric || "._/-".utf8.contains($0) }
  }
}

extension CIFile {
  /// The hints for a CI system without a file, if it is known or uses the file of another system; otherwise nil.
  static func advice(for name: String) -> [Text]? {
    var known = name.lowercased()
    for suffix in ["-ci", "-actions", "-pipelines", "-devops"] where known.hasSuffix(suffix) {
      known.removeLast(suffix.count)
    }
    if all.contains(where: { $0.name == known }) { return ["use --ci \(known)"] }
    switch known {
    case "gitea", "forgejo": return ["Gitea and Forgejo use the same file as GitHub: sampan init --ci github"]
    case "drone": return ["Drone uses the same settings as Woodpecker: sampan init --ci woodpecker"]
    default: break
    }
    guard let system = CISystems.named(known == "circle" ? "circleci" : known) else { return nil }
    return [
      """
      there is no file for \(system.title); write a job that runs: \
      \(ReleasePlace.installation) && exec "$HOME/.local/bin/sampan" deploy
      """,
      "for {describe}, {count} and the check for newer commits, \(system.fullHistory)",
    ]
  }

  /// The file for the host of the remote, or for a CI system that the repository has a file of already.
  static func detected(_ remote: Remote?, in tree: WorkTreeFiles) throws(Failure) -> CIFile {
    if let system = remote?.ci {
      if let file = all.first(where: { $0.name == system.rawValue }) { return file }
      if let file = same.first(where: { $0.system == system }) { return try named(file.name) }
      throw Failure(
        .usage, "no file for the CI system of \(remote?.host ?? "the remote")",
        remedies: advice(for: system.rawValue) ?? [])
    }
    if let file = all.first(where: { tree.paths.contains($0.path) }) { return file }
    if tree.paths.contains(where: { $0.hasPrefix(".github/workflows/") }) { return try named("github") }
    if tree.paths.contains(".drone.yml") { return try named("woodpecker") }
    throw Failure(
      .usage,
      remote.map { "cannot detect the CI system: the host \($0.host) is unknown" }
        ?? "cannot detect the CI system: the repository has no remote",
      remedies: ["name it: --ci \(all.map(\.name).joined(separator: ", --ci "))"])
  }

  private static let same: [(system: CIJob.System, name: String)] = [
    (.gitea, "github"), (.drone, "woodpecker"),
  ]

  private static func named(_ name: String) throws(Failure) -> CIFile {
    if let file = all.first(where: { $0.name == name }) { return file }
    throw Failure(.defect, "no file for the CI system \(name)")
  }
}
