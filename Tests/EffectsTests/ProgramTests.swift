import Effects
import Foundation
import HTTP
import Model
import Support
import Synchronization
import Testing

@Suite struct ProgramTests {
  /// The real one, with this PATH.
  private func world(path: String? = nil) -> World {
    var world = World.live(
      version: "test", stop: StopSignal(), tell: { _ in })
    if let path { world.run = { (program) throws(Failure) in try await runProgram(program, ["PATH": path]) } }
    return world
  }

  private func failure(_ program: Program, path: String? = nil) async throws -> Failure {
    do {
      _ = try await world(path: path).run(program)
    } catch {
      return error
    }
    throw Unexpected()
  }

  private struct Unexpected: Error {}

  @Test func `a program gets its arguments as they are, and its input`() async throws {
    let hostile = "$(touch x); `id` \"'\\ *\n"
    let program = Program(
      "sh", ["-c", "printf '%s|' \"$@\"; cat; echo sorry >&2; exit 3", "sh", hostile, ""],
      input: Array("in".utf8), deadline: .seconds(20))
    let result = try await world().run(program)
    #expect(result.status == 3)
    #expect(String(decoding: result.output, as: UTF8.self) == "\(hostile)||in")
    #expect(String(decoding: result.errors, as: UTF8.self) == "sorry\n")
  }

  @Test func `a program gets none of our descriptors, be they meant for it or not`() async throws {
    // Not marked to be closed, as a library may leave them.
    let descriptors = [
      unsafe open("/dev/null", O_RDONLY), socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0),
      fcntl(unsafe open("/dev/null", O_RDONLY), F_DUPFD, 300),
    ]
    defer { descriptors.forEach { close($0) } }
    let script = "i=3; while [ $i -lt 400 ]; do [ -e /proc/$$/fd/$i ] && echo $i; i=$((i+1)); done; true"
    let result = try await world().run(Program("sh", ["-c", script], deadline: .seconds(50)))
    #expect(String(decoding: result.output, as: UTF8.self) == "")
    #expect(result.status == 0)
  }

  @Test func `a program gets what it needs of our environment, and no credentials of ours`() async throws {
    let needed = [
      "PATH": "/usr/bin:/bin", "HOME": "/root", "DOCKER_CONFIG": "/docker", "AWS_PROFILE": "ci",
      "HTTPS_PROXY": "http://proxy:1", "AWS_SECRET_ACCESS_KEY": "aws", "GOOGLE_OAUTH_ACCESS_TOKEN": "google",
      "DOCKER_AUTH_CONFIG": "{}", "SSH_AUTH_SOCK": "/agent",
    ]
    let credentials = [
      "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN", "TCB_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
      "WECHAT_COMPONENT_VERIFY_TICKET", "WECHAT_TOKEN_URL", "SAMPAN_REGISTRY_PASSWORD", "SAMPAN_ID_TOKEN",
      "CI_REGISTRY_PASSWORD", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "PLUGIN_TENCENTCLOUD_SECRET_KEY",
      "GITHUB_TOKEN", "CI_JOB_TOKEN", "CI_JOB_JWT", "CI_JOB_JWT_V2", "ACTIONS_RUNTIME_TOKEN",
      "MYSQL_PASSWORD",
    ]
    let all = needed.merging(credentials.map { ($0, "secret") }) { $1 }
    let result = try await runProgram(Program("env", [], deadline: .seconds(20)), all)
    let lines = Set(String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init))
    #expect(lines == Set(needed.map { "\($0)=\($1)" }))
  }

  @Test func `a program that does not end is killed with all it started`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let mark = "\(folder.path)/mark"
    let start = ContinuousClock.now
    let failure = try await failure(
      Program("sh", ["-c", "(sleep 2; touch '\(mark)') & sleep 300"], deadline: .milliseconds(300)))
    #expect(failure.kind == .unavailable)
    #expect(ContinuousClock.now - start < .seconds(100))
    try await Task.sleep(for: .seconds(2.5))
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test func `a command that never stops printing ends at its deadline, however slow its lines are reported`()
    async throws
  {
    let pieces = Mutex(0)
    let command = WorkTreeCommand(
      ["yes"], named: "yes", in: "/", variables: ["PATH": "/usr/bin:/bin"], deadline: .milliseconds(300))
    let failure = await #expect(throws: Failure.self) {
      _ = try await world().runCommand(command) { news in
        guard case .output = news else { return }
        pieces.withLock { $0 += 1 }
        usleep(200_000)
      }
    }
    #expect(failure?.kind == .unavailable)
    // Two until the deadline, some until it has ended, and what was in its pipe.
    #expect(pieces.withLock { $0 } < 40)
  }

  @Test func `all that a command has printed before its end is read`() async throws {
    let count = Mutex(0)
    let command = WorkTreeCommand(
      ["sh", "-c", "head -c 300000 /dev/zero"], named: "head", in: "/",
      variables: ["PATH": "/usr/bin:/bin"], deadline: .seconds(50))
    let status = try await world().runCommand(command) { news in
      guard case .output(let bytes) = news else { return }
      count.withLock { $0 += bytes.count }
    }
    #expect(status == 0 && count.withLock { $0 } == 300_000)
  }

  @Test func `a program that leaves somebody behind has ended nevertheless`() async throws {
    let start = ContinuousClock.now
    let result = try await world().run(
      Program("sh", ["-c", "sleep 300 & echo done"], deadline: .seconds(200)))
    #expect(String(decoding: result.output, as: UTF8.self) == "done\n")
    #expect(ContinuousClock.now - start < .seconds(100))
  }

  @Test func `a stopped run stops the program`() async throws {
    let world = world()
    let start = ContinuousClock.now
    let task = Task { () -> Failure? in
      do throws(Failure) {
        _ = try await world.run(Program("sleep", ["300"], deadline: .seconds(300)))
        return nil
      } catch {
        return error
      }
    }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    #expect(await task.value?.kind == .interrupted)
    #expect(ContinuousClock.now - start < .seconds(100))
  }

  @Test func `only the end of a long story is kept`() async throws {
    let script = "i=0; while [ $i -lt 300 ]; do printf '%8192s' x; i=$((i+1)); done; echo end"
    let result = try await world().run(Program("sh", ["-c", script], deadline: .seconds(50)))
    #expect(result.output.count == 1 << 20)
    #expect(result.output.suffix(4) == Array("end\n".utf8)[...])
  }

  @Test func `a program can be stopped by signals`() async throws {
    let result = try await world().run(
      Program("sh", ["-c", "kill -TERM $$; sleep 1; echo blocked"], deadline: .seconds(20)))
    #expect(result.status == 128 + SIGTERM && result.output == [])
  }

  @Test func `a signal that killed it is told`() async throws {
    let result = try await world().run(Program("sh", ["-c", "kill -9 $$"], deadline: .seconds(20)))
    #expect(result.status == 137)
  }

  @Test func `programs are looked for in absolute folders only`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    // A link, not a script of our own: one that was written just now may be "busy" while other tests fork.
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/judge", withDestinationPath: "/bin/echo")
    let program = Program("judge", ["found"], deadline: .seconds(20))
    let found = try await world(path: "relative:\(folder.path)").run(program)
    #expect(String(decoding: found.output, as: UTF8.self) == "found\n")
    // The same folder, from where we stand.
    let up = FileManager.default.currentDirectoryPath.split(separator: "/").map { _ in "../" }.joined()
    for path in [up + folder.path.dropFirst(), ".", "", "/nowhere"] {
      #expect(try await failure(program, path: path).kind == .configuration)
    }
    #expect(try await failure(Program("../judge", [], deadline: .seconds(1))).kind == .defect)
  }
}
