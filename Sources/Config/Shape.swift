import Model

/// The type of a value of the config file. The reader's checks, the JSON Schema and the config reference are made from
/// it.
indirect enum Shape: Sendable {
  case text(TextForm)
  case boolean
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  /// One of these strings.
  case choice([String])
  case list(Shape, canBeEmpty: Bool)
  /// One value or a list of at least one.
  case oneOrMore(Shape)
  /// These keys and no others.
  case section(Section)
  /// Any keys.
  case map(Shape)
  case orFalse(Shape)
  /// Targets by name.
  case targets(Section)
  /// One key: an option with its values, or `file`.
  case fleetOver
  /// A number of tenants, or a percentage.
  case wave
  /// A command or a list of commands: each a line for a shell, or a list of words.
  case commands

  /// Of an object, or of each object in a list.
  var section: Section? {
    switch self {
    case .section(let section): section
    case .list(let element, canBeEmpty: _), .oneOrMore(let element), .map(let element): element.section
    default: nil
    }
  }

  init(_ kind: OptionSpec.Kind, isRequired: Bool, name: String) {
    self =
      switch kind {
      case .string: .text(isRequired ? .nonEmpty : .any)
      case .directory: .text(.directory)
      case .template: .text(.template)
      case .boolean: .boolean
      case .integer(let range): .integer(range)
      case .number(let range): .number(range)
      case .choice(let words): .choice(words)
      case .list(let kind): .list(Shape(kind, isRequired: false, name: name), canBeEmpty: !isRequired)
      case .object(let options): .section(Section(name, "", options.map(Field.init)))
      case .map(let kind): .map(Shape(kind, isRequired: false, name: name))
      }
  }
}

/// The syntax of a string.
enum TextForm: Sendable {
  case any
  case nonEmpty
  case template
  /// A template of the version: it cannot contain `{version}`.
  case versionTemplate
  /// For the names of branches and tags.
  case refGlob
  /// For paths: with a `/` at the end, for folders.
  case glob
  /// On this machine: absolute, `~/…`, or relative to the repository root.
  case directory
  /// Relative to the repository root or to `path`, and never outside of it.
  case path
  case duration
  case url
  /// Registry and repository without a tag.
  case imageRepository
  case environmentName
  /// An end of a freeze.
  case freezeTime
  /// A time zone.
  case zone
}

/// An object with known keys.
struct Section: Sendable {
  var name: String
  var help: Text
  var fields: [Field]
  /// The hint for a section without keys; nil if that is allowed.
  var remedyWhenEmpty: Text?

  init(_ name: String, _ help: Text, _ fields: [Field], remedyWhenEmpty: Text? = nil) {
    self.name = name
    self.help = help
    self.fields = fields
    self.remedyWhenEmpty = remedyWhenEmpty
  }

  subscript(key: String) -> Field? { fields.first { $0.name == key } }
}

/// One key of a section.
struct Field: Sendable {
  var name: String
  var help: Text
  var shape: Shape
  var isRequired: Bool
  var defaultValue: JSON?

  init(
    _ name: String, _ shape: Shape, _ help: Text, required: Bool = false, default defaultValue: JSON? = nil
  ) {
    self.name = name
    self.help = help
    self.shape = shape
    self.isRequired = required
    self.defaultValue = defaultValue
  }

  init(_ option: OptionSpec) {
    self.init(
      option.name, Shape(option.kind, isRequired: option.isRequired, name: option.name), option.help,
      required: option.isRequired, default: option.defaultValue)
  }

  /// The same with every key of its section optional.
  var requiringNothing: Field {
    guard case .section(var section) = shape else { return self }
    for index in section.fields.indices { section.fields[index].isRequired = false }
    var field = self
    field.shape = .section(section)
    return field
  }
}

extension Shape {
  /// For "expected …" and for the documents.
  var expectation: Text {
    switch self {
    case .text(let form): form.expectation
    case .boolean: "true or false"
    case .integer(let range): "an integer\(Self.bounds(range, all: Int.min...Int.max))"
    case .number(let range):
      "a number\(Self.bounds(range, all: -.greatestFiniteMagnitude ... .greatestFiniteMagnitude))"
    case .choice(let words): listed(words)
    case .list(let element, _): "a list, each element \(element.expectation)"
    case .oneOrMore(let element): "\(element.expectation), or a list of them"
    case .section: "an object"
    case .map(let element): "an object, each value \(element.expectation)"
    case .orFalse(let shape): "\(shape.expectation) or false"
    case .targets: "an object of targets by name"
    case .fleetOver: "an object with one option and its values, or \"file\""
    case .wave: "a count such as 1 or a share such as \"10%\""
    case .commands: "a command, or a list of commands"
    }
  }

  private static func bounds<Bound: Comparable & CustomStringConvertible>(
    _ range: ClosedRange<Bound>, all: ClosedRange<Bound>
  )
    -> Text
  {
    switch (range.lowerBound > all.lowerBound, range.upperBound < all.upperBound) {
    case (true, true): " from \(range.lowerBound) to \(range.upperBound)"
    case (true, false): " of at least \(range.lowerBound)"
    case (false, true): " of at most \(range.upperBound)"
    case (false, false): ""
    }
  }
}

extension TextForm {
  var expectation: Text {
    switch self {
    case .any, .nonEmpty: "a string"
    case .template, .versionTemplate: "a template"
    case .glob, .refGlob: "a glob"
    case .directory: "a directory"
    case .path: "a relative path"
    case .duration: "a duration such as \"90s\" or \"1h30m\""
    case .url: "a URL, or a path that starts with \"/\""
    case .imageRepository: "an image repository without a tag"
    case .environmentName: "the name of an environment variable"
    case .freezeTime: "a time such as \"Fri 18:00\", \"2026-12-24\" or \"2026-12-24 18:00\""
    case .zone: "a time zone such as \"Asia/Shanghai\" or \"+08:00\""
    }
  }
}
