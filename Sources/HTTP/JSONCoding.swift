import Foundation
import Model

/// JSON on the wire: one encoder and one decoder for the whole house.
package enum JSONCoding {
  /// Sorted keys and unescaped slashes: the same value gives the same bytes, and signatures are made of bytes.
  package static func encode(_ value: some Encodable) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value))
    } catch {
      throw Failure(.defect, "a request body cannot be written as JSON", causes: ["\(error)"])
    }
  }

  /// Unknown keys are ignored: answers grow. The failure names the call and the key that does not fit, never the
  /// value.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], answering call: String
  ) throws(Failure) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw Failure(
        .unavailable, "\(call): the answer is not what the API documents: \(summary(error))",
        retry: .readsOnly)
    } catch {
      throw Failure(.unavailable, "\(call): the answer is not JSON", retry: .readsOnly)
    }
  }

  private static func summary(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      (context.codingPath + [last].compactMap { $0 }).map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, let context): "\"\(path(context, key))\" is missing"
    case .typeMismatch(let type, let context): "\"\(path(context))\" is not of type \(type)"
    case .valueNotFound(_, let context): "\"\(path(context))\" is null"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not JSON" : "\"\(path(context))\" is malformed"
    @unknown default: "it does not decode"
    }
  }
}
