import Glibc
import Model
import Posix
import Testing

@Suite struct SystemFailureTests {
  @Test func `what the file belongs to decides the exit code`() {
    #expect(Failure.system("open", "/srv/site", EACCES).kind == .configuration)
    #expect(Failure.system("read", "src/main.c", EACCES, of: .repository).kind == .repository)
  }

  @Test func `a full disk is reported in the same way, whatever was written`() throws {
    guard let full = Descriptor("/dev/full", O_WRONLY) else { throw Failure.system("open", "/dev/full") }
    let isWritten = full.write([1])
    #expect(!isWritten)
    let failure = Failure.system("write", "a", of: .repository)
    #expect(failure.kind == .configuration)
    #expect(failure.what == "cannot write \"a\": no space left on device")
    #expect(failure == .system("write", "a", EDQUOT))
  }

  @Test func `a reason has the words of the system`() {
    let numbers = [
      ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, EEXIST, EROFS, ENOTEMPTY, ELOOP, ENAMETOOLONG, EPIPE, EIO,
    ]
    for number in numbers {
      let words = unsafe String(cString: strerror(number))
      #expect(Failure.reason(number).description == words.lowercased())
    }
  }

  @Test func `where access was denied, the hint is to check owner and permissions`() {
    #expect(
      Failure.system("open", "/it's", EPERM).remedies == [
        #"check its owner and permissions: ls -ld '/it'\''s'"#
      ])
    #expect(Failure.system("open", "/a", ENOENT).remedies.isEmpty)
  }

  @Test func `bytes are read at any place of a file`() throws {
    guard let file = Descriptor("/proc/self/exe", O_RDONLY) else { throw Failure.system("open", "exe") }
    let (head, beyond) = (file.read(at: 1, count: 3), file.read(at: 1 << 62, count: 3))
    #expect(head == Array("ELF".utf8))
    #expect(beyond == [])
  }
}
