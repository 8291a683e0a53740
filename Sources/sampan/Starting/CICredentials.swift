import Model

/// How the file of a CI system passes credentials to the job. The files in `ci-templates` are for Tencent Cloud: the lines
/// from `first` to `last` are replaced for others.
struct CICredentials: Sendable {
  /// How the first and the last line begin, without the indentation.
  var first: String
  var last: String
  var lines: @Sendable (JobNeeds) -> [String]

  /// The text with the lines for these needs; nil if the lines to replace were not found.
  func fitted(_ text: String, to needs: JobNeeds) -> String? {
    var all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // A key alone on its line is not one with a value.
    let start = all.firstIndex { line in
      first.hasSuffix(":") ? line.trimmingBlanks == first : line.trimmingBlanks.hasPrefix(first)
    }
    guard let start, let end = all[start...].firstIndex(where: { $0.trimmingBlanks.hasPrefix(last) }) else {
      return nil
    }
    all.replaceSubrange(start...end, with: lines(needs))
    return all.joined(separator: "\n")
  }
}

extension CICredentials {
  static let github = CICredentials(first: "env:", last: "TENCENTCLOUD_SECRET_KEY:") { needs in
    var lines: [String] = []
    for account in needs.accounts {
      if !account.role.isEmpty {
        lines += [
          "# A role of the \(account.title) account that trusts this repository, and the name of the identity",
          "# provider there. Set both as variables of the repository; they are not secret.",
        ]
        lines += account.role.map { "\($0): ${{ vars.\($0) }}" }
        lines.append(
          "# To use a stored key instead, set these two secrets and remove \"id-token: write\" above.")
      }
      lines += account.secrets.map { "\($0): ${{ secrets.\($0) }}" }
    }
    if needs.readsGitHubPackages { lines.append("GITHUB_TOKEN: ${{ github.token }}") }
    if needs.registry != nil { lines += JobNeeds.registrySecrets.map { "\($0): ${{ secrets.\($0) }}" } }
    lines += needs.settings.map { "\($0.name): \($0.value)" }
    return lines.isEmpty ? [] : ["        env:"] + lines.map { "          \($0)" }
  }

  /// A plugin has settings of the same names; `rest` is how a secret is written.
  private static func settings(
    _ needs: JobNeeds, indent: String, secret: (String) -> String
  ) -> [String] {
    needs.secrets.map { "\(indent)\($0.lowercased()): \(secret($0))" }
      + needs.settings.map { setting in
        let name = setting.name == "SAMPAN_CONFIG" ? "config" : setting.name.lowercased()
        return "\(indent)\(name): \(setting.value)"
      }
  }

  static let cnb = CICredentials(first: "settings: &settings", last: "tencentcloud_secret_key:") { needs in
    let lines = settings(needs, indent: "    ") { "$\($0)" }
    return lines.isEmpty ? ["  settings: &settings {}"] : ["  settings: &settings"] + lines
  }

  static let woodpecker = CICredentials(first: "settings:", last: "tencentcloud_secret_key:") { needs in
    let lines = settings(needs, indent: "      ") { "{ from_secret: \($0.lowercased()) }" }
    return lines.isEmpty ? [] : ["    settings:"] + lines
  }

  static let azure = CICredentials(first: "# Secret variables", last: "TENCENTCLOUD_SECRET_KEY:") { needs in
    guard !needs.secrets.isEmpty || !needs.settings.isEmpty else { return [] }
    return [
      "        # Secret variables are not in the environment unless they are listed here.", "        env:",
    ]
      + needs.secrets.map { "          \($0): $(\($0))" }
      + needs.settings.map { "          \($0.name): \($0.value)" }
  }

  static let jenkins = CICredentials(first: "withCredentials([", last: "usernameVariable:") { needs in
    func pair(_ store: String, _ names: [String]) -> [String] {
      guard names.count == 2 else {
        return names.map { "          string(credentialsId: '\(store)', variable: '\($0)')" }
      }
      return [
        """
                  usernamePassword(
                    credentialsId: '\(store)',
                    usernameVariable: '\(names[0])', passwordVariable: '\(names[1])')
        """
      ]
    }
    let credentials = needs.stores.flatMap { pair($0.id, $0.names) }
    if credentials.isEmpty { return ["        withEnv([]) {"] }
    return ["        withCredentials([", credentials.joined(separator: ",\n") + "]) {"]
  }

  static let jenkinsSentence = CICredentials(
    first: "// Credentials of Jenkins", last: "// Credentials of Jenkins"
  ) { needs in
    let kinds = needs.stores.map {
      "\($0.id) (\($0.names.count == 2 ? "Username with password" : "Secret text"))"
    }
    return kinds.isEmpty ? [] : ["// Credentials of Jenkins, by their ids: \(kinds.joined(separator: ", "))"]
  }

  /// The files of systems whose pipelines have the variables themselves: the sentence that names them is replaced.
  static func sentence(_ mark: String, _ beginning: String) -> CICredentials {
    CICredentials(first: "\(mark) \(beginning)", last: "\(mark) TENCENTCLOUD_SECRET_ID") { needs in
      guard !needs.secrets.isEmpty else { return [] }
      return ["\(mark) \(beginning):", "\(mark) \(needs.secrets.joined(separator: ", "))"]
    }
  }
}
