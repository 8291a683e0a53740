import Emulator
import HTTP
import Model
import Providers
import Support
import Testing

/// The releases that the platform keeps, and the logs of their life.
@Suite struct ReleaseLogTests {
  private func all(_ kind: LogKind, of express: Express, _ release: String? = nil) async throws -> [String] {
    var lines: [String] = []
    var position: String?
    for _ in 0..<20 {
      let page = try await express.provider.log(kind, of: release, since: nil, after: position)
      lines += page.lines
      guard let next = page.next, !page.lines.isEmpty else { break }
      position = next
    }
    return lines
  }

  @Test(arguments: ["calm", "other-spellings"])
  func `releases are listed newest first, with stamp, time and traffic`(scenario: String) async throws {
    let cloud = try EmulatedTencent.holding("express", scenario: scenario)
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    _ = try await express.end(of: try await express.update())
    let releases = try await express.provider.releases()
    #expect(releases.map(\.id) == ["express-007", "express-006"])
    #expect(releases.map(\.trafficPercent) == [100, 0])
    #expect(releases.map(\.status) == ["normal", "normal"])
    #expect(releases.first?.stamp?.commit == "cccccccccccc")
    #expect(releases.first?.image == "nginx:1.2.3")
    #expect(releases.last?.created == Timestamp(seconds: Express.now.seconds - 86_400))
  }

  @Test func `a build log is read page by page while it grows, and ends with the build`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, try await Express.package(in: folder))
    let receipt = try await express.update()
    cloud.advance(by: .seconds(20))
    let early = try await all(.build, of: express)
    #expect(!early.isEmpty && early.count < 34)
    _ = try await express.end(of: receipt)
    let whole = try await all(.build, of: express, "express-007")
    #expect(whole.count == 34 && whole.starts(with: early))
    #expect(whole.last == "#3 pushing layers done")
    let last = try await express.provider.log(.build, of: nil, since: nil, after: "34")
    #expect(last.lines == [] && last.next == nil)
  }

  @Test func `all pages of the logs of a failure are read with one read of the records`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let cloud = try EmulatedTencent.holding("express", scenario: "build-fails")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint, try await Express.package(in: folder))
    let rollout = try await express.end(of: try await express.update())
    let before = cloud.actions.count
    let logs = await express.provider.explain(rollout)
    #expect(logs.map(\.lines.isEmpty) == [false, false])
    let actions = cloud.actions.dropFirst(before)
    #expect(actions.count { $0 == "DescribeCloudRunDeployRecord" } == 1, "\(actions)")
    #expect(actions.count { $0 == "DescribeCloudBaseRunBuildLog" } > 1, "\(actions)")
  }

  @Test func `an image has no build log, and a process log that ends`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    _ = try await express.end(of: try await express.update())
    #expect(try await express.provider.log(.build, of: nil, since: nil, after: nil) == LogPage(lines: []))
    #expect(
      try await express.provider.log(.process, of: nil, since: nil, after: nil).lines.prefix(2) == [
        "create_eks_virtual_service : creating", "check_eks_virtual_service : succ",
      ])
  }

  @Test func `a run-time log is followed without a line twice or left out`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let express = try Express(on: cloud.endpoint)
    _ = try await express.end(of: try await express.update())
    // The live version of before has written for a day: the last hour is read, in pages of 100.
    let lines = try await all(.run, of: express, "express-006")
    #expect(lines.count > 100)
    #expect(Set(lines).count == lines.count)
    #expect(lines == lines.sorted { $0.prefix(20) < $1.prefix(20) })
    #expect(
      try cloud.bodies(of: "SearchClsLog").first?["QueryString"]
        == "container_name:\"express-006\" OR __TAG__.container_name:\"express-006\"")
  }

  @Test func `lines that are found again are not shown again`() async throws {
    let line: JSON = [
      "Timestamp": "2025-12-23 17:48:10", "Content": "{\"log\":\"first\\n\"}", "PkgLogId": "1",
    ]
    let counter = Counter()
    let records: JSON = ["DeployRecords": [["DeployId": "007", "Status": "normal", "RunId": "r"]]]
    let server = try LoopbackServer { request in
      var answer = records
      if request.action == "SearchClsLog" {
        let next: JSON = ["Timestamp": "1766483292", "Content": "second", "PkgLogId": "2"]
        answer = [
          "LogResults": [
            "Context": "", "ListOver": true, "Results": counter.next() == 1 ? [line] : [line, next],
          ]
        ]
      }
      guard let body = try? JSONCoding.encode(JSON.object(["Response": answer])) else { return .lose }
      return .answer(Answer(200, headers: [Field("Content-Type", "application/json")], body: body))
    }
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    let since = Timestamp(seconds: 1_766_483_200)
    let first = try await express.provider.log(.run, of: nil, since: since, after: nil)
    #expect(first.lines == ["2025-12-23T09:48:10Z first"])
    let second = try await express.provider.log(.run, of: nil, since: nil, after: first.next)
    #expect(second.lines == ["2025-12-23T09:48:12Z second"])
    #expect(second.next != nil)
    #expect(
      try server.requests.bodies(of: "SearchClsLog").map { $0["StartTime"]?.string } == [
        "2025-12-23 17:46:40", "2025-12-23 17:47:55",
      ])
  }

  /// A service that has written `count` lines in its last `seconds`. With a cursor, a search returns `most` lines at most.
  private func busy(_ count: Int, in seconds: Int = 10, most: Int = .max) throws -> LoopbackServer {
    let end = Int(Express.now.seconds)
    let lines = (0..<count).map { index -> (time: Int, line: JSON) in
      let time = end - seconds + index * seconds / count
      return (
        time,
        [
          "Timestamp": .integer(time * 1000), "Content": .string("line \(index)"),
          "PkgLogId": .integer(index),
        ]
      )
    }
    return try LoopbackServer { request in
      guard request.action == "SearchClsLog",
        let body = try? JSONCoding.decode(JSON.self, from: request.body.bytes ?? [], answering: ""),
        let text = body["StartTime"]?.string?.replacing(" ", with: "T"),
        let start = ISODate.parse("\(text)+08:00")?.seconds
      else {
        let records: JSON = ["DeployRecords": [["DeployId": "007", "Status": "normal", "RunId": "r"]]]
        let body = try? JSONCoding.encode(JSON.object(["Response": records]))
        return .answer(Answer(200, headers: [Field("Content-Type", "application/json")], body: body ?? []))
      }
      let found = lines.filter { $0.time >= Int(start) }.prefix(most)
      let skipped = Int(body["Context"]?.string ?? "") ?? 0
      let page = found.dropFirst(skipped).prefix(100)
      let next = skipped + page.count
      let answer: JSON = [
        "LogResults": [
          // Beyond what a cursor returns there is nothing, and no word of it.
          "Context": .string(String(next)), "ListOver": .boolean(most == .max && next >= found.count),
          "Results": .array(page.map(\.line)),
        ]
      ]
      let encoded = try? JSONCoding.encode(JSON.object(["Response": answer]))
      return .answer(Answer(200, headers: [Field("Content-Type", "application/json")], body: encoded ?? []))
    }
  }

  /// As `logs --follow` reads: again and again until nothing new is there.
  private func followed(_ server: LoopbackServer) async throws -> (lines: [String], reads: Int) {
    let express = try Express(on: server.endpoint)
    var (lines, position, reads, pauses) = ([String](), String?.none, 0, 0)
    while reads < 500, pauses < 3 {
      let page = try await express.provider.log(.run, of: nil, since: nil, after: position)
      lines += page.lines
      position = page.next
      reads += 1
      if page.isUpToDate { pauses += 1 }
    }
    return (lines, reads)
  }

  @Test func `a service that writes more than a page within some seconds is followed on`() async throws {
    let server = try busy(450)
    defer { server.stop() }
    let (lines, reads) = try await followed(server)
    #expect(lines.count == 450 && Set(lines).count == 450)
    // All of it is within the overlap: it is searched again, and known.
    #expect(reads == 7)
  }

  @Test func `where a cursor is used up, a new search begins at the newest line`() async throws {
    let server = try busy(12_000, in: 1200, most: 10_000)
    defer { server.stop() }
    let (lines, _) = try await followed(server)
    #expect(lines.count == 12_000 && Set(lines).count == 12_000)
    let searches = try server.requests.bodies(of: "SearchClsLog")
    let starts = searches.compactMap { $0["StartTime"]?.string }
    #expect(Set(starts).count > 1)
  }

  @Test func `impossible times are not shown, and do not end the search`() async throws {
    let times: [JSON] = [
      .integer(.max), .integer(-5), "9999-12-31 23:59:59", "never", .integer(Int(Express.now.seconds)),
    ]
    let lines = times.enumerated().map { index, time -> JSON in
      ["Timestamp": time, "Content": .string("line"), "PkgLogId": .integer(index)]
    }
    let server = try scripted([
      "DescribeCloudRunDeployRecord": ["DeployRecords": [["DeployId": "007", "Status": "normal"]]],
      "SearchClsLog": ["LogResults": ["ListOver": true, "Results": .array(lines)]],
    ])
    defer { server.stop() }
    let express = try Express(on: server.endpoint)
    let page = try await express.provider.log(.run, of: nil, since: nil, after: nil)
    #expect(page.lines.prefix(2) == ["line", "line"] && page.lines[3] == "line")
    #expect(page.lines.last == "2025-12-23T09:48:10Z line")
    _ = try await express.provider.log(.run, of: nil, since: nil, after: page.next)
    let last = try #require(try server.requests.bodies(of: "SearchClsLog").last)
    // Not after now.
    #expect(last["StartTime"] == "2025-12-23 17:48:10")
    #expect(last["EndTime"] == "2025-12-23 17:48:25")
  }

  @Test func `a version that does not exist has no log`() async throws {
    let cloud = try EmulatedTencent.holding("express")
    defer { cloud.stop() }
    let failure = await #expect(throws: Failure.self) {
      try await Express(on: cloud.endpoint).provider.log(.run, of: "express-099", since: nil, after: nil)
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.remedies == ["list them: sampan history production"])
  }
}
