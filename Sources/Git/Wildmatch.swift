/// A pattern of `.gitattributes` (gitignore(5) has the rules): bytes, because paths are bytes. `Glob`
/// is for the patterns of configs and differs in escapes, classes and what a run of stars means.
struct Wildmatch {
  private enum Part {
    case byte(UInt8)
    /// One byte other than a slash.
    case any
    case oneOf(Set<UInt8>)
    /// `*`: any run without a slash.
    case star
    /// `**` between slashes or at an end: any run at all.
    case everything
    /// `**/`: no folder, or any number of whole ones.
    case folders
  }

  private var parts: [Part] = []

  /// Nil when the pattern can match nothing: an unclosed bracket, a lone backslash at the end.
  init?(_ pattern: [UInt8]) {
    var rest = pattern[...]
    var isAfterSlash = true
    // git compares the text before the first special character separately and starts the pattern there:
    // a run of stars after it counts as one at the start, so that `a**` crosses slashes while `?a**` does not
    // (2.39.5).
    var isPlain = true
    while let byte = rest.popFirst() {
      let startsFolder = isAfterSlash || isPlain
      isAfterSlash = byte == slash
      if Array("*?[\\".utf8).contains(byte) { isPlain = false }
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        parts.append(.byte(escaped))
        isAfterSlash = escaped == slash
      case UInt8(ascii: "?"): parts.append(.any)
      case UInt8(ascii: "["):
        guard let set = Self.set(&rest) else { return nil }
        parts.append(.oneOf(set))
      case UInt8(ascii: "*"):
        let stars = rest.prefix { $0 == byte }
        rest = rest.dropFirst(stars.count)
        if stars.isEmpty || !startsFolder || !(rest.isEmpty || rest.first == slash) {
          parts.append(.star)
        } else if rest.isEmpty {
          parts.append(.everything)
        } else {
          rest = rest.dropFirst()
          parts.append(.folders)
          isAfterSlash = true
        }
      default: parts.append(.byte(byte))
      }
    }
  }

  /// Whether all of `path` matches. Time is bounded by the pattern's length times the path's.
  func matches(_ path: ArraySlice<UInt8>) -> Bool {
    // Most patterns end or begin with what most paths do not.
    if case .byte(let byte)? = parts.last, path.last != byte { return false }
    if case .byte(let byte)? = parts.first, path.first != byte { return false }
    let path = Array(path)
    // reachable[i]: the parts so far can match exactly the first i bytes.
    var reachable = [Bool](repeating: false, count: path.count + 1)
    reachable[0] = true
    for part in parts {
      var next = [Bool](repeating: false, count: path.count + 1)
      var isSpreading = false
      for i in 0...path.count {
        let last = i > 0 ? path[i - 1] : nil
        let wasReachable = i > 0 && reachable[i - 1]
        switch part {
        case .byte(let byte): next[i] = wasReachable && last == byte
        case .any: next[i] = wasReachable && last != slash
        case .oneOf(let set): next[i] = wasReachable && last.map(set.contains) == true
        case .star:
          isSpreading = reachable[i] || isSpreading && last != slash
          next[i] = isSpreading
        case .everything:
          isSpreading = reachable[i] || isSpreading
          next[i] = isSpreading
        case .folders:
          next[i] = reachable[i] || isSpreading && last == slash
          isSpreading = reachable[i] || isSpreading
        }
      }
      reachable = next
    }
    return reachable[path.count]
  }

  /// The bytes a bracket matches: never a slash. Nil when it is not closed.
  private static func set(_ rest: inout ArraySlice<UInt8>) -> Set<UInt8>? {
    let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
    if isNegated { rest.removeFirst() }
    var set: Set<UInt8> = []
    var previous: UInt8?
    var isFirst = true
    while let byte = rest.popFirst() {
      defer { isFirst = false }
      switch byte {
      case UInt8(ascii: "]") where !isFirst:
        return (isNegated ? Set(0...255).subtracting(set) : set).subtracting([slash])
      case UInt8(ascii: "-") where previous != nil && rest.first != UInt8(ascii: "]"):
        guard var high = rest.popFirst() else { return nil }
        if high == UInt8(ascii: "\\") {
          guard let escaped = rest.popFirst() else { return nil }
          high = escaped
        }
        if let low = previous, low <= high { set.formUnion(low...high) }
        previous = nil
      case UInt8(ascii: "[") where rest.first == UInt8(ascii: ":"):
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")),
          rest[rest.index(before: end)] == UInt8(ascii: ":"),
          end - rest.startIndex >= 2,
          let members = members(String(decoding: rest[(rest.startIndex + 1)..<(end - 1)], as: UTF8.self))
        else { return nil }
        set.formUnion(members)
        rest = rest[(end + 1)...]
        previous = nil
      default:
        var literal = byte
        if byte == UInt8(ascii: "\\") {
          guard let escaped = rest.popFirst() else { return nil }
          literal = escaped
        }
        set.insert(literal)
        previous = literal
      }
    }
    return nil
  }

  /// A POSIX class, in ASCII.
  private static func members(_ name: String) -> [UInt8]? {
    let digits = Array("0123456789".utf8)
    let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    let lower = upper.map { $0 | 0x20 }
    let printable = Array(UInt8(0x21)...0x7E)
    let letters = upper + lower
    return switch name {
    case "alnum": letters + digits
    case "alpha": letters
    case "blank": [0x20, 0x09]
    case "cntrl": Array(0...0x1F) + [0x7F]
    case "digit": digits
    case "graph": printable
    case "lower": lower
    case "print": [0x20] + printable
    case "punct": printable.filter { !(letters + digits).contains($0) }
    case "space": [0x20] + Array(0x09...0x0D)
    case "upper": upper
    case "xdigit": digits + Array("abcdefABCDEF".utf8)
    default: nil
    }
  }
}

private let slash = UInt8(ascii: "/")
