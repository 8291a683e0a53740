/// The description of a provider. The config reader, the JSON Schema, the help and the config reference are all
/// derived from this value, so they always agree.
package struct ProviderSchema: Equatable, Sendable {
  /// The key under which a target names this provider, e.g. `tcbr`.
  package var name: String
  /// What it deploys to, e.g. `Tencent CloudBase Run`.
  package var title: Text
  package var accepts: Set<ArtifactForm>
  /// Options that name something the provider already has, in place of an artifact (tem's `packageName`).
  package var artifactOptions: Set<String>
  package var options: [OptionSpec]
  /// The options that together identify one service, e.g. environment and service.
  package var serviceOptions: [String]
  /// The reason for each verb that is not supported: completes the sentence "… cannot VERB: …".
  package var cannot: [Verb: Text]
  /// The logs that it can show; empty exactly when it cannot `logs`.
  package var logs: Set<LogKind>
  /// Whether `promote` can give a share of the traffic (`--percent`).
  package var sharesTraffic: Bool
  /// What to do where the cloud may not pull the image of a target; nil where it takes no images.
  package var imageAccess: Text?
  /// Whether a service has an HTTP address of its own, which is the default of `verify`.
  package var hasAddress: Bool
  package var remarkLimit: RemarkLimit
  package var versionRule: VersionRule
  package var polling: Polling

  package init(
    name: String, title: Text, accepts: Set<ArtifactForm>,
    artifactOptions: Set<String> = [], options: [OptionSpec], serviceOptions: [String] = [],
    cannot: [Verb: Text] = [:], logs: Set<LogKind> = [], sharesTraffic: Bool = false,
    imageAccess: Text? = nil, hasAddress: Bool = true,
    remarkLimit: RemarkLimit, versionRule: VersionRule, polling: Polling
  ) {
    self.name = name
    self.title = title
    self.accepts = accepts
    self.artifactOptions = artifactOptions
    self.options = options
    self.serviceOptions = serviceOptions
    self.cannot = cannot
    self.logs = logs
    self.sharesTraffic = sharesTraffic
    self.imageAccess = imageAccess
    self.hasAddress = hasAddress
    self.remarkLimit = remarkLimit
    self.versionRule = versionRule
    self.polling = polling
  }

  package var verbs: Set<Verb> { Set(Verb.allCases).subtracting(cannot.keys) }

  package enum Verb: String, CaseIterable, Sendable {
    case status, promote, cancel, rollback, logs, history

    /// What a provider cannot do, in words: completes the sentence "… cannot PHRASE".
    package var phrase: Text {
      switch self {
      case .status: "report a status"
      case .promote: "promote"
      case .cancel: "cancel"
      case .rollback: "roll back"
      case .logs: "show logs"
      case .history: "list releases"
      }
    }
  }
}

/// The kinds of artifact that a target can deploy.
package enum ArtifactForm: String, CaseIterable, Sendable { case package, image, repository }

/// How long a remark may be; both limits hold at once.
package struct RemarkLimit: Equatable, Sendable {
  package var characters: Int
  package var utf8Bytes: Int

  package init(characters: Int, utf8Bytes: Int) {
    self.characters = characters
    self.utf8Bytes = utf8Bytes
  }
}

/// The characters and the length that a provider allows for a version.
package enum VersionRule: String, Sendable {
  /// `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`: an image tag (distribution/reference, regexp.go).
  case imageTag
  /// As an image tag, lower case only: TEM's `DeployVersion`.
  case lowercaseImageTag
}

/// How often to poll a rollout.
package struct Polling: Equatable, Sendable {
  /// The shortest interval that the provider's limits allow.
  package var shortest: Duration
  /// The usual interval.
  package var usual: Duration
  /// How long after the submission "no such task" is still normal.
  package var registration: Duration

  package init(shortest: Duration, usual: Duration, registration: Duration) {
    self.shortest = shortest
    self.usual = usual
    self.registration = registration
  }
}

/// One option of a provider in the config file.
package struct OptionSpec: Equatable, Sendable {
  package var name: String
  /// One sentence for users; also the schema's description.
  package var help: Text
  package var kind: Kind
  package var isRequired: Bool
  /// The value when the option is absent, for the documents; nil when nothing is sent.
  package var defaultValue: JSON?

  package init(
    _ name: String, _ kind: Kind, _ help: Text, required: Bool = false, default defaultValue: JSON? = nil
  ) {
    self.name = name
    self.kind = kind
    self.help = help
    self.isRequired = required
    self.defaultValue = defaultValue
  }

  package indirect enum Kind: Equatable, Sendable {
    case string
    /// A directory of this machine: absolute, below the home directory (`~/`), or relative to the repository's root.
    case directory
    /// A string with names in braces.
    case template
    case boolean
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// One of these strings.
    case choice([String])
    case list(Kind)
    /// Exactly these keys.
    case object([OptionSpec])
    /// Any keys, each with a value of this kind.
    case map(Kind)
  }
}
