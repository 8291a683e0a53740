/// A file to begin with, as `sampan init` writes it.
struct StarterFile: Equatable, Sendable {
  /// From the root of the repository.
  var path: String
  var text: String

  static let config = StarterFile(path: "sampan.json", text: Texts.config)
}

/// The file of a CI system, and the name by which people ask for it.
struct CIFile: Equatable, Sendable {
  var name: String
  var file: StarterFile

  private init(_ name: String, at path: String, _ text: String) {
    self.name = name
    file = StarterFile(path: path, text: text)
  }

  static let all = [
    CIFile("github", at: ".github/workflows/deploy.yml", Texts.github),
    CIFile("gitlab", at: ".gitlab-ci.yml", Texts.gitlab),
    CIFile("cnb", at: ".cnb.yml", Texts.cnb),
    CIFile("coding", at: "Jenkinsfile", Texts.coding),
    CIFile("gitee", at: ".workflow/deploy.yml", Texts.gitee),
    CIFile("yunxiao", at: ".yunxiao/deploy.yml", Texts.yunxiao),
    CIFile("azure", at: "azure-pipelines.yml", Texts.azure),
    CIFile("jenkins", at: "Jenkinsfile", Texts.jenkins),
    CIFile("woodpecker", at: ".woodpecker.yml", Texts.woodpecker),
  ]
}
