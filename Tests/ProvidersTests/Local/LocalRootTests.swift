import Effects
import Foundation
import Model
import Providers
import Support
import Testing

/// Where a commit that was pushed to a server may be released.
@Suite struct LocalRootTests {
  private func directory(
    _ written: String, below root: Deployment.LocalRoot, in releases: Releases
  ) throws -> String? {
    let target = try Deployment.test("local", options: ["directory": .string(written)]).target
    var world = World.refusing
    world.files = releases.files
    world.environment["HOME"] = "/root"
    return try target.filled(
      by: Catalog.all.schema("local")?.options ?? [], from: releases.folder.path + "/app.git", within: root,
      world
    ) { _ in nil }
    .options["directory"]?.value.string
  }

  @Test func `without sampan.localRoot every directory is refused, with the command that sets it`() throws {
    let releases = try Releases()
    defer { releases.remove() }
    for written in [releases.directory, "../site", "~/site"] {
      let failure = #expect(throws: Failure.self) {
        try directory(written, below: .nowhere, in: releases)
      }
      #expect(failure?.kind == .configuration)
      #expect(failure?.place?.line == 7)
      #expect(failure?.remedies.first?.hasSuffix("git config sampan.localRoot /srv/sites") == true)
    }
  }

  @Test func `a directory below sampan.localRoot is accepted, however it is written`() throws {
    let releases = try Releases()
    defer { releases.remove() }
    let folder = releases.folder.path
    try releases.folder.write("sites/app/x", "")
    for written in ["\(folder)/sites/app", "../sites/app", "\(folder)/sites/./new/../app"] {
      guard !written.contains("new") else {
        #expect(throws: Failure.self) {
          try directory(written, below: .below("\(folder)/sites"), in: releases)
        }
        continue
      }
      #expect(
        try directory(written, below: .below("\(folder)/sites"), in: releases) == "\(folder)/sites/app")
    }
    #expect(
      try directory("../sites/a/b", below: .below("\(folder)/sites/"), in: releases)
        == "\(folder)/sites/a/b")
  }

  @Test func `a directory elsewhere is refused, and so is one that a link leads out`() throws {
    let releases = try Releases()
    defer { releases.remove() }
    let folder = releases.folder.path
    try releases.folder.write("sites/app/x", "")
    try releases.folder.write("other/x", "")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: "\(folder)/sites/out", withDestinationPath: "../other")
    try manager.createSymbolicLink(atPath: "\(folder)/sites/gone", withDestinationPath: "/nowhere")
    for written in [
      "/etc", "../other", "../sites", "../sites-2/app", "../sites/out", "../sites/out/app", "../sites/gone",
      "../sites/app/../../other", "~/site", ".",
    ] {
      let failure = #expect(throws: Failure.self, "\(written)") {
        try directory(written, below: .below("\(folder)/sites"), in: releases)
      }
      #expect(failure?.kind == .configuration)
    }
  }

  @Test func `a sampan.localRoot that is a link is resolved, and so is the directory that is written to`()
    throws
  {
    let releases = try Releases()
    defer { releases.remove() }
    let folder = releases.folder.path
    try releases.folder.write("sites/app/x", "")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/www", withDestinationPath: "sites")
    #expect(
      try directory("../www/app", below: .below("\(folder)/www"), in: releases) == "\(folder)/sites/app")
  }
}
