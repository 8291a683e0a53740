import Glibc
import Model
import Testing

@testable import Zip

@Suite struct DiskFullTests {
  @Test func `unpacking onto a full disk says so`() throws {
    let file = try unsafe Descriptor(open("/dev/full", O_WRONLY), path: "a")
    let failure = #expect(throws: Failure.self) { try file.write([1]) }
    #expect(failure == .diskFull("write", "a"))
  }
}
