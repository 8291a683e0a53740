import Foundation

/// `name=value&name=value` as it stands in a query or a form body.
enum FormText {
  /// Decoded; nil when it is malformed or names something twice. A plus sign is a space, as the official clients write it.
  static func parse(_ text: some StringProtocol) -> [String: String]? {
    var values: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { String($0).replacing("+", with: " ").removingPercentEncoding }
      guard parts.count == 2, let name = parts[0], let value = parts[1], !name.isEmpty,
        values.updateValue(value, forKey: name) == nil
      else { return nil }
    }
    return values
  }

  /// Sorted by name, with the encoding that the signature prescribes.
  static func canonical(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.map { "\(encoded($0.key))=\(encoded($0.value))" }
      .joined(separator: "&")
  }

  private static func encoded(_ text: String) -> String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
