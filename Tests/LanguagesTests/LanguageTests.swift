import Languages
import Model
import Testing

@Suite struct LanguageTests {
  @Test(arguments: [
    ([:], Language.english), (["LANG": "C"], .english), (["LANG": "C.UTF-8"], .english),
    (["LANG": "POSIX"], .english), (["LANG": "zh_CN.UTF-8"], .chinese), (["LANG": "zh_TW.UTF-8"], .chinese),
    (["LANG": "zh"], .chinese), (["LANG": "zh-Hans"], .chinese), (["LANG": "de_DE.UTF-8"], .english),
    (["LANG": "zh_CN", "LC_MESSAGES": "en_US.UTF-8"], .english),
    (["LANG": "en_US", "LC_MESSAGES": "zh_CN.GB18030"], .chinese),
    (["LANG": "zh_CN", "LC_MESSAGES": "zh_CN", "LC_ALL": "C"], .english),
    (["LANG": "en_US", "LC_ALL": "zh_CN.UTF-8@pinyin"], .chinese),
    (["LANG": "zh_CN", "LC_ALL": ""], .chinese), (["LANG": "de_DE", "LANGUAGE": "fr:zh_CN:en"], .chinese),
    (["LANG": "zh_CN", "LANGUAGE": "en:zh"], .english), (["LANG": "C", "LANGUAGE": "zh"], .english),
    (["LANG": "zhuang"], .english),
  ])
  func `the locale sets the language as with gettext`(environment: [String: String], language: Language) {
    #expect(Language.ofLocale(environment) == language)
  }
}
