import Model

/// Every spelling of the secrets that a log could show.
struct SecretMasks: Sendable {
  /// By their first byte; longest first.
  private let needles: [UInt8: [[UInt8]]]

  init(_ secrets: [String]) {
    var forms: Set<[UInt8]> = []
    for secret in secrets {
      // A log splits a key of several lines, so each of them counts on its own.
      let lines = secret.split(whereSeparator: \.isNewline).map(String.init)
      for value in [secret] + lines where value.unicodeScalars.count >= Secret.shortestMasked {
        forms.formUnion(Self.spellings(of: value).map { Array($0.utf8) })
      }
    }
    needles = Dictionary(grouping: forms) { $0.first ?? 0 }.mapValues { $0.sorted { $0.count > $1.count } }
  }

  /// Compares bytes: a combining mark after a secret must not make it a different character and hide it.
  func applied(to text: String) -> String {
    guard !needles.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...]
      if let needle = needles[bytes[index]]?.first(where: { rest.starts(with: $0) }) {
        result += Array("***".utf8)
        index += needle.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func spellings(of value: String) -> [String] {
    let padded = base64(Array(value.utf8))
    let unpadded = String(padded.prefix { $0 != "=" })
    let encoded = percentEncoded(value)
    return [
      value, unpadded, urlSafe(unpadded), encoded, lowerEscapes(encoded),
      encoded.split(separator: "%20", omittingEmptySubsequences: false).joined(separator: "+"),
      String(JSONWriter.quoted(value).dropFirst().dropLast()),
    ]
  }

  /// RFC 3986: everything but unreserved characters.
  private static func percentEncoded(_ value: String) -> String {
    var result = ""
    for byte in value.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (byte < 16 ? "0" : "") + digits
      }
    }
    return result
  }

  private static func lowerEscapes(_ encoded: String) -> String {
    let parts = encoded.split(separator: "%", omittingEmptySubsequences: false)
    return parts.enumerated().map { $0 == 0 ? String($1) : $1.prefix(2).lowercased() + $1.dropFirst(2) }
      .joined(separator: "%")
  }

  private static func urlSafe(_ text: String) -> String {
    String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
  }
}
