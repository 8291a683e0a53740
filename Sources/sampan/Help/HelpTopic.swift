import CI
import Emulator
import Model
import Providers
import Report

/// A page of `help` that is not about a command or a provider.
struct HelpTopic: Sendable {
  var name: String
  var summary: Text
  /// The second words, e.g. the sections of the config.
  var parts: [String] = []
  /// The whole page, or a part of it.
  var lines: @Sendable (_ part: String?) throws(Failure) -> [Text]

  /// In the order of the overview.
  static let all = [config, templates, credentials, scenarios, exitCodes, ci]

  static let config = HelpTopic(
    name: "config", summary: "the keys of sampan.json; with SECTION those of one section",
    parts: ConfigReference.names
  ) { (section) throws(Failure) in
    guard let section else { return ConfigReference.lines }
    let lines = ConfigReference.lines(of: section)
    if !lines.isEmpty { return lines }
    let owners = ConfigReference.sections(with: section)
    let remedies: [Text] = owners.map { "it is a key of \"\($0)\": sampan help config \($0)" }
    throw unknown(section, of: "config", ConfigReference.names, remedies)
  }

  static let templates = HelpTopic(
    name: "templates", summary: "the names in braces, e.g. {tag} and {short}"
  ) { (_) throws(Failure) in
    let known = Template.Name.Known.allCases.map { ("{\($0.rawValue)}", $0.meaning) }
    return ["Templates of versions, remarks and tags of images may contain:", ""]
      + columns(known + [("{env:NAME}", "a variable of the environment that is listed in \"allowEnv\"")])
      + [
        "", "{{ and }} are braces themselves. Times are the committer's, in UTC.",
        "Of a list of templates, the first whose names all have a value is used:", "",
        "  \"version\": [\"{tag}\", \"{date}-{short}\"]", "",
        "A version is changed to fit where it is used; if that loses information, a hash is added.",
        "see the result: sampan plan",
      ]
  }

  static let credentials = HelpTopic(
    name: "credentials", summary: "the variables with keys and tokens of each cloud, and of registries"
  ) { (_) throws(Failure) in
    var lines: [Text] = [
      "Credentials are read from the environment, never from the config or the command line."
    ]
    for account in CloudAccount.all {
      let providers = Catalog.all.schemas.map(\.name).filter {
        JobNeeds.Account.of($0)?.title == account.name
      }
      lines.append("")
      let uploaders = Catalog.all.schemas.map(\.name).filter {
        JobNeeds.Account.ofPackages($0)?.title == account.name
      }
      lines.append(
        uploaders.isEmpty
          ? "\(account.name) (\(providers.list)):"
          : "\(account.name) (\(providers.list), and \"package\" of \(uploaders.list)):")
      lines += columns(variables(of: account))
      if let role = account.role {
        lines.append("  without a stored key, the job's id token is exchanged for a temporary one:")
        var rows: [(String, Text)] = [
          (role.arn, "the role to assume; see roles and identity providers in \(role.console)"),
          (role.identityProvider, "the identity provider, which lists the audience \(role.audience)"),
        ]
        if let file = role.tokenFile { rows.append((file, "a file with the id token")) }
        lines += columns(rows)
      }
    }
    let registry: [(String, Text)] = [
      ("SAMPAN_REGISTRY_HOST", "the only host that the next two are sent to"),
      ("SAMPAN_REGISTRY_USER", "the user"), ("SAMPAN_REGISTRY_PASSWORD", "the password or token"),
    ]
    var chats: [(String, Text)] = []
    for chat in ChatAccount.all {
      chats.append((chat.address, "the webhook address of a robot of \(chat.name)"))
      if let secret = chat.secret { chats.append((secret, "the secret with which it verifies messages")) }
    }
    return lines + ["", "chats, for \"notify\":"] + columns(chats) + ["", "registries:"] + columns(registry)
      + [
        "  or a login of docker or podman, a credential helper, or the job's own registry on GitLab and GitHub",
        "",
        "id tokens of other CI systems than GitHub and GitLab: SAMPAN_ID_TOKEN",
        "check them with a call that changes nothing: sampan doctor --credentials",
        "where to set them in CI: sampan help ci",
      ]
  }

  private static func variables(of account: CloudAccount) -> [(String, Text)] {
    guard let key = account.keys.first else {
      return [
        ("WECHAT_TOKEN_URL", "the URL of the platform's token server"),
        ("WECHAT_COMPONENT_ACCESS_TOKEN", "or a token; it expires within two hours"),
        ("WECHAT_COMPONENT_APPID", "with \"mintToken\": true, these three get a new token"),
        ("WECHAT_COMPONENT_APPSECRET", ""), ("WECHAT_COMPONENT_VERIFY_TICKET", ""),
      ]
    }
    return [(key.id, "the id of the key"), (key.secret, "the key")]
      + key.tokens.prefix(1).map { ($0, "for temporary keys, their token") }
  }

  static let scenarios = HelpTopic(
    name: "scenarios", summary: "what the emulated cloud of a rehearsal can do"
  ) { (_) throws(Failure) in
    ["sampan rehearse [TARGET…] --scenario NAME runs a deploy against an emulated cloud:", ""]
      + columns(Scenario.all.map { ($0.name, $0.help) })
      + ["", "A target with \"local\" has no cloud: only \(Scenario.calm.name) applies to it."]
  }

  static let exitCodes = HelpTopic(name: "exit-codes", summary: "what the exit codes mean") {
    (_) throws(Failure) in
    ["  0  live, unchanged, nothing to do, or submitted where \"wait\" is false"]
      + Failure.Kind.allCases.map { kind in
        let number = String(ExitCode(kind).rawValue)
        let code = "\(String(repeating: " ", count: 3 - number.count))\(number)"
        return kind.isWorthRetrying ? "\(code)  \(kind.meaning) (worth retrying)" : "\(code)  \(kind.meaning)"
      }
  }

  static let ci = HelpTopic(
    name: "ci", summary: "CI systems: their files and where their secrets are set",
    parts: CIFile.all.map(\.name)
  ) { (name) throws(Failure) in
    guard let name else {
      return [
        "sampan init --ci NAME writes the file of a CI system; --ci auto chooses it by the remote:", "",
      ]
        + columns(CIFile.all.map { ($0.name, "\($0.path)") })
        + [
          "", "where secrets are set, and how to clone the whole history: sampan help ci NAME",
          "In other systems, run a job with: exec sampan deploy",
        ]
    }
    guard let file = CIFile.all.first(where: { $0.name == name }) else {
      throw unknown(name, of: "ci", CIFile.all.map(\.name), CIFile.advice(for: name) ?? [])
    }
    let history: [Text] =
      CISystems.named(name).map {
        ["", "for {describe}, {count} and the check for newer commits, \($0.fullHistory)"]
      } ?? []
    return ["sampan init --ci \(name) writes \(file.path).", "", "secrets for Tencent Cloud:"]
      + file.secrets.advice(.ofTemplates).map { "  \($0)" } + history
      + ["", "the variables of other clouds: sampan help credentials"]
  }

  /// Two columns, indented.
  static func columns(_ rows: [(String, Text)]) -> [Text] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      text.isEmpty ? "  \(name)" : "  \(name)\(String(repeating: " ", count: width - name.count))  \(text)"
    }
  }

  static func unknown(
    _ word: String, of topic: String, _ known: [String], _ remedies: [Text] = []
  ) -> Failure {
    let meant = Spelling.nearest(to: word, among: known)
    return Failure(
      .usage, "unknown help topic \"\(topic) \(word)\"",
      remedies: remedies.isEmpty
        ? [
          meant.map { "did you mean: sampan help \(topic) \($0)" }
            ?? "valid values: \(known.list)"
        ] : remedies)
  }
}

extension Template.Name.Known {
  /// One line, for the help.
  var meaning: Text {
    switch self {
    case .tag: "the tag that is a version: the CI's, or the highest at the commit; without one, no value"
    case .describe: "1.2.3 on a tag, 1.2.3-4-g1a2b3c4d after it, 0.0.0-COUNT-gSHORT without any"
    case .branch: "the branch"
    case .commit: "the id of the commit, 40 digits"
    case .short: "its first 8 digits"
    case .count: "the number of commits up to this one; needs the whole history"
    case .date: "the commit's date, e.g. 20261128"
    case .time: "the commit's time, e.g. 093015"
    case .subject: "the first line of the commit's message"
    case .author: "the author's name"
    case .run: "the number or id of the CI job's run"
    case .runUrl: "its URL"
    case .tree: "the id of what is deployed: the tree at package.path"
    case .target: "the name of the target"
    case .version: "the version, in remarks and tags of images"
    }
  }
}
