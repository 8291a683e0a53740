import Model

/// What a JSON value has to be like, for a JSON Schema: only what our own output needs.
indirect enum JSONShape: Sendable {
  case any
  case string
  case integer
  case number
  case boolean
  /// One of these texts.
  case choice([String])
  case constant(JSON)
  case list(JSONShape)
  /// All members are always present, and others may be added later.
  case object([String: JSONShape])
  /// One of several shapes.
  case oneOf([JSONShape])
  /// Or null.
  case orNull(JSONShape)

  /// https://json-schema.org/draft-07: the draft with the best support.
  var schema: JSON {
    switch self {
    case .any: [:]
    case .string: ["type": "string"]
    case .integer: ["type": "integer"]
    case .number: ["type": "number"]
    case .boolean: ["type": "boolean"]
    case .choice(let words): ["enum": .array(words.map(JSON.string))]
    case .constant(let value): ["const": value]
    case .list(let element): ["type": "array", "items": element.schema]
    case .object(let members):
      [
        "type": "object", "properties": .object(members.mapValues(\.schema)),
        "required": .array(members.keys.sorted().map(JSON.string)),
      ]
    case .oneOf(let shapes): ["oneOf": .array(shapes.map(\.schema))]
    case .orNull(let shape): ["anyOf": [shape.schema, ["type": "null"]]]
    }
  }

  /// A whole schema.
  func document(_ title: String, _ description: String) -> JSON {
    let head: [String: JSON] = [
      "$schema": "http://json-schema.org/draft-07/schema#", "title": .string(title),
      "description": .string(description),
    ]
    return .object(head.merging(schema.object ?? [:]) { $1 })
  }
}
