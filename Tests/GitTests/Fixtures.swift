import Git
import Model
import Support
import Testing

extension GitFixture {
  /// `environment`: none, so that nothing of this machine counts.
  func opened(
    at folder: String = "", job: CIJob? = nil, trust: Bool = false, environment: [String: String] = [:]
  ) throws -> Repository {
    try Repository.open(at: path + folder, job: job, trust: trust, environment: environment)
  }

  func id(_ revision: String) async throws -> ObjectID {
    try #require(ObjectID(try await git("rev-parse", "\(revision)^{}").trimmingNewline))
  }

  /// A second clone, over the transport that can make shallow ones.
  func clone(_ arguments: String...) async throws -> GitFixture {
    let copy = try await GitFixture()
    try await Command.succeed(["rm", "-rf", copy.path])
    try await Command.succeed(
      ["git", "clone", "-q"] + arguments + ["file://\(path)", copy.path], environment: Self.environment)
    return copy
  }

  /// Two branches, a merge, and annotated, lightweight and unrelated tags. Its ids are the same on every
  /// machine.
  static func withTags() async throws -> GitFixture {
    let fixture = try await GitFixture()
    var time = 1_700_000_000
    func at(_ seconds: Int) -> [String: String?] {
      ["GIT_AUTHOR_DATE": "\(seconds) +0800", "GIT_COMMITTER_DATE": "\(seconds) +0800"]
    }
    func commit(_ message: String) async throws {
      time += 60
      try await fixture.commit(message, at: time)
    }
    try await commit("one")
    try await fixture.git("tag", "v0.9.0")
    try await commit("two")
    try await fixture.git("tag", "-a", "v1.0.0-rc1", "-m", "rc1", environment: at(1_700_000_500))
    try await fixture.git("tag", "-a", "v1.0.0", "-m", "rel", environment: at(1_700_000_600))
    try await fixture.git("tag", "nightly")
    try await fixture.git("checkout", "-q", "-b", "side")
    try await commit("side1")
    try await fixture.git("tag", "side-tag")
    try await commit("side2")
    try await fixture.git("checkout", "-q", "main")
    try await commit("three")
    time += 60
    try await fixture.git("merge", "-q", "--no-ff", "-m", "merge", "side", environment: at(time))
    try await commit("four")
    return fixture
  }
}

extension GlobList {
  static func list(_ patterns: String...) throws -> GlobList { try #require(GlobList(patterns)) }
}

/// The failure that a body ends in.
func failure<R>(_ body: () throws -> R) -> Failure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Failure
  }
}

let github = CIJob(
  .github, title: "GitHub Actions",
  fullHistoryRemedy: "with: { fetch-depth: 0 } for actions/checkout")
