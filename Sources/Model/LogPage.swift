/// The logs that a provider may have of a release, in the order of its life.
package enum LogKind: String, CaseIterable, Sendable {
  /// Of the image's build.
  case build
  /// Of the platform, while it creates the release.
  case process
  /// What the release itself writes.
  case run

  /// For messages: the name of the kind is a flag of the command line and a value in JSON.
  package var word: Text {
    switch self {
    case .build: "build"
    case .process: "process"
    case .run: "run"
    }
  }
}

/// One read of a log, oldest line first. Foreign text.
package struct LogPage: Equatable, Sendable {
  /// Without line ends; with the time in front where the provider dates lines. Only those that the read before did not
  /// return.
  package var lines: [String]
  /// Where the next read continues, opaque; nil: the log has ended, nothing will be added. Not nil while the release is
  /// still built, rolled out or running, even if there is no line yet.
  package var next: String?
  /// All that was written before the read is in this page and those before: what `next` leads to is only waited for. A
  /// log that grows as fast as it is read never has a page without lines.
  package var isUpToDate: Bool

  package init(lines: [String], next: String? = nil, isUpToDate: Bool = false) {
    self.lines = lines
    self.next = next
    self.isUpToDate = isUpToDate
  }
}

/// Lines of a target's log, as they are read.
package struct LogLines: Equatable, Sendable {
  package var target: String
  package var kind: LogKind
  /// Several logs are shown at once: each line needs the name of its log.
  package var isOneOfMany: Bool
  /// Foreign text.
  package var lines: [String]

  package init(target: String, kind: LogKind, isOneOfMany: Bool, lines: [String]) {
    self.target = target
    self.kind = kind
    self.isOneOfMany = isOneOfMany
    self.lines = lines
  }
}
