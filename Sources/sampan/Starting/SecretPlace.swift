import Model

/// Where the secrets of a CI system are set, in its own words, and the command that sets them, if it has one.
struct SecretPlace: Sendable {
  /// Completes "set …".
  var place: Text
  /// The command for one secret; nil without one.
  var command: (@Sendable (_ name: String) -> String)?
  /// Whether a name and its password are one credential, with an id.
  var keepsPairs = false
  /// Whether the file gives the job an id token.
  var passesIDToken = false
  /// The names as this system has them.
  var spelling: @Sendable (String) -> String = { $0 }

  // https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets
  static let github = SecretPlace(
    place: "in GitHub under Settings → Secrets and variables → Actions",
    command: { "gh secret set \($0)" }, passesIDToken: true)

  // https://docs.gitlab.com/ci/variables/#define-a-cicd-variable-in-the-ui
  static let gitlab = SecretPlace(
    place:
      "in GitLab under Settings → CI/CD → Variables, masked and protected (then protect the tags v*, too)",
    command: { "glab variable set \($0) --masked --protected" }, passesIDToken: true)

  // https://docs.cnb.cool/zh/repo/secret.html
  static let cnb = SecretPlace(
    place: "in CNB in a file of a secret repository (密钥仓库), and write its URL at \"imports\" in .cnb.yml")

  // https://coding.net/help/docs/ci/configuration/env.html
  static let coding = SecretPlace(
    place: "in CODING under the build plan's Settings → Variables and cache (变量与缓存), as secret")

  // https://help.gitee.com/gitee-go/pipeline/parameter
  static let gitee = SecretPlace(
    place: "in Gitee under the pipeline's parameters (参数), as secret")

  // https://help.aliyun.com/zh/yunxiao/user-guide/environment-variables
  static let yunxiao = SecretPlace(
    place: "in Yunxiao under the pipeline's Variables and cache (变量和缓存), as private")

  // https://learn.microsoft.com/azure/devops/pipelines/process/set-secret-variables
  static let azure = SecretPlace(
    place: "in Azure under Pipelines → Edit → Variables, with \"Keep this value secret\"",
    command: { "az pipelines variable create --secret true --name \($0) --pipeline-name PIPELINE" })

  // https://www.jenkins.io/doc/book/using/using-credentials/
  static let jenkins = SecretPlace(
    place: "in Jenkins under Manage Jenkins → Credentials", keepsPairs: true)

  // https://woodpecker-ci.org/docs/usage/secrets
  static let woodpecker = SecretPlace(
    place: "in Woodpecker under the repository's Settings → Secrets",
    command: { "woodpecker-cli repo secret add --name \($0) --value @FILE OWNER/NAME" },
    spelling: { $0.lowercased() })

  /// What to do, as lines; nothing where no secret is needed.
  func advice(_ needs: JobNeeds) -> [Text] {
    guard !needs.secrets.isEmpty else { return [] }
    if keepsPairs { return ["add these credentials \(place):"] + needs.stores.map(Self.credential) }
    let names = needs.secrets.map(spelling)
    let keyless: [Text] = needs.accounts.filter { !$0.role.isEmpty }.map { account in
      """
        or, in place of \(account.secrets.conjunction), without a stored key: \
      \(account.role.conjunction); see: sampan help credentials
      """
    }
    guard let command else { return ["set \(names.list) \(place)"] }
    return ["set these secrets \(place), or with:"] + names.map { "  \(command($0))" }
      + (passesIDToken ? keyless : [])
  }

  /// The kinds in the words of Jenkins.
  private static func credential(_ id: String, _ names: [String]) -> Text {
    if let name = names.first, names.count == 1 { return "  ID \(id), kind \"Secret text\": \(name)" }
    return """
        ID \(id), kind "Username with password": \(names.first ?? "") as the username, \(names.last ?? "") as the \
      password
      """
  }
}
