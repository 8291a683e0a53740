import Dispatch
import Model
import Synchronization

/// Two pieces of blocking work at the same time, one of them on this thread. Both end before this returns; when both
/// fail, the failure is the first one's.
func atOnce<First: Sendable, Second: Sendable>(
  _ first: @Sendable () throws(Failure) -> First, _ second: @Sendable () throws(Failure) -> Second
) throws(Failure) -> (First, Second) {
  let results = Mutex<(Result<First, Failure>?, Result<Second, Failure>?)>((nil, nil))
  DispatchQueue.concurrentPerform(iterations: 2) { index in
    if index == 0 {
      let result = Result(catching: first)
      results.withLock { $0.0 = result }
    } else {
      let result = Result(catching: second)
      results.withLock { $0.1 = result }
    }
  }
  guard case (let first?, let second?) = results.withLock({ $0 }) else {
    throw Failure(.defect, "work was not done")
  }
  return (try first.get(), try second.get())
}
