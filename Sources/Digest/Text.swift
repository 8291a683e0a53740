/// Lower-case hexadecimal.
package func hex(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  var text = ""
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return text
}

/// Base64 with padding (RFC 4648 §4).
package func base64(_ bytes: some Collection<UInt8>) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  var text = ""
  var rest = Array(bytes)[...]
  while !rest.isEmpty {
    let group = rest.prefix(3)
    rest = rest.dropFirst(3)
    let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
    for position in 0..<4 {
      text.append(position <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)] : "=")
    }
  }
  return text
}

/// SHA-256 of some bytes, as 64 hexadecimal digits.
package func sha256Hex(_ bytes: some Collection<UInt8>) -> String { hex(HashFunction.sha256.digest(bytes)) }
