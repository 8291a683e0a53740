import Model

/// A language of messages.
package enum Language: String, CaseIterable, Sendable {
  case english = "en"
  case chinese = "zh"

  /// Nil for English, whose messages are the templates. The catalogue of another language is read on the first call
  /// for it, once.
  package var translation: Translation? {
    switch self {
    case .english: nil
    case .chinese: Self.toChinese
    }
  }

  private static let toChinese = Translation(Catalogues.chinese)

  /// The language of the locale, as gettext reads it: `LC_ALL`, else `LC_MESSAGES`, else `LANG`; if that is not `C` or
  /// `POSIX`, the first language of the list in `LANGUAGE` that is known. Otherwise English. Every Chinese locale is
  /// `zh`, whose characters are the simplified ones.
  /// https://www.gnu.org/software/gettext/manual/html_node/Locale-Environment-Variables.html
  package static func ofLocale(_ environment: [String: String]) -> Language {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
    let locale = names.first { !$0.isEmpty } ?? "C"
    guard !["C", "POSIX"].contains(base(locale)) else { return .english }
    let preferred = (environment["LANGUAGE"] ?? "").split(separator: ":").lazy.map { of(String($0)) }
    return preferred.compactMap { $0 }.first ?? of(locale) ?? .english
  }

  /// The locale without encoding and modifier: `zh_CN` of `zh_CN.UTF-8@pinyin`.
  private static func base(_ locale: String) -> String {
    String(locale.prefix { $0 != "." && $0 != "@" })
  }

  private static func of(_ locale: String) -> Language? {
    Language(rawValue: base(locale).prefix { $0 != "_" && $0 != "-" }.lowercased())
  }
}

/// The embedded catalogues: `.ci/translations.py` makes each from a file of gettext.
enum Catalogues {}
