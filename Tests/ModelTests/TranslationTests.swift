import Model
import Testing

@Suite struct TranslationTests {
  private let translation = Translation(
    """
    %1 %2s
    %1 %2
    %1 %2s␤file
    %1 个文件
    """.replacing("␤", with: "\u{2404}").replacing("%1 个文件", with: "个文件")
      + "\n%1 in %2\n%2 中的 %1\nread\n读取\n100 %%\n全部 100 %%\na\\nb\\\\n\n甲\\n乙\\\\n\n")

  @Test func `a translation may change the order of arguments`() {
    #expect(translation("\("key") in \("file.json")").description == "file.json 中的 key")
  }

  @Test func `arguments that are messages are translated, foreign text is not`() {
    let foreign = "read"
    #expect(translation("\("read" as Text) in \(foreign)").description == "read 中的读取")
  }

  @Test func `a word may have another translation within a certain message`() {
    #expect(translation(counted(2, "file")).description == "2 个文件")
    #expect(translation(counted(1, "file")).description == "1 个文件")
    #expect(translation("file").description == "file")
  }

  @Test func `percent signs, line ends and backslashes are text`() {
    #expect(translation("100 %").description == "全部 100 %")
    #expect(translation("a\nb\\n").description == "甲\n乙\\n")
  }

  @Test func `what has no translation stays, and its arguments are translated`() {
    #expect(translation("found \("read" as Text)").description == "found 读取")
  }

  @Test func `punctuation between messages becomes full-width`() {
    #expect(translation("\("read" as Text): \("x"), \("y"); \("z")").description == "读取：x，y；z")
    #expect(translation("\("host"):\(443)").description == "host:443")
    #expect(translation("\("read" as Text).").description == "读取。")
    #expect(translation("… \("read" as Text): \("x")").description == "… 读取：x")
  }

  @Test func `no blank is between two Chinese words or beside full-width punctuation`() {
    let place: Text = "\("a.json") in \("read" as Text)"
    #expect(translation(place).description == "读取中的 a.json")
    #expect(translation("\("x") \(Text(template: "（x）", arguments: []))").description == "x（x）")
    // A message that is left out.
    let shown = Translation("image%1 is gone\n镜像%1 不在\n %1\n %1\n")
    #expect(shown("image\("" as Text) is gone").description == "镜像不在")
    #expect(shown("image\(" \("a")" as Text) is gone").description == "镜像 a 不在")
    #expect(translation("\("x") (\("read" as Text)):").description == "x（读取）：")
    // What is foreign keeps its blanks.
    let foreign = "读取"
    #expect(translation("\(foreign) in \(foreign)").description == "读取 中的 读取")
  }

  @Test func `names in a list have the language's own sign between them`() {
    #expect(["a", "b", "c"].list.description == "a, b, c")
    #expect(translation(["a", "b", "c"].list).description == "a、b、c")
    #expect(translation((["read", "read"] as [Text]).joined(separator: ", ")).description == "读取、读取")
    #expect(["a", "b", "c"].conjunction.description == "a, b and c")
    #expect([[String](), ["a"]].map(\.conjunction.description) == ["", "a"])
  }

  @Test func `a message of a template has its arguments, and a wrong number stays as it is`() {
    let text = Text(template: "%2, %1, %3 and 100 %%", arguments: [.value("a"), .value("%1")])
    #expect(text.description == "%1, a, %3 and 100 %")
    #expect(Text(template: text.template, arguments: text.arguments).description == text.description)
    #expect(Text(template: "50 %", arguments: []).description == "50 %")
  }
}
