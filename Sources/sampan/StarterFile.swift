import CI
import Model

/// A file that `sampan init` writes.
struct StarterFile: Equatable, Sendable {
  /// Relative to the root of the repository.
  var path: String
  var text: String
  /// Its name in `ci-templates`.
  var source: String

  static let config = StarterFile(path: "sampan.json", text: Texts.config, source: "sampan.json")

  /// The URL of the template.
  var address: String {
    "https://github.com/\(ReleasePlace.repository)/blob/v\(VersionCommand.number)/ci-templates/\(source)"
  }
}

extension StarterFile {
  /// The branch in the templates.
  private static let defaultBranch = "main"

  /// The texts in the templates that contain the branch.
  private static let spellings = [
    "branch main", "branch: main", "branches: [main]", "include: [main]", "precise: [main]", "\nmain:",
    "branch 'main'",
    "\"branch\": \"main\"",
  ]

  /// Whether the files can contain this branch without quoting it for JSON, YAML or Groovy.
  static func canName(_ branch: String?) -> Bool { branch.map { $0 == defaultBranch || isPlain($0) } ?? true }

  /// The file for a repository with another branch. Unchanged if the name would have to be quoted.
  func deploying(branch: String?) -> StarterFile {
    guard let branch, branch != Self.defaultBranch, Self.isPlain(branch) else { return self }
    var file = self
    for spelling in Self.spellings {
      file.text = file.text.replacing(spelling, with: spelling.replacing(Self.defaultBranch, with: branch))
    }
    return file
  }

  private static func isPlain(_ branch: String) -> Bool {
    let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    return branch.first?.isASCII == true && branch.first?.isLetter == true
      && !words.contains(branch.lowercased())
      && branch.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._/-".utf8.contains(byte)
        }
      }
  }
}

/// The file of a CI system, and the name for `--ci`.
struct CIFile: Equatable, Sendable {
  var name: String
  var file: StarterFile

  private init(_ name: String, _ text: String, from source: String, at path: String) {
    self.name = name
    file = StarterFile(path: path, text: text, source: "\(name)/\(source)")
  }

  /// `.ci/regenerate` embeds the texts.
  static let all = [
    CIFile("github", Texts.github, from: "deploy.yml", at: ".github/workflows/deploy.yml"),
    CIFile("gitlab", Texts.gitlab, from: "deploy.gitlab-ci.yml", at: ".gitlab-ci.yml"),
    CIFile("cnb", Texts.cnb, from: "cnb.yml", at: ".cnb.yml"),
    CIFile("coding", Texts.coding, from: "Jenkinsfile", at: "Jenkinsfile"),
    CIFile("gitee", Texts.gitee, from: "deploy.yml", at: ".workflow/deploy.yml"),
    CIFile("yunxiao", Texts.yunxiao, from: "deploy.yml", at: ".yunxiao/deploy.yml"),
    CIFile("azure", Texts.azure, from: "azure-pipelines.yml", at: "azure-pipelines.yml"),
    CIFile("jenkins", Texts.jenkins, from: "Jenkinsfile", at: "Jenkinsfile"),
    CIFile("woodpecker", Texts.woodpecker, from: "woodpecker.yml", at: ".woodpecker.yml"),
  ]
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
}
