import Glibc
import Model

/// Opens `/dev/null` in place of standard streams that the parent process has closed. To be called by the program
/// before anything else: the first file that is opened would take the place of a missing stream otherwise, and
/// progress messages would be written into it.
package func openStandardStreams() {
  for number in 0...2 {
    guard fcntl(Int32(number), F_GETFD) == -1, errno == EBADF else { continue }
    // The lowest free number is used, which is this one. Inherited by programs that we start, as usual.
    _ = unsafe open("/dev/null", O_RDWR)
  }
}

/// Makes sure that enough files can be open at once, by raising the soft limit (`ulimit -S -n`) where it is lower
/// than the hard one. Too few would end the process in the middle of a library that cannot report it: Dispatch and
/// URLSession stop by a signal (measured, Swift 6.3, with 8 of them).
///
/// Failure: `.configuration` when there are still too few.
package func provideDescriptors() throws(Failure) {
  guard freeDescriptors() < neededDescriptors else { return }
  var limit = rlimit()
  if unsafe getrlimit(limitOfFiles, &limit) == 0 {
    limit.rlim_cur = min(limit.rlim_max, 1024)
    _ = unsafe setrlimit(limitOfFiles, &limit)
  }
  let free = freeDescriptors()
  guard free < neededDescriptors else { return }
  throw Failure(
    .configuration, "only \(free) more files can be opened, and a run needs \(neededDescriptors)",
    remedies: ["raise the limit of open files: ulimit -n 1024"])
}

/// A deploy over the network needs 28, a rehearsal with its clouds 32 (measured).
private let neededDescriptors = 32

private let limitOfFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

/// How many files can be opened now; counts no further than what is needed.
private func freeDescriptors() -> Int {
  var taken: [Int32] = []
  defer { taken.forEach { close($0) } }
  while taken.count < neededDescriptors {
    let number = unsafe open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { break }
    taken.append(number)
  }
  return taken.count
}
