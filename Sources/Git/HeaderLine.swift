import CLibgit2
import Glibc
import Model

/// One line of the head of a commit or tag: `word value`. Read as leniently as git reads it (commit.c,
/// `parse_commit_date`; ident.c, `split_ident_line`): histories that other tools wrote have authors without an address.
///
/// Has a pointer into the object: for as long as that exists.
@safe struct HeaderLine {
  /// What follows the word, without the line's end.
  private let value: UnsafeRawBufferPointer
  /// Where the next line begins.
  let next: Int

  /// Texts are cut to this many bytes before they are processed: real ones are shorter, and processing them costs far
  /// more than reading them.
  static let longestText = 65_536
  /// Seconds and zone are looked for in as many bytes at a line's end.
  private static let longestTime = 64

  /// Whatever line begins there. Nil at the end of the head, which an empty line marks.
  init?(at start: Int, of object: UnsafeRawBufferPointer) {
    guard start >= 0, start < object.count, let base = object.baseAddress else { return nil }
    let found = unsafe memchr(base + start, 0x0A, object.count - start)
    let end = unsafe found.map { unsafe base.distance(to: UnsafeRawPointer($0)) } ?? object.count
    guard end > start else { return nil }
    unsafe value = UnsafeRawBufferPointer(rebasing: object[start..<end])
    next = end + 1
  }

  /// The words that are looked for, with the blank behind them.
  enum Word {
    static let tree = Array("tree ".utf8)
    static let parent = Array("parent ".utf8)
    static let author = Array("author ".utf8)
    static let committer = Array("committer ".utf8)
    static let encoding = Array("encoding ".utf8)
    static let object = Array("object ".utf8)
    static let tagger = Array("tagger ".utf8)
  }

  /// Nil when the line does not begin with this word.
  init?(_ word: [UInt8], at start: Int, of object: UnsafeRawBufferPointer) {
    guard let line = unsafe HeaderLine(at: start, of: object) else { return nil }
    let begins = unsafe line.value.starts(with: word)
    guard begins else { return nil }
    unsafe value = UnsafeRawBufferPointer(rebasing: line.value[word.count...])
    next = line.next
  }

  /// The object id that the value is.
  var id: OID? {
    var oid = git_oid()
    guard unsafe value.count == Int(GIT_OID_HEXSZ),
      let digits = unsafe value.baseAddress?.assumingMemoryBound(to: CChar.self),
      unsafe git_oid_fromstrn(&oid, digits, Int(GIT_OID_HEXSZ)) == 0
    else { return nil }
    return OID(oid)
  }

  var text: [UInt8] { unsafe GitText.cut(value) }

  /// `Name <address> seconds zone`: both are empty where they are missing.
  var person: (name: [UInt8], address: [UInt8]) {
    let text = text
    guard let opening = text.firstIndex(of: UInt8(ascii: "<")) else {
      return (Self.trimmed(Self.withoutTime(text[...])), [])
    }
    let rest = text[(opening + 1)...]
    return (
      Self.trimmed(text[..<opening]), Array(rest.prefix { $0 != UInt8(ascii: ">") })
    )
  }

  /// Seconds since 1970 after the address, or without one before the zone; 0 when they cannot be read.
  var time: Int64 {
    let tail = unsafe UnsafeRawBufferPointer(rebasing: value.suffix(Self.longestTime))
    var words = unsafe tail[...]
    if let closing = unsafe tail.lastIndex(of: UInt8(ascii: ">")) { unsafe words = tail[(closing + 1)...] }
    let zone = unsafe words.lastIndex(of: blank) ?? words.startIndex
    unsafe words = words[..<zone]
    let digits = unsafe words[((words.lastIndex(of: blank) ?? words.startIndex - 1) + 1)...]
    guard unsafe !digits.isEmpty, unsafe digits.count <= 15 else { return 0 }
    var seconds: Int64 = 0
    for byte in unsafe Array(digits) {
      guard byte.isDigit else { return 0 }
      seconds = seconds * 10 + Int64(byte - 0x30)
    }
    return seconds
  }

  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    !word.isEmpty && word.allSatisfy(\.isDigit)
  }

  private static func withoutTime(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = text
    func last() -> ArraySlice<UInt8> { rest.suffix(while: { $0 != blank }) }
    if let sign = last().first, "+-".utf8.contains(sign), isNumber(last().dropFirst()) {
      rest = rest.dropLast(last().count)
      while rest.last == blank { rest.removeLast() }
    }
    if isNumber(last()) { rest = rest.dropLast(last().count) }
    return rest
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
    func isSpace(_ byte: UInt8) -> Bool { byte == blank || (0x09...0x0D).contains(byte) }
    let start = text.drop(while: isSpace)
    guard let end = start.lastIndex(where: { !isSpace($0) }) else { return [] }
    return Array(start[...end])
  }
}

private let blank = UInt8(ascii: " ")

extension ArraySlice<UInt8> {
  /// The longest end whose bytes all satisfy it.
  fileprivate func suffix(while predicate: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    self[((lastIndex { !predicate($0) }).map { $0 + 1 } ?? startIndex)...]
  }
}
