import Effects
import Foundation
import Model
import Providers
import Support
import Zip

/// A directory of releases on this machine, over the live file system. A package holds its content twice, as `app` and
/// as `lib/app`, so that a release can be seen to be whole. `remove()` it in a `defer`.
struct Releases {
  let folder: TemporaryDirectory
  let directory: String
  var files: Files

  init() throws {
    folder = try TemporaryDirectory()
    directory = folder.path + "/site"
    files = .live(temporaryDirectory: folder.path)
  }

  func remove() { folder.remove() }

  private static func zip(_ content: String) throws(Failure) -> [UInt8] {
    let content = Array(content.utf8)
    let version = FileVersion(byteCount: content.count)
    var zip: [UInt8] = []
    try ZipWriter.write(
      ["app", "lib/app"].map { PackageEntry(path: $0, mode: .file, content: .file([], version)) },
      time: Timestamp(seconds: 0), level: 0, threads: 1,
      open: { () throws(Failure) -> ContentReader in
        { (_, body) throws(Failure) in try content.withContent(body) }
      }, sink: { zip += $0 })
    return zip
  }

  /// The provider, and a deploy of a file that holds `content`, which also stands for the tree it was made of.
  func provider(
    _ version: String, content: String = "", keep: Int? = nil, isZip: Bool = true, name: String = "app.jar",
    onConflict: Target.OnConflict = .fail
  ) throws -> (LocalReleases, Deployment) {
    let content = content.isEmpty ? version : content
    let bytes = isZip ? try Self.zip(content) : Array(content.utf8)
    let path = try folder.write("package-\(content)", bytes)
    let package = Artifact.file(
      PackageFile(
        path: path, name: name, byteCount: bytes.count, sha256: "", isZip: isZip, entryCount: 1))
    var options: [String: JSON] = ["directory": .string(directory)]
    if let keep { options["keep"] = .integer(keep) }
    var world = World.refusing
    world.files = files
    var deployment = try Deployment.test(
      "local", options: options, artifact: package, version: version, tree: Stamp.tree(of: content))
    deployment.target.onConflict = onConflict
    return (try LocalReleases(deployment.target, world), deployment)
  }

  /// State, publish, update, as the pipeline does.
  @discardableResult
  func deploy(
    _ version: String, content: String = "", keep: Int? = nil, isZip: Bool = true, name: String = "app.jar"
  ) async throws -> Receipt {
    let (provider, deployment) = try provider(
      version, content: content, keep: keep, isZip: isZip, name: name)
    let state = try await provider.state()
    return try await provider.update(
      deployment, try await provider.publish(deployment), since: state)
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Names in a directory, hidden ones too.
  func names(_ name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  /// What a visitor of `current` reads.
  func live(_ name: String = "app") -> String? {
    FileManager.default.contents(atPath: path("current/\(name)")).map { String(decoding: $0, as: UTF8.self) }
  }

  var link: String? { try? FileManager.default.destinationOfSymbolicLink(atPath: path("current")) }
}

extension Files {
  /// These files until a process is killed before its change number `count`, from 0: that one and all later ones do
  /// not happen.
  func killed(before count: Int) -> Files {
    let steps = Counter()
    let files = self
    let step: @Sendable () throws(Failure) -> Void = { () throws(Failure) in
      if steps.next() > count { throw Failure(.interrupted, "killed") }
    }
    var killed = files
    killed.write = { (path, bytes) throws(Failure) in
      try step()
      try files.write(path, bytes)
    }
    // Killed in the middle of unpacking: the first file is there, the others are not.
    killed.makeDirectory = { (path) throws(Failure) in
      do throws(Failure) {
        try step()
      } catch {
        if path.contains("/releases/") {
          try files.makeDirectory(path)
          try files.write("\(path)/app", Array("half".utf8))
        }
        throw error
      }
      try files.makeDirectory(path)
    }
    killed.rename = { (from, to) throws(Failure) in
      try step()
      try files.rename(from, to)
    }
    killed.makeSymlink = { (path, target) throws(Failure) in
      try step()
      try files.makeSymlink(path, target)
    }
    killed.remove = { (path) throws(Failure) in
      try step()
      try files.remove(path)
    }
    return killed
  }
}

extension Stamp {
  /// Twelve digits that stand for a content.
  static func tree(of content: String) -> String {
    let digits = String(content.utf8.map { String($0, radix: 16) }.joined().prefix(12))
    return String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// Of a release of that content, as `Releases` deploys it.
  static func test(of content: String) throws -> Stamp {
    try Deployment.test("local", options: [:], artifact: .held, tree: tree(of: content)).stamp
  }
}
