/// A parsed glob. It is compared with the units of a subject: its characters, or its bytes if both are ASCII.
struct GlobPattern<Unit: Comparable & Sendable>: Equatable, Sendable {
  private let parts: [Part]
  /// The number of parts at the beginning that are units.
  private let literalCount: Int

  private enum Part: Equatable, Sendable {
    case unit(Unit)
    case anyUnit
    case oneOf([ClosedRange<Unit>], negated: Bool)
    case anyInComponent
    case anyAcross
    /// `**/`: nothing, or any number of whole components.
    case anyComponents

    var isUnit: Bool { if case .unit = self { true } else { false } }
  }

  private init(_ parts: [Part]) {
    self.parts = parts
    literalCount = parts.firstIndex { !$0.isUnit } ?? parts.count
  }

  /// Whether the whole subject matches (only with `whole`) or, with `above`, a folder that contains it. Time is
  /// bounded by pattern length times subject length; most patterns of a long list fail at their first units.
  func matches(_ subject: [Unit], slash: Unit, whole: Bool, above: Bool) -> Bool {
    guard literalCount <= subject.count else { return false }
    for index in 0..<literalCount {
      guard case .unit(let unit) = parts[index], unit == subject[index] else { return false }
    }
    // reachable[i]: the parts so far can match exactly the first i units.
    var reachable = [Bool](repeating: false, count: subject.count + 1)
    var next = reachable
    reachable[literalCount] = true
    for part in parts[literalCount...] {
      var isAlive = false
      var spreading = false
      for i in 0...subject.count {
        let isNext: Bool
        switch part {
        case .unit(let expected): isNext = i > 0 && reachable[i - 1] && subject[i - 1] == expected
        case .anyUnit: isNext = i > 0 && reachable[i - 1] && subject[i - 1] != slash
        case .oneOf(let ranges, let negated):
          isNext =
            i > 0 && reachable[i - 1] && subject[i - 1] != slash
            && ranges.contains { $0.contains(subject[i - 1]) } != negated
        case .anyInComponent:
          if i > 0, subject[i - 1] == slash { spreading = false }
          if reachable[i] { spreading = true }
          isNext = spreading
        case .anyAcross:
          if reachable[i] { spreading = true }
          isNext = spreading
        case .anyComponents:
          isNext = reachable[i] || spreading && i > 0 && subject[i - 1] == slash
          if reachable[i] { spreading = true }
        }
        next[i] = isNext
        if isNext { isAlive = true }
      }
      guard isAlive else { return false }
      swap(&reachable, &next)
    }
    if whole, reachable[subject.count] { return true }
    return above && subject.indices.contains { reachable[$0] && subject[$0] == slash }
  }
}

extension GlobPattern<Character> {
  /// Nil when a bracket is not closed or a range is empty.
  init?(_ characters: ArraySlice<Character>) {
    var parts: [Part] = []
    var rest = characters
    while let next = rest.popFirst() {
      switch next {
      case "*" where rest.first == "*":
        rest.removeFirst()
        let atStart = parts.isEmpty || parts.last == .unit("/") || parts.last == .anyComponents
        if atStart, rest.first == "/" {
          rest.removeFirst()
          parts.append(.anyComponents)
        } else {
          parts.append(.anyAcross)
        }
      case "*": parts.append(.anyInComponent)
      case "?": parts.append(.anyUnit)
      case "[":
        guard let set = Self.characterSet(&rest) else { return nil }
        parts.append(set)
      default: parts.append(.unit(next))
      }
    }
    self.init(parts)
  }

  private static func characterSet(_ rest: inout ArraySlice<Character>) -> Part? {
    var negated = false
    if rest.first == "!" || rest.first == "^" {
      negated = true
      rest.removeFirst()
    }
    var ranges: [ClosedRange<Character>] = []
    while let low = rest.popFirst() {
      if low == "]", !ranges.isEmpty { return .oneOf(ranges, negated: negated) }
      var high = low
      if rest.first == "-", rest.dropFirst().first != "]" {
        rest.removeFirst()
        guard let end = rest.popFirst() else { return nil }
        high = end
      }
      guard low <= high else { return nil }
      ranges.append(low...high)
    }
    return nil
  }

  /// The same for the bytes of subjects in ASCII without CR; nil when the pattern has other characters.
  var inASCII: GlobPattern<UInt8>? {
    var bytes: [GlobPattern<UInt8>.Part] = []
    for part in parts {
      switch part {
      case .unit(let character):
        guard let byte = Self.byte(character) else { return nil }
        bytes.append(.unit(byte))
      case .oneOf(let ranges, let negated):
        var byteRanges: [ClosedRange<UInt8>] = []
        for range in ranges {
          guard let low = Self.byte(range.lowerBound), let high = Self.byte(range.upperBound), low <= high
          else {
            return nil
          }
          byteRanges.append(low...high)
        }
        bytes.append(.oneOf(byteRanges, negated: negated))
      case .anyUnit: bytes.append(.anyUnit)
      case .anyInComponent: bytes.append(.anyInComponent)
      case .anyAcross: bytes.append(.anyAcross)
      case .anyComponents: bytes.append(.anyComponents)
      }
    }
    return GlobPattern<UInt8>(bytes)
  }

  private static func byte(_ character: Character) -> UInt8? {
    guard let byte = character.asciiValue, character.utf8.count == 1, byte != 0x0D else { return nil }
    return byte
  }
}
