import Effects
import Foundation
import HTTP
import Model
import Testing

private let live = World.live(
  version: "0", stop: StopSignal(), tell: { _ in })

@Suite struct WorldTests {
  @Test func `the live clock is the machine's and uptime moves forward`() async throws {
    #expect(abs(Double(live.now().seconds) - Date().timeIntervalSince1970) < 5)
    let before = live.uptime()
    try await live.sleep(.milliseconds(20))
    #expect(live.uptime() - before >= .milliseconds(20))
  }

  @Test func `random bytes are many and differ`() {
    #expect(live.random(0) == [])
    #expect(live.random(32).count == 32)
    #expect(live.random(32) != live.random(32))
  }

  @Test(.timeLimit(.minutes(5))) func `a cancelled sleep ends at once`() async {
    let task = Task { () -> Failure.Kind? in
      do throws(Failure) {
        try await live.sleep(.seconds(24 * 3600))
        return nil
      } catch {
        return error.kind
      }
    }
    task.cancel()
    #expect(await task.value == .interrupted)
  }

  @Test func `the refusing world names what was asked of it`() async {
    let world = World.refusing
    let sleep = await #expect(throws: Failure.self) { try await world.sleep(.seconds(1)) }
    #expect(sleep?.what == "this world refuses to sleep")
    let request = await #expect(throws: Failure.self) {
      try await world.transport(Request("GET", "https://a.example/x?token=s"))
    }
    #expect(request?.what == "this world refuses to GET https://a.example/x")
    let read = #expect(throws: Failure.self) { try world.files.read("/a", 1) }
    #expect(read?.what == "this world refuses to read \"/a\"")
    #expect(read?.kind == .defect)
  }
}
