import Model
import Support
import Testing

@testable import Git

@Suite struct HistoryTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `every commit of a tangled history is described as git describes it`(seed: UInt64) async throws {
    let history = try await RandomHistory(commits: 300, seed: seed)
    defer { history.fixture.remove() }
    let repository = try history.fixture.opened()
    let judge = try await Command.succeed(
      ["git", "describe", "--tags", "--long", "--always", "--abbrev=40", "--candidates=1000"]
        + history.commits.map(\.hex), in: history.fixture.path, environment: GitFixture.environment)
    let lines = judge.split(separator: "\n").map(String.init)
    try #require(lines.count == history.commits.count)
    var described = 0
    for (commit, line) in zip(history.commits, lines) {
      switch try repository.version(of: commit, tags: nil, ciTag: nil) {
      case .exact(let tag): #expect(line == "\(tag.name)-0-g\(commit)")
      case .after(let tag, let distance):
        described += 1
        if line == "\(tag.name)-\(distance)-g\(commit)" { continue }
        // git takes the first it meets of several that are as near; we take the highest.
        let fields = line.split(separator: "-")
        #expect(Int(fields[1]) == distance, "\(line)")
        #expect(try await count("\(tag.name)..\(commit)", in: history.fixture) == distance)
        let git = try #require(SemVer(String(fields[0])))
        #expect(try #require(SemVer(tag.name)) > git)
      case .untagged(let count):
        #expect(line == commit.hex)
        #expect(try await self.count(commit.hex, in: history.fixture) == count)
      case .incomplete(let failure): Issue.record("\(failure)")
      }
    }
    #expect(described > 200)
  }

  /// Makes a commit's grandparent its parent: the history seems shorter by a commit. The checksum is right.
  private static let lie = """
    import hashlib, struct, sys
    path, commit = sys.argv[1], bytes.fromhex(sys.argv[2])
    data = bytearray(open(path, 'rb').read())
    chunks = {}
    for number in range(data[6]):
        name, offset = struct.unpack_from('>4sQ', data, 8 + 12 * number)
        chunks[name] = offset
    count, = struct.unpack_from('>I', data, chunks[b'OIDF'] + 255 * 4)
    ids = [bytes(data[chunks[b'OIDL'] + 20 * i:][:20]) for i in range(count)]
    def place(i): return chunks[b'CDAT'] + 36 * i + 20
    own = place(ids.index(commit))
    parent, = struct.unpack_from('>I', data, own)
    grandparent, = struct.unpack_from('>I', data, place(parent))
    struct.pack_into('>I', data, own, grandparent)
    data[-20:] = hashlib.sha1(data[:-20]).digest()
    open(path, 'wb').write(data)
    """

  @Test func `a commit-graph file that is wrong about parents changes no version`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    for number in 0..<6 {
      try await fixture.commit("\(number)", files: ["f": "\(number)"], at: 1_700_000_000 + 60 * number)
      if number == 0 { try await fixture.git("tag", "v1.0.0") }
    }
    try await fixture.git("commit-graph", "write", "--reachable")
    let head = try await fixture.git("rev-parse", "HEAD").trimmingNewline
    let file = fixture.path + "/.git/objects/info/commit-graph"
    try await Command.succeed(["chmod", "u+w", file])
    let parent = try await fixture.git("rev-parse", "HEAD~1").trimmingNewline
    try await Command.succeed(["python3", "-c", Self.lie, file, parent])
    #expect(try await fixture.git("describe", "--tags").hasPrefix("v1.0.0-4-g"), "git believes it")

    let repository = try fixture.opened()
    let commit = try #require(ObjectID(head))
    guard case .after(let tag, let distance) = try repository.version(of: commit, tags: nil, ciTag: nil)
    else {
      Issue.record("no tag")
      return
    }
    #expect(tag.name == "v1.0.0" && distance == 5)
    #expect(try repository.commitCount(of: commit) == 6)
  }

  @Test func `reading the history in small steps changes no answer`() async throws {
    let history = try await RandomHistory(commits: 200, seed: 10)
    defer { history.fixture.remove() }
    let repository = try history.fixture.opened()
    var tags: [OID: Model.Tag] = [:]
    for tag in try repository.tags() { tags[try OID(tag.commit)] = tag }
    for commit in history.commits where tags[try OID(commit)] == nil {
      let whole = try repository.nearest(tags, to: commit, firstStep: .max)
      #expect(try repository.nearest(tags, to: commit, firstStep: 1) == whole)
      #expect(try repository.nearest(tags, to: commit, firstStep: 5) == whole)
    }
  }

  @Test(arguments: [11, 12, 13] as [UInt64])
  func `the walk by date finds what reading everything finds`(seed: UInt64) async throws {
    for isSkewed in [false, true] {
      let history = try await RandomHistory(commits: 200, seed: seed, isSkewed: isSkewed)
      defer { history.fixture.remove() }
      let repository = try history.fixture.opened()
      var tags: [OID: Model.Tag] = [:]
      for tag in try repository.tags() { tags[try OID(tag.commit)] = tag }
      var found = 0
      for commit in history.commits where tags[try OID(commit)] == nil {
        var walk = try NearestTag(repository) { [tags] in tags[$0] }
        guard let answer = try walk.find(from: OID(commit), reading: isSkewed ? .max : 0) else { continue }
        found += 1
        #expect(try answer == repository.nearest(tags, to: commit, firstStep: .max))
      }
      // Where dates contradict descent it says so; where they do not it has to find something.
      #expect(isSkewed ? found > 0 : found == history.commits.count { (try? tags[OID($0)]) == .some(nil) })
    }
  }

  @Test func `clocks that run backwards do not change a count`() async throws {
    let history = try await RandomHistory(commits: 200, seed: 4, isSkewed: true)
    defer { history.fixture.remove() }
    let repository = try history.fixture.opened()
    for commit in history.commits.suffix(40) {
      #expect(try await repository.commitCount(of: commit) == count(commit.hex, in: history.fixture))
      guard case .after(let tag, let distance) = try repository.version(of: commit, tags: nil, ciTag: nil)
      else {
        continue
      }
      #expect(try await count("\(tag.name)..\(commit)", in: history.fixture) == distance)
    }
  }

  @Test func `the relation of two commits is what git counts`() async throws {
    let history = try await RandomHistory(commits: 150, seed: 5)
    defer { history.fixture.remove() }
    let repository = try history.fixture.opened()
    var random = SeededRandom(seed: 6)
    var seen: Set<String> = []
    for _ in 0..<60 {
      let head = history.commits[Int(random.next() % 150)]
      let live = history.commits[Int(random.next() % 150)]
      let relation = try repository.relation(ofLive: live.prefix(12), toHead: head)
      let counts = try await history.fixture.git("rev-list", "--left-right", "--count", "\(head)...\(live)")
        .trimmingNewline.split(separator: "\t").compactMap { Int($0) }
      switch relation {
      case .same: #expect(counts == [0, 0])
      case .headIsAhead(let ahead): #expect(counts == [ahead, 0])
      case .liveIsAhead(let behind): #expect(counts == [0, behind])
      case .diverged(let head, let live): #expect(counts == [head, live])
      case .unknown(let reason): Issue.record("\(reason)")
      }
      seen.insert(String(describing: relation).prefix { $0 != "(" }.description)
    }
    #expect(seen.count >= 3)
  }

  @Test func `a live commit that the clone lacks is unknown`() async throws {
    let fixture = try await GitFixture()
    defer { fixture.remove() }
    try await fixture.commit()
    let head = try await fixture.id("HEAD")
    let repository = try fixture.opened()
    for prefix in ["111111111111", "", "abc", "not-a-commit", head.prefix(12).uppercased() + "zz"] {
      guard case .unknown(let reason) = try repository.relation(ofLive: prefix, toHead: head) else {
        Issue.record("\(prefix) is known")
        continue
      }
      #expect(reason.contains(prefix))
    }
    #expect(try repository.relation(ofLive: head.prefix(12), toHead: head) == .same)
    // The tree's id is no commit.
    let tree = try await fixture.git("rev-parse", "HEAD^{tree}").prefix(12).description
    #expect(
      try repository.relation(ofLive: tree, toHead: head) == .unknown("commit \(tree) is not in this clone"))
  }

  private func count(_ range: String, in fixture: GitFixture) async throws -> Int? {
    await Int(try fixture.git("rev-list", "--count", range).trimmingNewline)
  }
}
