import Effects
import Model
import Support
import Synchronization
import Testing

@testable import Hooks

@Suite struct DeployQueueTests {
  let folder: TemporaryDirectory
  let main = DeployRequest(reference: "refs/heads/main")
  let tag = DeployRequest(reference: "refs/tags/v1.0.0", targets: ["a b", "c"])

  init() throws { folder = try TemporaryDirectory() }

  /// `meanwhile` happens while the first settling is waited for.
  private func queue(meanwhile: @escaping @Sendable (DeployQueue) throws(Failure) -> Void = { _ in })
    -> DeployQueue
  {
    var world = World.refusing
    world.files = .live(temporaryDirectory: folder.path)
    let asleep = DeployQueue(world: world, folder: folder.path)
    let isFirst = Mutex(true)
    world.sleep = { (_) async throws(Failure) in
      if isFirst.withLock({ value in
        defer { value = false }; return value
      }) {
        try meanwhile(asleep)
      }
    }
    return DeployQueue(world: world, folder: folder.path)
  }

  private func work(_ queue: DeployQueue) async throws -> [[DeployRequest]] {
    var batches: [[DeployRequest]] = []
    _ = try await queue.work { (batch) async throws(Failure) in batches.append(batch) }
    return batches
  }

  @Test func `two merges in a row are one deploy`() async throws {
    defer { folder.remove() }
    let main = main
    let queue = queue { (queue) throws(Failure) in try queue.add(main) }
    try queue.add(main)
    #expect(try await work(queue) == [[main]])
    #expect(try await work(queue) == [])
  }

  @Test func `requests have their targets, and equal ones are one`() async throws {
    defer { folder.remove() }
    let queue = queue()
    for request in [main, tag, main] { try queue.add(request) }
    let batches = try await work(queue)
    #expect(batches.count == 1)
    #expect(batches.first?.contains(main) == true)
    #expect(batches.first?.contains(tag) == true)
    #expect(batches.first?.count == 2)
  }

  @Test func `a merge during a deploy is deployed after it, by the running process`() async throws {
    defer { folder.remove() }
    let queue = queue()
    try queue.add(main)
    var batches = 0
    let worked = try await queue.work { (_) async throws(Failure) in
      batches += 1
      guard batches == 1 else { return }
      try queue.add(main)
      let other = try await queue.work { (_) async throws(Failure) in
        throw Failure(.defect, "two are running")
      }
      #expect(!other)
    }
    #expect(worked)
    #expect(batches == 2)
  }

  @Test func `a failed deploy releases the lock, and the next request is not lost`() async throws {
    defer { folder.remove() }
    let queue = queue()
    try queue.add(main)
    await #expect(throws: Failure.self) {
      _ = try await queue.work { (_) async throws(Failure) in
        try queue.add(tag)
        throw Failure(.terminated, "stopped")
      }
    }
    #expect(try await work(queue) == [[tag]])
  }

  @Test func `a request keeps its hook, and one without a hook has the rights of a push`()
    async throws
  {
    defer { folder.remove() }
    let queue = queue()
    let merge = DeployRequest(hook: .postMerge, reference: "refs/heads/main")
    // Line ends in the targets of a push add lines, and nothing else.
    let push = DeployRequest(
      hook: .postReceive, reference: "refs/heads/main", targets: ["a\npost-merge\nrefs/heads/main"])
    for request in [merge, push] { try queue.add(request) }
    try folder.write("queue/old", "refs/heads/old\npost-merge\n")
    try folder.write("queue/other", "post-checkout\nrefs/heads/other\n")
    let taken = try await work(queue).flatMap(\.self).sorted { $0.reference < $1.reference }
    #expect(taken.count == 3)
    #expect(taken.contains(merge))
    #expect(taken.filter { $0 != merge }.allSatisfy { $0.hook == .postReceive })
    #expect(taken.last == DeployRequest(reference: "refs/heads/old", targets: ["post-merge"]))
  }

  @Test func `a file that is not a request is skipped`() async throws {
    defer { folder.remove() }
    let queue = queue()
    try queue.add(main)
    try folder.write("queue/broken", "main\n")
    try folder.write("queue/empty", "")
    try folder.write("queue/long", "refs/heads/" + String(repeating: "x", count: 100_000))
    #expect(throws: Failure.self) {
      try queue.add(
        DeployRequest(reference: "refs/heads/main", targets: Array(repeating: "target", count: 10_000)))
    }
    #expect(try await work(queue) == [[main]])
  }
}

@Suite struct PushOptionTests {
  private func options(_ given: String...) -> PushOptions {
    var environment = ["GIT_PUSH_OPTION_COUNT": "\(given.count)"]
    for (index, option) in given.enumerated() { environment["GIT_PUSH_OPTION_\(index)"] = option }
    return PushOptions(environment)
  }

  @Test func `targets are in one option or several, in order`() {
    #expect(options("sampan.target=a,b", "sampan.target=c").targets == ["a", "b", "c"])
    #expect(options("sampan.target=").targets == [])
  }

  @Test func `options of other tools are ignored, misspelt ones of sampan are reported`() {
    let given = options("ci.skip", "sampan.skipp", "sampan.skip")
    #expect(given.skips)
    #expect(given.unknown == ["sampan.skipp"])
  }

  @Test(arguments: ["", "-1", "x", "99999999999"])
  func `an invalid count of options is none, or few`(count: String) {
    let options = PushOptions(["GIT_PUSH_OPTION_COUNT": count, "GIT_PUSH_OPTION_0": "sampan.skip"])
    #expect(options.skips == (count == "99999999999"))
  }
}
