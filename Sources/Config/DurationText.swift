/// Durations as text: `90s`, `30m`, `2h`, `1h30m`.
package enum DurationText {
  /// The longest duration that is accepted: a week.
  static let limit = Duration.seconds(7 * 24 * 3600)
  static let pattern = "^(?=[0-9])([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$"

  /// Nil if the text is not a duration.
  package static func parse(_ text: String) -> Duration? {
    var seconds = 0
    var units: [(letter: Character, seconds: Int)] = [("h", 3600), ("m", 60), ("s", 1)]
    var digits = ""
    for character in text {
      if character.isASCII, character.isNumber, digits.count < 6 {
        digits.append(character)
        continue
      }
      // Each unit once, larger ones first.
      guard let count = Int(digits), let unit = units.firstIndex(where: { $0.letter == character }) else {
        return nil
      }
      seconds += count * units[unit].seconds
      units.removeFirst(unit + 1)
      digits = ""
    }
    return digits.isEmpty && !text.isEmpty ? .seconds(seconds) : nil
  }
}
