import Model

/// Why a rollout failed, and what to do about it, as found in the provider's logs.
struct Cause: Equatable, Sendable {
  /// Lower case, as a failure's `what`.
  var what: Text
  var remedies: [Text]
  /// What in the repository is to blame; the first that exists is shown.
  var blame: [Blame]
  /// False where no instruction of the Dockerfile has failed, whatever the log shows last.
  var isOfStep: Bool

  init(_ what: Text, _ remedies: [Text], blame: [Blame] = [], isOfStep: Bool = true) {
    self.what = what
    self.remedies = remedies
    self.blame = blame
    self.isOfStep = isOfStep
  }
}

/// A place in the repository, before its files are read. Paths are relative to the folder that was built.
enum Blame: Equatable, Sendable {
  /// The instruction of the Dockerfile that failed.
  case instruction
  /// The last `FROM` of the Dockerfile that contains this text; empty: the last one.
  case base(String)
  /// The first line of a file that contains the text; empty: the file.
  case text(String, in: String)
  /// A line that the log names, in a file with a path from inside the image: its end is that of a path here.
  case line(Int, in: String)
  /// A key of the provider's options, or in its `items`.
  case option(String)
  /// The target's `image`.
  case image
}

/// The instruction of a Dockerfile that was being carried out.
struct BuildStep: Equatable, Sendable {
  /// As the log names it, e.g. `Dockerfile`.
  var file: String?
  var line: Int?
  /// E.g. `RUN npm ci`.
  var instruction: String?

  static let words: Set<String> = [
    "ADD", "CMD", "COPY", "ENTRYPOINT", "ENV", "FROM", "RUN", "WORKDIR", "USER", "EXPOSE",
  ]

  /// The command of a `RUN`, cut: `npm ci`.
  var command: String? {
    guard let instruction, instruction.uppercased().hasPrefix("RUN ") else { return nil }
    let command = instruction.dropFirst(4).drop { $0 == " " }
    return command.count > 60 ? "\(command.prefix(59))…" : String(command)
  }
}

/// One line of the table: what is in the log, and what that means.
struct Recognizer: Sendable {
  /// For tests, e.g. `npm/conflict`.
  var name: String
  var rank: Rank
  /// Any of these.
  var signs: [Sign]
  var cause: @Sendable (Found) -> Cause?

  /// A more specific cause is preferred, wherever it is in the logs.
  enum Rank: Int, CaseIterable, Sendable {
    case cause
    /// What a platform sees of a cause: a probe, a restart.
    case symptom
    /// That a command failed.
    case general
  }

  init(
    _ name: String, rank: Rank = .cause, _ signs: [Sign], _ cause: @escaping @Sendable (Found) -> Cause?
  ) {
    self.name = name
    self.rank = rank
    self.signs = signs
    self.cause = cause
  }

  static let all = build + run
}

/// A sign that was found, and what is around it.
struct Found: Sendable {
  /// What the holes of the sign stand for.
  var values: [String]
  var index: Int
  var lines: [LogLine]
  /// The instruction that was being carried out; nil outside of builds, and where it is not known.
  var step: BuildStep?
  /// It is the builder that has failed, and not the service.
  var isOfBuild: Bool
  /// What the provider needs for a private image, from its schema.
  var imageAccess: Text?
  /// How to see what the program prints.
  var logs: Text

  /// How far after an error its details are.
  private static let near = 30

  func value(_ number: Int = 0) -> String { number < values.count ? values[number] : "" }

  /// The values of another sign, in the same lines or shortly after or before them.
  func near(_ sign: Sign) -> [String]? {
    let after = lines[index..<min(index + Self.near, lines.count)].lazy.compactMap(sign.values(in:)).first
    return after
      ?? lines[max(0, index - Self.near)..<index].reversed().lazy.compactMap(sign.values(in:)).first
  }
}
