import Git
import Model
import Support
import Testing

/// A history with merges, several roots and tags, the same on every run. Every commit has a branch
/// `c<number>`.
struct RandomHistory {
  let fixture: GitFixture
  let commits: [ObjectID]

  /// `isSkewed`: commits may be dated before their parents.
  init(commits count: Int, seed: UInt64, isSkewed: Bool = false) async throws {
    var random = SeededRandom(seed: seed)
    var stream = ""
    for number in 0..<count {
      let time = 1_700_000_000 + number * 60 - (isSkewed ? Int(random.next() % 20_000) : 0)
      stream += "commit refs/heads/c\(number)\nmark :\(number + 1)\n"
      stream += "committer A <a@example.com> \(time) +0000\ndata 2\nc\n"
      var parents: [Int] = []
      // A new root now and then; near parents mostly, far ones sometimes.
      let wanted = number == 0 || random.next() % 60 == 0 ? 0 : [1, 1, 1, 1, 2, 2, 3][Int(random.next() % 7)]
      for _ in 0..<wanted {
        let reach = min(number, random.next() % 8 == 0 ? number : 6)
        let parent = number - 1 - Int(random.next() % UInt64(reach))
        if !parents.contains(parent) { parents.append(parent) }
      }
      for (index, parent) in parents.enumerated() {
        stream += "\(index == 0 ? "from" : "merge") :\(parent + 1)\n"
      }
      stream += "M 644 inline f\ndata \(String(number).utf8.count)\n\(number)\n"
      switch random.next() % 24 {
      case 0: stream += "reset refs/tags/v0.\(random.next() % 50).\(number)\nfrom :\(number + 1)\n\n"
      case 1:
        stream += "tag v1.\(random.next() % 50).\(number)\nfrom :\(number + 1)\n"
        stream += "tagger A <a@example.com> \(time) +0000\ndata 2\nt\n"
      default: break
      }
    }
    fixture = try await GitFixture()
    try await Command.succeed(
      ["git", "fast-import", "--quiet"], in: fixture.path, environment: GitFixture.environment,
      input: Array(stream.utf8))
    let ids = try await fixture.git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads")
    var byNumber: [Int: ObjectID] = [:]
    for line in ids.split(separator: "\n") {
      let words = line.dropFirst().split(separator: " ")
      let id: ObjectID = try #require(ObjectID(String(words[1])))
      byNumber[try #require(Int(words[0]))] = id
    }
    commits = try (0..<count).map { try #require(byNumber[$0]) }
    try await fixture.git("checkout", "-q", "c\(count - 1)")
  }
}
