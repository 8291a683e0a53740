import FoundationEssentials
import Model

/// One parameter of an action, as the API's model describes it. What the model does not have is refused.
struct Parameter: Sendable {
  var name: String
  var type: Kind
  var isRequired: Bool

  indirect enum Kind: Sendable {
    case string, integer, number, boolean
    case list(Kind)
    case object([Parameter])
  }

  static func required(_ name: String, _ type: Kind) -> Parameter {
    Parameter(name: name, type: type, isRequired: true)
  }

  static func optional(_ name: String, _ type: Kind) -> Parameter {
    Parameter(name: name, type: type, isRequired: false)
  }

  /// Checks an object against its parameters. `null` counts as not sent.
  static func check(_ object: [String: JSON], against parameters: [Parameter], path: String = "")
    throws(APIError)
  {
    for (name, value) in object.sorted(by: { $0.key < $1.key }) where value != .null {
      guard let parameter = parameters.first(where: { $0.name == name }) else {
        throw APIError("UnknownParameter", "The parameter `\(path)\(name)` is not recognized.")
      }
      try parameter.type.check(value, path: path + name)
    }
    for parameter in parameters where parameter.isRequired {
      guard let value = object[parameter.name], value != .null else { throw .missing(path + parameter.name) }
    }
  }
}

extension Parameter.Kind {
  fileprivate func check(_ value: JSON, path: String) throws(APIError) {
    switch (self, value) {
    case (.string, .string), (.boolean, .boolean), (.integer, .integer), (.number, .integer),
      (.number, .number):
      return
    case (.list(let element), .array(let values)):
      for (index, value) in values.enumerated() { try element.check(value, path: "\(path).\(index)") }
    case (.object(let parameters), .object(let members)):
      try Parameter.check(members, against: parameters, path: path + ".")
    default:
      throw .invalid("The type of the value of parameter `\(path)` is not valid: \(value.typeName).")
    }
  }
}

extension JSON {
  /// Nil when the text is not JSON.
  static func parse(_ bytes: [UInt8]) -> JSON? {
    try? JSONDecoder().decode(JSON.self, from: Data(bytes))
  }
}
