/// One `::name key=value::data` line for GitHub's runner, escaped so that its parser reads back what was put
/// in. Escapes: https://github.com/actions/toolkit, packages/core/src/command.ts.
struct WorkflowCommand: Equatable, Sendable {
  struct Property: Equatable, Sendable {
    var key: String
    var value: String

    init(_ key: StaticString, _ value: String) {
      self.key = "\(key)"
      self.value = value
    }
  }

  private var name: String
  private var properties: [Property]
  private var data: String

  /// Names and keys are ours; values and data may be anything.
  init(_ name: StaticString, properties: [Property] = [], _ data: String) {
    self.name = "\(name)"
    self.properties = properties
    self.data = data
  }

  /// Properties without a value are left out: the runner drops them anyway.
  var text: String {
    let list = properties.filter { !$0.value.isEmpty }
      .map { "\($0.key)=\(Self.escaped($0.value, isProperty: true))" }.joined(separator: ",")
    return "::\(name)\(list.isEmpty ? "" : " ")\(list)::\(Self.escaped(data, isProperty: false))"
  }

  private static func escaped(_ value: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
