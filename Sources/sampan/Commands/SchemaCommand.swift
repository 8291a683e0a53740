import Config
import Model
import Providers
import Report

enum SchemaCommand: Command {
  static let name = "schema"
  static let summary: Text = "print the JSON Schema of the config, of --json or of --events"
  static let usage = ""
  static let flags = Flag.common + [.of]
  static let notes: [Text] = [
    "For editors (config), and for programs that read what sampan writes (report, events).",
    "Both have the member \"schema\", the version of their form. A new member does not change it: ignore unknown ones.",
    "sampan schema --of events > sampan-events.schema.json",
  ]

  /// What a schema describes.
  enum Subject: String, CaseIterable {
    case config, report, events

    fileprivate var document: JSON {
      switch self {
      case .config: ConfigurationSchema.document(providers: Catalog.all.schemas)
      case .report: ReportSchema.report
      case .events: ReportSchema.events
      }
    }
  }

  static func run(_ context: Context) async throws(Failure) -> Product {
    let subject = context.arguments.value(.of).flatMap(Subject.init) ?? .config
    return .document(.page(subject.document))
  }
}
