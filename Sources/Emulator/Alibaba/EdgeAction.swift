import Model

/// One action of the API: its method, what it takes and where, what it does to the cloud.
struct EdgeAction: Sendable {
  var name: String
  /// Of the API that it belongs to.
  var version = "2024-09-10"
  var methods: Set<String> = ["POST"]
  /// Changes something that a key without write permission must not change.
  var isWrite = false
  /// One call brings its own proof, in the older form without headers.
  var isSigned = true
  var query: [EdgeParameter] = []
  var form: [EdgeParameter] = []
  /// The members of the answer, without `RequestId`. The parameters have been checked.
  var run: @Sendable (inout EdgeState, EdgeCall) throws(AlibabaError) -> [String: JSON]

  static let all: [EdgeAction] = reads + writes + [assumeRole]

  /// `named` and `version`: as the headers or, of an unsigned call, the parameters have them.
  static func find(
    _ head: RequestHead, named name: String, version: String?, isSigned: Bool
  ) throws(AlibabaError) -> EdgeAction {
    guard let action = all.first(where: { $0.name == name && $0.isSigned == isSigned }) else {
      throw AlibabaError("InvalidAction.NotFound", "Specified api is not found: \(name).", status: 404)
    }
    guard version == action.version else {
      throw AlibabaError("InvalidVersion", "Specified parameter Version is not valid.")
    }
    guard action.methods.contains(head.method) else {
      throw AlibabaError("UnsupportedHTTPMethod", "\(name) is not called with \(head.method).")
    }
    return action
  }
}

/// One call's checked parameters.
struct EdgeCall: Sendable {
  var values: [String: String]

  subscript(_ name: String) -> String { values[name] ?? "" }
  func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
  func boolean(_ name: String) -> Bool { values[name]?.lowercased() == "true" }
  func list(_ name: String) -> [JSON] { values[name].flatMap { JSON.parse(Array($0.utf8))?.array } ?? [] }
}

/// One parameter of an action. What the API's model does not know at that place is refused.
struct EdgeParameter: Sendable {
  enum Kind: Sendable {
    case text
    case identifier(prefix: String)
    case choice([String])
    case integer(ClosedRange<Int>)
    case boolean
    case time
    /// JSON in a string.
    case list(Parameter.Kind)
  }

  var name: String
  var kind: Kind
  var isRequired = false

  static let app = EdgeParameter(name: "AppId", kind: .identifier(prefix: "app-"), isRequired: true)
  static let version = EdgeParameter(
    name: "VersionId", kind: .identifier(prefix: "ver-"), isRequired: true)

  /// Checks what stands at one place of a request.
  static func check(
    _ values: [String: String], against parameters: [EdgeParameter], place: String
  ) throws(AlibabaError) {
    for name in values.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      throw .invalid("Parameter \(name) is not known in the \(place).")
    }
    for parameter in parameters {
      guard let value = values[parameter.name] else {
        guard parameter.isRequired else { continue }
        if case .identifier = parameter.kind { throw parameter.refusal("is missing") }
        throw AlibabaError("Missing\(parameter.name)", "\(parameter.name) is mandatory for this action.")
      }
      try parameter.check(value)
    }
  }

  private func refusal(_ why: String) -> AlibabaError {
    AlibabaError(
      "InvalidParameter.\(name == "AppId" ? "appid" : name)", "The specified \(name) is invalid: it \(why).")
  }

  private func check(_ value: String) throws(AlibabaError) {
    switch kind {
    case .text: break
    case .identifier(let prefix):
      guard value.hasPrefix(prefix) else { throw refusal("does not start with \(prefix)") }
    case .choice(let words):
      guard words.contains(value) else { throw refusal("is none of \(words.joined(separator: ", "))") }
    case .integer(let range):
      guard let number = Int(value), range.contains(number) else {
        throw refusal("is not in the range of \(range.lowerBound)-\(range.upperBound)")
      }
    case .boolean:
      // The official Python client writes them with a capital.
      guard ["true", "false"].contains(value.lowercased()) else { throw refusal("is no boolean") }
    case .time:
      guard value.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#) != nil else {
        throw refusal("is not in the form yyyy-MM-ddTHH:mm:ssZ")
      }
    case .list(let element):
      guard let list = JSON.parse(Array(value.utf8))?.array else { throw refusal("is no JSON array") }
      do throws(APIError) {
        try Parameter.check(
          [name: .array(list)], against: [.required(name, .list(element))])
      } catch {
        throw .invalid(error.message)
      }
    }
  }
}
