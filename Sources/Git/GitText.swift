import CLibgit2
import Glibc
import Model

/// From the bytes of commits and refs to Unicode.
enum GitText {
  /// A C string in the encoding that its commit declares. Invalid bytes become U+FFFD; nil becomes "".
  static func decode(_ bytes: UnsafePointer<CChar>?, encoding: String? = nil) -> String {
    guard let bytes = unsafe bytes else { return "" }
    let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: strlen(bytes))
    guard let encoding else { return unsafe String(decoding: raw, as: UTF8.self) }
    return decode(unsafe Array(raw), encoding: encoding)
  }

  /// Without an encoding, or with an unknown one, text is read as UTF-8.
  static func decode(_ bytes: [UInt8], encoding: String?) -> String {
    if let name = encoding.flatMap(iconvName), let text = converted(bytes, from: name) { return text }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Nil for what is not tried: the name comes from the commit, and iconv(3) loads a module by it. GB18030
  /// contains GBK, CP936 and GB2312, and is what writers who name one of those meant.
  private static func iconvName(_ encoding: String) -> String? {
    let name = encoding.uppercased()
    if ["GBK", "GB2312", "GB18030", "CP936", "EUC-CN"].contains(name) { return "GB18030" }
    let families = [
      "ISO-8859-", "ISO8859-", "LATIN", "CP", "WINDOWS-", "KOI8-", "BIG5", "SHIFT_JIS", "SHIFT-JIS", "SJIS",
      "EUC-",
      "TIS-620",
    ]
    let isPlain = name.utf8.allSatisfy {
      $0.isDigit || (0x41...0x5A).contains($0) || "-_".utf8.contains($0)
    }
    return isPlain && families.contains(where: name.hasPrefix) ? name : nil
  }

  /// Nil when iconv(3) does not know the encoding. Undecodable bytes become U+FFFD one by one.
  private static func converted(_ bytes: [UInt8], from encoding: String) -> String? {
    guard let converter = unsafe open(encoding) else { return nil }
    defer { _ = unsafe iconv_close(converter) }
    var output: [UInt8] = []
    var input = bytes.map { CChar(bitPattern: $0) }
    unsafe input.withUnsafeMutableBufferPointer { input in
      var next = input.baseAddress
      var left = input.count
      while left > 0 {
        let produced = unsafe step(converter, &next, &left, into: &output)
        if produced == 0 && left > 0 {
          output += Array("\u{FFFD}".utf8)
          unsafe next = next?.advanced(by: 1)
          left -= 1
        }
      }
      _ = unsafe step(converter, nil, nil, into: &output)
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func open(_ encoding: String) -> iconv_t? {
    let converter = unsafe iconv_open("UTF-8", encoding)
    return unsafe Int(bitPattern: converter) == -1 ? nil : converter
  }

  /// Converts until the buffer is full or a byte is refused. Returns how many bytes went in and came out
  /// together.
  private static func step(
    _ converter: iconv_t, _ next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ left: UnsafeMutablePointer<Int>?, into output: inout [UInt8]
  ) -> Int {
    let before = unsafe left?.pointee ?? 0
    var buffer = [CChar](repeating: 0, count: 4096)
    let produced = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      var out = buffer.baseAddress
      var room = buffer.count
      _ = unsafe iconv(converter, next, left, &out, &room)
      return buffer.count - room
    }
    output += buffer[..<produced].map { UInt8(bitPattern: $0) }
    return produced + before - (unsafe left?.pointee ?? 0)
  }

  /// The beginning of a long text, in whole characters where it is UTF-8: as much as is ever shown, so that what is
  /// done with texts does not depend on who writes how much. Ends at a zero byte, as git's do.
  static func cut(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var text = unsafe Array(bytes.prefix(HeaderLine.longestText).prefix { $0 != 0 })
    guard text.count == HeaderLine.longestText, bytes.count > text.count,
      unsafe isContinuation(bytes[text.count])
    else { return text }
    // The last character continues after the cut.
    while let last = text.last, isContinuation(last) { text.removeLast() }
    if text.last.map({ $0 >= 0xC0 }) == true { text.removeLast() }
    return text
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The first paragraph, its lines joined with blanks: git's `%s`. Of a message in any encoding that git takes: in none
  /// of them is a line end part of another character.
  static func subject(of message: [UInt8]) -> [UInt8] {
    var subject: [UInt8] = []
    var hasBegun = false
    for line in message.split(separator: 0x0A, omittingEmptySubsequences: false) {
      guard let end = line.lastIndex(where: { !isSpace($0) }) else {
        if hasBegun { break }
        continue
      }
      if hasBegun { subject.append(0x20) }
      subject += line[...end]
      hasBegun = true
    }
    return subject
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
