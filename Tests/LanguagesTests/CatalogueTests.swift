import Foundation
import Model
import Testing

@testable import Languages

/// The embedded catalogue. Whether every message of the program has a translation is checked by
/// `.ci/translations.py --check`, which has the list of them.
@Suite struct CatalogueTests {
  private static let chinese = Language.chinese.translation

  @Test func `English messages are their templates, and Chinese ones are from the catalogue`() throws {
    #expect(Language.english.translation == nil)
    let translation = try #require(Self.chinese)
    #expect(translation("no problems").description == "没有问题")
    #expect(translation.all.count > 1700)
  }

  @Test func `a translation has the arguments of its template`() throws {
    for (key, sentence) in try #require(Self.chinese).all {
      let template = key.split(separator: "\u{2404}").last.map(String.init) ?? key
      #expect(numbers(template) == numbers(sentence), "\(key)")
    }
  }

  @Test func `flags and variables stay as they are`() throws {
    for (key, sentence) in try #require(Self.chinese).all {
      let template = key.split(separator: "\u{2404}").last.map(String.init) ?? key
      for word in template.matches(of: #/--[a-z][a-z-]+|\b[A-Z]+_[A-Z_]+\b/#) {
        #expect(sentence.contains(word.output), "\(key)")
      }
    }
  }

  @Test func `counted things have measure words, also within messages, and one is not different`() throws {
    let chinese = try #require(Self.chinese)
    #expect(chinese(counted(214, "file")).description == "214 个文件")
    #expect(chinese(counted(1, "file")).description == "1 个文件")
    let text: Text = "\(counted(3, "commit")) ahead of the live commit"
    #expect(chinese(text).description == "领先线上 3 个提交")
    #expect(chinese("\(Amounts.time(.seconds(0.3)))").description == "0.3 秒")
    #expect(chinese(Amounts.time(.seconds(150))).description == "2 分 30 秒")
    #expect(chinese(Amounts.time(.seconds(120))).description == "2 分钟")
  }

  @Test func `words between Chinese characters and punctuation are Chinese`() throws {
    let half = #/[\u{4E00}-\u{9FFF}][,;!?]|[\u{4E00}-\u{9FFF}]: /#
    for (key, sentence) in try #require(Self.chinese).all {
      #expect(!sentence.contains(half), "\(key): \(sentence)")
      #expect(!sentence.contains("您"), "\(key)")
      #expect(!sentence.hasSuffix("。") || key.hasSuffix("."), "\(key)")
    }
  }

  private func numbers(_ text: String) -> [Substring] {
    text.replacing("%%", with: "").matches(of: #/%[1-9]/#).map(\.output).sorted()
  }
}
