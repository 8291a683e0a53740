import HTTP
import Model

/// A whole number that some calls send as a number and others as text, perhaps `12.0`. As an optional member, empty text
/// is nil.
struct LenientInteger: Decodable, Equatable, Sendable {
  var value: Int

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      value = number
    } else if let number = try? container.decode(Double.self), let whole = Int(exactly: number.rounded()) {
      value = whole
    } else {
      let text = try container.decode(String.self)
      guard let number = Int(text) ?? Double(text).flatMap({ Int(exactly: $0.rounded()) }) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number")
      }
      value = number
    }
  }
}

extension KeyedDecodingContainer {
  func decodeIfPresent(_ type: LenientInteger.Type, forKey key: Key) throws -> LenientInteger? {
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    if let text = try? decode(String.self, forKey: key), text.isEmpty { return nil }
    return try decode(type, forKey: key)
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

extension String {
  /// Nil for the empty text that many answers have in place of nothing.
  var nonEmpty: String? { isEmpty ? nil : self }
}

extension Timestamp {
  /// `2026-01-02 03:04:05`, as Tencent and WeChat write every time: UTC+8 without naming the zone (assumed: it is in no
  /// document). Nil for anything else.
  init?(chinaTime text: String?) {
    guard let text, let time = ISODate.parse("\(text.replacing(" ", with: "T"))+08:00") else { return nil }
    self = time
  }
}
