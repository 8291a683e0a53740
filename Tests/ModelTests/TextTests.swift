import Model
import Testing

@Suite struct TextTests {
  @Test func `a message is its literal parts and what was put into them`() {
    let (name, count) = ("api", 3)
    let text: Text = "target \"\(name)\" has \(count) keys"
    #expect(text.template == "target \"%1\" has %2 keys")
    #expect(text.description == "target \"api\" has 3 keys")
  }

  @Test func `a percent sign of the words is doubled in the template, one of an argument is not in it`() {
    let share = "50%"
    let text: Text = "100% of \(share)"
    #expect(text.template == "100%% of %1")
    #expect(text.description == "100% of 50%")
  }

  @Test func `a literal within an interpolation is a message of its own`() {
    func message(_ name: String?) -> Text { "not found\(name.map { ", did you mean \($0)?" } ?? "")" }
    #expect(message("a").template == "not found%1")
    #expect(message("a").description == "not found, did you mean a?")
    guard case .text(let inner)? = message("a").arguments.first else {
      Issue.record("the inner literal was taken for a value")
      return
    }
    #expect(inner.template == ", did you mean %1?")
    #expect(message(nil).description == "not found")
  }

  @Test func `changing the arguments reaches those of inner messages and leaves the words`() {
    let secret = "hidden"
    let inner: Text = "hidden \(secret)"
    let text: Text = "hidden: \(inner), \(secret)"
    let masked = text.mappingArguments { $0.replacing("hidden", with: "***") }
    #expect(masked.description == "hidden: hidden ***, ***")
  }

  @Test func `messages are joined, and are the same when they read the same`() {
    let texts: [Text] = ["one", "two"]
    #expect(texts.joined(separator: "; ") == "one; two")
    #expect(([] as [Text]).joined(separator: "; ").isEmpty)
    let word = "one"
    #expect(Set<Text>(["\(word)", "one"]).count == 1)
  }
}
