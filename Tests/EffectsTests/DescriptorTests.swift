import Effects
import Foundation
import Model
import Testing

/// Each in a process of its own: they change what the process has.
@Suite struct DescriptorTests {
  @Test func `a standard stream that is closed is not taken by the next file`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      for number in [0, 2] as [Int32] { close(number) }
      openStandardStreams()
      let next = unsafe open("/dev/null", O_RDONLY)
      exit(next > 2 && (0...2).allSatisfy { fcntl($0, F_GETFD) != -1 } ? 7 : 1)
    }
  }

  @Test func `a low limit of open files is raised`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      limitFiles(soft: 8, hard: 512)
      do throws(Failure) { try provideDescriptors() } catch { exit(1) }
      exit((0..<40).allSatisfy { _ in unsafe open("/dev/null", O_RDONLY) >= 0 } ? 7 : 2)
    }
  }

  @Test(arguments: [4, 8, 20]) func `too few open files are an error with the command that helps`(limit: Int)
    async
  {
    await #expect(processExitsWith: .exitCode(78)) { [limit] in
      limitFiles(soft: limit, hard: limit)
      do throws(Failure) { try provideDescriptors() } catch {
        exit(
          error.remedies == ["raise the limit of open files: ulimit -n 1024"]
            ? ExitCode(error.kind).rawValue : 1)
      }
      exit(0)
    }
  }
}

private func limitFiles(soft: Int, hard: Int) {
  var limit = rlimit(rlim_cur: rlim_t(soft), rlim_max: rlim_t(hard))
  _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
