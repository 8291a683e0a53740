/// Text that a program wrote for a terminal, without the sequences `ESC [ … letter` and other control characters; tabs
/// stay.
package func withoutTerminalCodes(_ bytes: some Collection<UInt8>) -> String {
  var kept: [UInt8] = []
  var isEscape = false
  for byte in bytes {
    if isEscape {
      isEscape = !(0x40...0x7E).contains(byte) || byte == UInt8(ascii: "[")
    } else if byte == 0x1B {
      isEscape = true
    } else if byte >= 0x20 || byte == 0x09 {
      kept.append(byte)
    }
  }
  return String(decoding: kept, as: UTF8.self)
}
