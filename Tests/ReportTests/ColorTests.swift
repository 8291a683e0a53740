import Model
import Report
import Testing

struct `Colours` {
  private func colors(
    _ environment: [String: String] = [:], ci: Bool? = nil, in stream: Output.Stream = .standard,
    on sink: ColorChoice.Sink = .pipe, choice: ColorChoice = .auto
  ) -> Bool {
    let job = ci.map { CIJob(.unknown, title: "x", fullHistoryRemedy: "", showsColor: $0) }
    return choice.usesColor(in: stream, to: sink, environment: environment, job: job)
  }

  @Test func `are on at a terminal and off in a pipe`() {
    #expect(colors(on: .terminal))
    #expect(!colors())
    #expect(!colors(["TERM": "dumb"], on: .terminal))
  }

  @Test func `are on where the CI's log shows them`() {
    #expect(colors(ci: true))
    #expect(!colors(ci: false))
  }

  @Test func `are off where results go to a file, in CI too, unless they are forced`() {
    #expect(!colors(ci: true, on: .file))
    #expect(colors(ci: true, in: .error, on: .file))
    #expect(!colors(in: .error, on: .file))
    #expect(colors(["FORCE_COLOR": "1"], ci: true, on: .file))
  }

  @Test func `are off with NO_COLOR, whatever forces them`() {
    #expect(!colors(["NO_COLOR": "1", "FORCE_COLOR": "1"], ci: true, on: .terminal))
    #expect(colors(["NO_COLOR": ""], on: .terminal))
  }

  @Test func `can be forced by either variable, and 0 forces nothing`() {
    #expect(colors(["FORCE_COLOR": "1"]))
    #expect(colors(["CLICOLOR_FORCE": "1", "FORCE_COLOR": "0"]))
    #expect(!colors(["FORCE_COLOR": "0"]))
    #expect(colors(["FORCE_COLOR": "0"], on: .terminal))
  }

  @Test func `follow the flag before the environment`() {
    #expect(colors(["NO_COLOR": "1"], choice: .always))
    #expect(!colors(["FORCE_COLOR": "1"], on: .terminal, choice: .never))
  }
}
