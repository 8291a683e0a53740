/// Base64 with padding (RFC 4648 §4). Twelve lines of its own, so that this room keeps its one import.
func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  var text = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
    for position in 0..<4 {
      text.append(position <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)] : "=")
    }
  }
  return text
}
