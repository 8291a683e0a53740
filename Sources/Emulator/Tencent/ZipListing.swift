/// The names in a zip's central directory; nil when the bytes are not a zip (APPNOTE.TXT 4.3.12 and 4.3.16).
func zipEntryNames(_ bytes: [UInt8]) -> [String]? {
  func number(_ position: Int, _ byteCount: Int) -> Int? {
    guard position >= 0, position + byteCount <= bytes.count else { return nil }
    return bytes[position..<(position + byteCount)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
  // The end record is 22 bytes and a comment of at most 65535.
  let earliest = max(0, bytes.count - 22 - 65_535)
  guard bytes.count >= 22,
    let end = (earliest...(bytes.count - 22)).last(where: { number($0, 4) == 0x0605_4b50 }),
    let count = number(end + 10, 2), var position = number(end + 16, 4)
  else { return nil }
  var names: [String] = []
  for _ in 0..<count {
    guard number(position, 4) == 0x0201_4b50, let nameBytes = number(position + 28, 2),
      let extraBytes = number(position + 30, 2), let commentBytes = number(position + 32, 2),
      position + 46 + nameBytes <= bytes.count
    else { return nil }
    names.append(String(decoding: bytes[(position + 46)..<(position + 46 + nameBytes)], as: UTF8.self))
    position += 46 + nameBytes + extraBytes + commentBytes
  }
  return names
}
