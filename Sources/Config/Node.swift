import Model

/// A value of the document and its place.
struct Node {
  var value: Value
  /// In scalars from the start of the file.
  var offset: Int

  enum Value {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([Node])
    case object([Member])
    /// A value for which a finding was already added.
    case invalid
  }

  struct Member {
    var key: String
    var offset: Int
    var value: Node
  }

  /// The value of the first member with that name.
  subscript(key: String) -> Node? { members.first { $0.key == key }?.value }

  /// Empty if it is not an object.
  var members: [Member] { if case .object(let members) = value { members } else { [] } }
  /// Empty if it is not a list.
  var elements: [Node] { if case .list(let elements) = value { elements } else { [] } }
  var string: String? { if case .string(let text) = value { text } else { nil } }
  var integer: Int? { if case .integer(let number) = value { number } else { nil } }
  var boolean: Bool? { if case .boolean(let flag) = value { flag } else { nil } }

  /// The elements of a list, or the value itself.
  var oneOrMore: [Node] { if case .list(let elements) = value { elements } else { [self] } }

  /// Without places.
  var json: JSON {
    switch value {
    case .null, .invalid: .null
    case .boolean(let flag): .boolean(flag)
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .string(let text): .string(text)
    case .list(let elements): .array(elements.map(\.json))
    case .object(let members):
      .object(Dictionary(members.map { ($0.key, $0.value.json) }) { first, _ in first })
    }
  }

  /// For "found …": the value if it is short, otherwise its type.
  var description: Text {
    switch value {
    case .null, .invalid: "null"
    case .boolean(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .string(let text): "the string \(quoted(text))"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// In double quotes. Long text is cut: it may be the whole file.
func quoted(_ text: String) -> String {
  let limit = 60
  let start = text.prefix(limit)
  return start.endIndex == text.endIndex ? "\"\(text)\"" : "\"\(start)…\""
}
