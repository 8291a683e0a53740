import Glibc
import Model

/// Runs the body on a thread of its own, outside the pools, for work that blocks. The thread gets no signal: signals of
/// the process are for others, and libcurl before 7.87 writes to TLS connections without MSG_NOSIGNAL.
///
/// Failure: `.tryLater` when the machine allows no more threads.
package func startThread(_ body: @escaping @Sendable () -> Void) throws(Failure) {
  var (all, before) = (sigset_t(), sigset_t())
  unsafe sigfillset(&all)
  let work = unsafe Unmanaged.passRetained(ThreadWork(body))
  var thread: pthread_t = 0
  // From its first instruction on: it inherits what is blocked here.
  unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
  let number = unsafe pthread_create(
    &thread, nil,
    { context in
      if let context = unsafe context {
        unsafe Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().body()
      }
      return nil
    }, work.toOpaque())
  unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  guard number == 0 else {
    unsafe work.release()
    throw Failure(
      .tryLater, "cannot start a thread: \(unsafe String(cString: strerror(number)))",
      remedies: ["check the limits of this machine: ulimit -u"])
  }
  pthread_detach(thread)
}

private final class ThreadWork: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
