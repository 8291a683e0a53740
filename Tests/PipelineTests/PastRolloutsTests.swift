import Effects
import Foundation
import Model
import Support
import Testing

@testable import Pipeline

@Suite final class PastRolloutsTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }
  deinit { folder.remove() }

  private func past(_ name: String = "prod", in directory: String? = nil) throws -> PastRollouts {
    var world = World.refusing
    world.files = .live(temporaryDirectory: folder.path)
    let target = Target(
      name: name, place: Place(file: "sampan.json", line: 1, column: 1), provider: "fake", version: [],
      remark: [])
    return PastRollouts(of: target, in: directory ?? "\(folder.path)/sampan", world)
  }

  @Test func `the last ten are kept, each target's by itself`() throws {
    #expect(try past().durations == [])
    for second in 1...12 { try past().add(.seconds(second) + .milliseconds(900)) }
    #expect(try past().durations == (3...12).map { .seconds($0) })
    #expect(try past("other").durations == [])
  }

  @Test func `what is no file of ours counts as none and is replaced`() throws {
    try past().add(.seconds(7))
    for text in ["", "\u{0}\u{1}", "-5\n0\n99999999999999999999\n86401\nsoon\n"] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/sampan/rollouts-prod"))
      #expect(try past().durations == [])
    }
    try past().add(.seconds(9))
    #expect(try past().durations == [.seconds(9)])
  }

  @Test func `a name that climbs stays in the directory, and a directory that cannot be made is no failure`()
    throws
  {
    try past("..").add(.seconds(8))
    #expect(try past("..").durations == [.seconds(8)])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["sampan"])
    try past(in: "\(folder.path)/no/such/place").add(.seconds(8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["sampan"])
    try past(in: "/proc/sampan").add(.seconds(8))
  }
}
