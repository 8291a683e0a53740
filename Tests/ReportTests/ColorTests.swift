import Model
import Report
import Testing

struct `Colours` {
  private func colors(
    _ environment: [String: String] = [:], ci: Bool? = nil, terminal: Bool = false,
    choice: ColorChoice = .auto
  ) -> Bool {
    let job = ci.map { CIJob(system: "x", title: "x", fullHistoryRemedy: "", showsColor: $0) }
    return choice.usesColor(environment: environment, job: job, isTerminal: terminal)
  }

  @Test func `are on at a terminal and off in a pipe`() {
    #expect(colors(terminal: true))
    #expect(!colors())
    #expect(!colors(["TERM": "dumb"], terminal: true))
  }

  @Test func `are on where the CI's log shows them`() {
    #expect(colors(ci: true))
    #expect(!colors(ci: false))
  }

  @Test func `are off with NO_COLOR, whatever forces them`() {
    #expect(!colors(["NO_COLOR": "1", "FORCE_COLOR": "1"], ci: true, terminal: true))
    #expect(colors(["NO_COLOR": ""], terminal: true))
  }

  @Test func `can be forced by either variable, and 0 forces nothing`() {
    #expect(colors(["FORCE_COLOR": "1"]))
    #expect(colors(["CLICOLOR_FORCE": "1", "FORCE_COLOR": "0"]))
    #expect(!colors(["FORCE_COLOR": "0"]))
    #expect(colors(["FORCE_COLOR": "0"], terminal: true))
  }

  @Test func `follow the flag before the environment`() {
    #expect(colors(["NO_COLOR": "1"], choice: .always))
    #expect(!colors(["FORCE_COLOR": "1"], terminal: true, choice: .never))
  }
}
