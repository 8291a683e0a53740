import Dispatch
import Synchronization

/// State that several threads share, and a way to sleep until another thread has changed it.
final class Monitor<State: Sendable>: Sendable {
  private struct Guarded: Sendable {
    var state: State
    var sleepers: [DispatchSemaphore] = []
  }

  private let guarded: Mutex<Guarded>

  init(_ state: State) { guarded = Mutex(Guarded(state: state)) }

  /// Changes the state and wakes all sleeping threads, to inspect it again.
  func change(_ body: (inout State) -> Void) {
    let sleepers = guarded.withLock { guarded in
      body(&guarded.state)
      defer { guarded.sleepers = [] }
      return guarded.sleepers
    }
    for sleeper in sleepers { sleeper.signal() }
  }

  /// Sleeps until the body gives a value. It may change the state only in ways that no thread waits for.
  func wait<Value: Sendable>(_ body: (inout State) -> Value?) -> Value {
    while true {
      if let value = wait(body, atMost: .distantFuture) { return value }
    }
  }

  /// Nil when the body gave no value until then.
  func wait<Value: Sendable>(_ body: (inout State) -> Value?, atMost deadline: DispatchTime) -> Value? {
    // One for each sleep: a shared one could wake a later thread in the place of this one.
    let bell = DispatchSemaphore(value: 0)
    while true {
      let value = guarded.withLock { guarded in
        let value = body(&guarded.state)
        if value == nil { guarded.sleepers.append(bell) }
        return value
      }
      if let value { return value }
      if bell.wait(timeout: deadline) == .timedOut {
        guarded.withLock { $0.sleepers.removeAll { $0 === bell } }
        return nil
      }
    }
  }
}
