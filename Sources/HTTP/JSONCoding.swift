import FoundationEssentials
import Model

/// JSON in requests and answers: one encoder and one decoder for the whole program.
package enum JSONCoding {
  /// How an API writes the names of members.
  package enum Names: Sendable {
    /// As in the decoded type, or in its own coding keys.
    case asWritten
    /// `TmpSecretId` is the property `tmpSecretID`, and so is `tmpSecretId`.
    case pascal
  }

  /// Sorted keys and unescaped slashes: the same value gives the same bytes, and signatures are made of bytes.
  package static func encode(_ value: some Encodable) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value))
    } catch {
      throw Failure(
        .defect, "a request body cannot be written as JSON", causes: ["\(String(describing: error))"])
    }
  }

  /// Unknown keys are ignored: answers grow. The failure names the call and the key that does not fit, never the
  /// value.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], answering call: String, names: Names = .asWritten
  ) throws(Failure) -> Value {
    let decoder = JSONDecoder()
    if names == .pascal {
      decoder.keyDecodingStrategy = .custom { path in
        path.last.map { PropertyName(property(of: $0)) } ?? PropertyName("")
      }
    }
    do {
      return try decoder.decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw Failure(
        .unavailable, "\(call): the answer is not what the API documents: \(summary(error, names))",
        retry: .readsOnly)
    } catch {
      throw Failure(.unavailable, "\(call): the answer is not JSON", retry: .readsOnly)
    }
  }

  private static func summary(_ error: DecodingError, _ names: Names) -> Text {
    func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      (context.codingPath + [last].compactMap { $0 })
        .map { names == .pascal ? written(property(of: $0)) : $0.stringValue }.joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, let context): "\"\(path(context, key))\" is missing"
    case .typeMismatch(let type, let context):
      "\"\(path(context))\" is not of type \(String(describing: type))"
    case .valueNotFound(_, let context): "\"\(path(context))\" is null"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not JSON" : "\"\(path(context))\" is malformed"
    @unknown default: "it does not decode"
    }
  }

  // MARK: Names

  /// Abbreviations, as APIs write them and as properties are called.
  private static let abbreviations = [
    (written: Array("Id".utf8), property: Array("ID".utf8)),
    (written: Array("Url".utf8), property: Array("URL".utf8)),
  ]

  /// The property for an API's name; that of a property is itself. Every member of every answer comes through here, so
  /// it works on bytes.
  private static func property(of key: any CodingKey) -> String {
    guard key.intValue == nil else { return key.stringValue }
    var name = Array(key.stringValue.utf8)
    if let first = name.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
      name[0] = first | 0x20
    }
    for pair in abbreviations { replace(pair.written, by: pair.property, in: &name) }
    return String(decoding: name, as: UTF8.self)
  }

  /// What the API calls a property.
  private static func written(_ property: String) -> String {
    var name = Array(property.utf8)
    for pair in abbreviations { replace(pair.property, by: pair.written, in: &name) }
    if let first = name.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) {
      name[0] = first & ~0x20
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// Where a word ends with it: before a capital or at the end, not in `Idle`. Both have the same length.
  private static func replace(_ word: [UInt8], by other: [UInt8], in name: inout [UInt8]) {
    var start = 0
    while start + word.count <= name.count {
      let end = start + word.count
      let ends = end == name.count || !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(name[end])
      if ends, name[start..<end].elementsEqual(word) {
        name.replaceSubrange(start..<end, with: other)
        start = end
      } else {
        start += 1
      }
    }
  }
}

private struct PropertyName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
