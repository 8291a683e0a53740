import Effects
import Model
import Testing

@Suite struct SimulatedTimeTests {
  private let start = Timestamp(seconds: 1_700_000_000)

  private func world(_ time: SimulatedTime) -> World {
    World.live(version: "0", stop: StopSignal(), tell: { _ in })
      .simulated(by: time)
  }

  @Test func `an hour's sleep is over at once, and an hour has passed`() async throws {
    let time = SimulatedTime(start: start)
    let world = world(time)
    let before = ContinuousClock.now
    try await world.sleep(.seconds(3600))
    #expect(ContinuousClock.now - before < .seconds(60))
    #expect(world.uptime() == .seconds(3600))
    #expect(world.now() == Timestamp(seconds: start.seconds + 3600))
  }

  @Test func `work takes no time, whatever it costs the machine`() async throws {
    let time = SimulatedTime(start: start)
    let world = world(time)
    try await Task.sleep(for: .milliseconds(30))
    #expect(world.uptime() == .zero)
    #expect(world.now() == start)
  }

  @Test(.timeLimit(.minutes(5)))
  func `who sleeps beside the work, like the watch over an upload, neither hurries nor moves the time`()
    async throws
  {
    let time = SimulatedTime(start: start)
    let world = world(time)
    let uploaded = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        try? await Task.sleep(for: .milliseconds(50))
        return true
      }
      group.addTask {
        try? await world.sleep(.seconds(24 * 3600))
        return false
      }
      defer { group.cancelAll() }
      return await group.next()
    }
    #expect(uploaded == true)
    #expect(time.elapsed == .zero)
  }

  @Test(.timeLimit(.minutes(5))) func `a run that is stopped does not sleep on`() async {
    let start = start
    let task = Task { () -> Failure.Kind? in
      let time = SimulatedTime(start: start)
      let world = World.live(version: "0", stop: StopSignal(), tell: { _ in }).simulated(by: time)
      do throws(Failure) {
        while true { try await world.sleep(.seconds(1)) }
      } catch {
        return error.kind
      }
    }
    task.cancel()
    #expect(await task.value == .interrupted)
  }
}
