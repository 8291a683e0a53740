import Effects
import HTTP
import Model
import Synchronization
import Testing

/// Runs an operation that always fails that way, without waiting. Tells the sendings and the waits.
private func run(
  _ kind: CallKind, _ retry: Failure.Retry, jitter: UInt8 = 0, succeedAt: Int = .max
) async -> (attempts: Int, waits: [Duration], failure: Failure?) {
  let waits = Mutex<[Duration]>([])
  var world = World()
  world.sleep = { (wait) throws(Failure) in waits.withLock { $0.append(wait) } }
  world.random = { _ in [jitter] }
  var attempts = 0
  do throws(Failure) {
    try await world.retrying(kind, nil) { () throws(Failure) -> Void in
      attempts += 1
      if attempts < succeedAt { throw Failure(.tryLater, "no", retry: retry) }
    }
  } catch {
    return (attempts, waits.withLock { $0 }, error)
  }
  return (attempts, waits.withLock { $0 }, nil)
}

@Suite struct RetryTests {
  @Test(arguments: [
    (CallKind.read, Failure.Retry.never, 1), (.read, .safe(after: nil), 5), (.read, .readsOnly, 5),
    (.write, .never, 1), (.write, .safe(after: nil), 5), (.write, .readsOnly, 1),
  ])
  func `a call is sent again only where that is harmless`(
    kind: CallKind, retry: Failure.Retry, attempts: Int
  ) async {
    #expect(await run(kind, retry).attempts == attempts)
  }

  @Test func `waits double from one second, with up to a quarter of jitter`() async {
    #expect(await run(.read, .readsOnly).waits == [1, 2, 4, 8].map { .seconds($0) })
    #expect(await run(.read, .readsOnly, jitter: 255).waits == [1.25, 2.5, 5, 10].map { .seconds($0) })
  }

  @Test func `a time that the other side names is waited for`() async {
    #expect(await run(.write, .safe(after: .seconds(3))).waits == [3, 3, 4, 8].map { .seconds($0) })
  }

  @Test func `a time too far off is not waited for`() async {
    let result = await run(.write, .safe(after: .seconds(3600)))
    #expect(result.attempts == 1)
    #expect(result.waits.isEmpty)
  }

  @Test func `success ends it and the last failure tells the attempts`() async {
    #expect(await run(.read, .readsOnly, succeedAt: 3).attempts == 3)
    #expect(await run(.read, .readsOnly, succeedAt: 3).failure == nil)
    #expect(await run(.read, .readsOnly).failure?.causes == ["gave up after 5 attempts"])
    #expect(await run(.read, .never).failure?.causes == [])
  }

  @Test func `a stop while waiting ends it`() async {
    var world = World()
    world.sleep = { (_) throws(Failure) in throw Failure(.terminated, "terminated") }
    var attempts = 0
    let failure = await #expect(throws: Failure.self) {
      try await world.retrying(.read, nil) { () throws(Failure) -> Void in
        attempts += 1
        throw Failure(.tryLater, "no", retry: .readsOnly)
      }
    }
    #expect(failure?.kind == .terminated)
    #expect(attempts == 1)
  }
}
