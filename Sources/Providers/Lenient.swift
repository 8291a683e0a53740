/// A number that some calls send as a number and others as text.
struct LenientInteger: Decodable, Equatable, Sendable {
  var value: Int

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      value = number
    } else {
      let text = try container.decode(String.self)
      guard let number = Int(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number")
      }
      value = number
    }
  }
}

/// Text that some calls send as a number.
struct LenientText: Decodable, Equatable, Sendable {
  var value: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      value = text
    } else if let whole = try? container.decode(Int.self) {
      value = String(whole)
    } else {
      value = String(try container.decode(Double.self))
    }
  }
}
