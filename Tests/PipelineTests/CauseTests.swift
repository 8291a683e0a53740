import Model
import Testing

@testable import Pipeline

/// What the logs of failed rollouts say, and what is told of it. The logs are in our own words; each form is that of a
/// real log, named in the table of recognizers.
@Suite struct CauseTests {
  struct Sample: Sendable, CustomStringConvertible {
    var recognizer: String
    var log: [String]
    var what: String
    var description: String { recognizer }

    init(_ recognizer: String, _ log: String, _ what: String) {
      self.recognizer = recognizer
      self.log = log.split(separator: "\n").map(String.init)
      self.what = what
    }
  }

  private static func diagnosis(_ lines: [String], reasons: [String] = []) -> Diagnosis? {
    Diagnosis(
      of: [LogExcerpt(title: "log", lines: lines)], reasons: reasons, imageAccess: "give it the secret",
      all: "sampan logs prod", run: "sampan logs prod --run")
  }

  @Test(arguments: [
    "ERROR: failed to read dockerfile: open /build/Dockerfile: no such file or directory",
    "Error response from daemon: dockerfile parse error line 15: unknown instruction: SET",
  ]) func `no step is blamed for what is wrong with the Dockerfile itself`(line: String) throws {
    let found = try #require(Self.diagnosis(["#2 [2/3] RUN npm ci", line]))
    #expect(!found.what.description.contains("npm ci"), "\(found.what)")
  }

  static let samples: [Sample] = [
    Sample(
      "npm/conflict",
      "npm ERR! code ERESOLVE\nnpm ERR! Found: vite@5.4.0\nnpm ERR! peer vite@\"^7\" from @acme/sass@1.3.0",
      "dependency conflict: @acme/sass@1.3.0 needs vite@^7 (found vite@5.4.0)"),
    Sample("npm/conflict", "npm error ERESOLVE unable to resolve", "dependency conflict in package.json"),
    Sample(
      "npm/lock-differs",
      "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.\n"
        + "npm error Missing: @acme/core@1.11.3 from lock file",
      "package-lock.json does not match package.json (@acme/core@1.11.3 is missing)"),
    Sample(
      "npm/no-lock", "npm ERR! The `npm ci` command can only install with an existing package-lock.json or",
      "npm ci needs a package-lock.json, and there is none"),
    Sample("npm/script", "npm ERR! missing script: start", "package.json has no script \"start\""),
    Sample(
      "npm/unknown-package", "npm error 404  'acme-shop@1.0.0' is not in this registry.",
      "npm's registry does not have acme-shop@1.0.0"),
    Sample(
      "npm/unknown-package", "npm ERR! 404  '@acme/shop@1.0.0' is not in the npm registry.",
      "npm's registry does not have @acme/shop@1.0.0"),
    Sample(
      "npm/network", "npm ERR! code EAI_AGAIN",
      "npm could not download packages: the network of the build is slow or closed"),
    Sample(
      "node/heap",
      "FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory",
      "Node.js ran out of memory"),
    Sample(
      "typescript/error", "src/cart.ts(12,5): error TS2304: Cannot find name 'price'.",
      "TypeScript error: TS2304: Cannot find name 'price'"),
    Sample(
      "typescript/error", "src/Cart.vue(14,35): error TS2304: Cannot find name 'props'.",
      "TypeScript error: TS2304: Cannot find name 'props'"),
    Sample(
      "pip/version", "ERROR: No matching distribution found for django==9.1",
      "pip found no version of django==9.1 for the image's Python"),
    Sample(
      "pip/conflict",
      "ERROR: Cannot install -r requirements.txt (line 2) and flask==2 because these package versions have conflicting dependencies.",
      "dependency conflict: -r requirements.txt (line 2) and flask==2 are incompatible"),
    Sample(
      "pip/no-file",
      "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'requirements.txt'",
      "requirements.txt is not in the image"),
    Sample(
      "python/module", "ModuleNotFoundError: No module named 'flask'",
      "the Python module flask is not in the image"),
    Sample(
      "maven/compile", "[ERROR] /b/src/main/java/shop/Cart.java:[7,39] package shop.price does not exist",
      "Java error: package shop.price does not exist"),
    Sample(
      "maven/dependency",
      "[ERROR] Failed to execute goal: Could not find artifact shop:price:jar:4.2 in central (https://repo.example)",
      "Maven could not resolve shop:price:jar:4.2"),
    Sample("maven/tests", "[ERROR] There are test failures.", "tests failed in the build"),
    Sample(
      "gradle/dependency", "   > Could not resolve shop:price:4.2.", "Gradle could not resolve shop:price:4.2"
    ),
    Sample("java/compile", "/b/src/shop/Cart.java:7: error: ';' expected", "Java error: ';' expected"),
    Sample(
      "java/no-main", "no main manifest attribute, in /app.jar",
      "/app.jar is not a program: it has no main class"),
    Sample(
      "java/version",
      "java.lang.UnsupportedClassVersionError: shop/Cart has been compiled by a more recent version of the Java Runtime"
        + " (class file version 61.0), this version of the Java Runtime only recognizes class file versions up to 52.0",
      "the program needs Java 17, and the image has Java 8"),
    Sample(
      "go/toolchain", "go: go.mod requires go >= 1.24.0 (running go 1.23.5; GOTOOLCHAIN=local)",
      "go.mod needs Go 1.24.0, and the image has Go 1.23.5"),
    Sample(
      "go/sum", "main.go:13:2: missing go.sum entry for module providing package example.com/json; to add:",
      "go.sum does not match go.mod"),
    Sample(
      "go/compile", "Step 2/3 : RUN go build\n./main.go:12:5: undefined: serve",
      "\"go build\" failed: Go error: undefined: serve"),
    Sample(
      "docker/copy",
      "COPY failed: file not found in build context or excluded by .dockerignore: stat dist: file does not exist",
      "\"dist\" is not in the commit, or is excluded"),
    Sample(
      "docker/copy", "ADD failed: stat /var/lib/docker/tmp/builder1/shop.jar: no such file or directory",
      "\"var/lib/docker/tmp/builder1/shop.jar\" is not in the commit, or is excluded"),
    Sample(
      "docker/no-base",
      "Dockerfile:2\nERROR: failed to solve: node:99: failed to resolve source metadata for docker.io/library/node:99: docker.io/library/node:99: not found",
      "the base image docker.io/library/node:99 does not exist"),
    Sample(
      "docker/private-base",
      "ERROR: failed to solve: x: failed to resolve source metadata for docker.io/acme/x:1: pull access denied, repository does not exist",
      "the builder is not allowed to pull the base image, or it does not exist"),
    Sample(
      "docker/rate-limit", "toomanyrequests: You have reached your pull rate limit.",
      "Docker Hub refuses further pulls: the rate limit is reached"),
    Sample(
      "docker/syntax", "Error response from daemon: dockerfile parse error line 15: unknown instruction: SET",
      "syntax error in the Dockerfile: unknown instruction: SET"),
    Sample(
      "docker/no-dockerfile",
      "ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory",
      "there is no Dockerfile in the package"),
    Sample(
      "apt/package", "E: Unable to locate package libvips42",
      "the package libvips42 does not exist for the image's system"),
    Sample("disk/full", "write /var/lib/x: no space left on device", "the disk of the instance is full"),
    Sample(
      "shell/not-found", "/bin/sh: 1: gunicorn: not found", "the program \"gunicorn\" is not in the image"),
    Sample(
      "docker/command", "Step 2/3 : RUN make\nThe command '/bin/sh -c make' returned a non-zero code: 2",
      "\"make\" failed with exit code 2"),
    Sample(
      "image/platform", "Error: no matching manifest for linux/amd64 in the manifest list entries",
      "the image is not built for linux/amd64"),
    Sample(
      "image/denied",
      "Failed to pull image \"registry.example.com/acme/api:1\": rpc error: Error response from daemon: unauthorized: authentication required",
      "the cloud is not allowed to pull the image registry.example.com/acme/api:1: it is private, or does not exist"
    ),
    Sample(
      "image/denied",
      "Error response from daemon: pull access denied for acme/api, repository does not exist or may require 'docker login'",
      "the cloud is not allowed to pull the image acme/api: it is private, or does not exist"),
    Sample(
      "image/missing", "Back-off pulling image \"acme/api:9\": manifest unknown",
      "the image acme/api:9 does not exist in its registry"),
    Sample("image/pull", "Warning BackOff Error: ImagePullBackOff", "the cloud could not pull the image"),
    Sample(
      "exec/format", "exec /app/server: exec format error",
      "the program is built for another kind of processor"),
    Sample(
      "exec/permission",
      "unable to start container process: exec: \"/entrypoint.sh\": permission denied: unknown",
      "/entrypoint.sh is not executable"),
    Sample(
      "exec/missing", "exec: \"gunicorn\": executable file not found in $PATH",
      "gunicorn is not in the image, or the interpreter in its first line is not"),
    Sample(
      "exec/library",
      "./server: error while loading shared libraries: libssl.so.3: cannot open shared object file",
      "the library libssl.so.3 is not in the image"),
    Sample("node/module", "Error: Cannot find module 'express'", "the package express is not in the image"),
    Sample(
      "port/in-use", "Error: listen EADDRINUSE: address already in use :::3000",
      "the port is already in use in the container: the program listens twice"),
    Sample(
      "port/denied", "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)",
      "the program is not allowed to listen on 0.0.0.0:80"),
    Sample(
      "app/connect", "Error: connect ECONNREFUSED 10.0.0.5:3306",
      "the program could not connect to 10.0.0.5:3306"),
    Sample(
      "memory/killed", "Last State: Terminated Reason: OOMKilled",
      "the program needs more memory than the service has, and was killed"),
    Sample(
      "memory/killed", "#9 [3/3] RUN npm run build\n#9 ERROR: process did not complete: exit code: 137",
      "\"npm run build\" failed: the build needs more memory than the builder has, and was killed"),
    Sample(
      "quota/resources", "0/8 nodes are available: 8 Insufficient cpu, 8 Insufficient memory.",
      "the account or the environment has no quota left for the new instances"),
    Sample(
      "probe/refused",
      "Readiness probe failed: Get \"http://10.0.0.7:8080/\": dial tcp 10.0.0.7:8080: connect: connection refused",
      "nothing listens on port 8080 in the new release"),
    Sample(
      "probe/status", "Readiness probe failed: HTTP probe failed with statuscode: 404",
      "the health check of the new release is answered with status 404"),
    Sample(
      "probe/other", "Liveness probe failed: context deadline exceeded",
      "the new release does not pass its health check: context deadline exceeded"),
    Sample(
      "program/restarts", "Back-off restarting failed container",
      "the program of the new release keeps exiting"),
  ]

  @Test(arguments: samples) func `the cause is found in the log, with what to do`(sample: Sample) throws {
    let found = try #require(Self.diagnosis(sample.log))
    #expect(found.what.description == sample.what)
    #expect(!found.cause.remedies.isEmpty)
  }

  @Test func `every row of the table has a sample`() {
    let sampled = Set(Self.samples.map(\.recognizer))
    #expect(Set(Recognizer.all.map(\.name)) == sampled)
    #expect(sampled.count >= 20)
  }

  @Test func `a log without an error that is known says nothing`() {
    let lines = [
      "npm warn ERESOLVE overriding peer dependency", "npm WARN deprecated x@1: not found",
      "added 214 packages",
      "ERROR: build image failed: exit status 1", "Listening on :8080", "12:00:01 GET /unauthorized 200",
    ]
    #expect(Self.diagnosis(lines) == nil)
    #expect(Self.diagnosis([]) == nil)
  }

  @Test func `a cause counts before a symptom that comes first, and that before a failed command`() throws {
    let probe = "Readiness probe failed: dial tcp 10.0.0.7:80: connect: connection refused"
    let found = try #require(
      Self.diagnosis([probe, "Error: Cannot find module '/app/a.js'", "CrashLoopBackOff"]))
    #expect(found.what == "the program /app/a.js is not in the image")
    let first = try #require(Self.diagnosis(["Step 1/2 : RUN make", "returned a non-zero code: 2", probe]))
    #expect(first.what.description.contains("nothing listens on port 80"))
    // The first of two causes, and the log before the provider's reason.
    let two = try #require(
      Self.diagnosis(["exec format error", "no space left on device"], reasons: ["OOMKilled"]))
    #expect(two.what == "the program is built for another kind of processor")
    #expect(
      try #require(Self.diagnosis(["fine"], reasons: ["OOMKilled"])).what.description.contains("memory"))
  }

  @Test func `the log is cut to the error`() throws {
    let lines = (1...40).map { "line \($0)" } + ["npm error code ERESOLVE"] + (41...80).map { "line \($0)" }
    let found = try #require(Self.diagnosis(lines))
    let shown = try #require(found.excerpts.first)
    #expect(shown.lines.count == 12 && shown.lines[2] == "npm error code ERESOLVE")
    #expect(shown.rest == "… 69 more lines: sampan logs prod")
  }

  /// Lines of any shape, also long ones that nearly match, cost no more than their length.
  @Test func `a hostile log is read in no time`() {
    let long = String(repeating: "go.mod requires go >= ", count: 200_000)
    let lines = [
      long, String(repeating: "{", count: 100_000), "\u{1B}[31m", "", "\u{0}", ":[,] .java:[", "[] RUN ",
    ]
    let start = ContinuousClock.now
    _ = Self.diagnosis(Array(repeating: lines, count: 5).flatMap(\.self))
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func `a private image is told with what each cloud needs`() throws {
    let found = try #require(
      Self.diagnosis(["Error: pull access denied for acme/api, repository does not exist"]))
    #expect(found.cause.remedies.first == "give it the secret")
    #expect(found.cause.blame == [.image])
  }

  // MARK: The line to blame

  private func place(
    _ lines: [String], files: [String: String], folder: String = "", options: [String: JSON] = [:]
  ) throws -> Place? {
    let found = try #require(Self.diagnosis(lines))
    let target = Target(
      name: "prod", place: Place(file: "sampan.json", line: 2, column: 3), provider: "tcbr",
      options: options.mapValues { Target.Option($0, at: Place(file: "sampan.json", line: 9, column: 7)) },
      version: [], remark: [])
    return BlamedPlace(target: target, folder: folder) { files[$0] }.place(of: found.cause.blame, found.step)
  }

  @Test func `the line of the repository is named`() throws {
    let package = "{\n  \"dependencies\": {\n    \"react\": \"^18.3.1\"\n  }\n}\n"
    let docker = "FROM node:22\nWORKDIR /app\nRUN npm ci \\\n  --omit=dev\nCMD [\"node\", \"server.js\"]\n"
    let conflict = [
      "npm error code ERESOLVE", "npm error Found: react@18.3.1", "npm error peer react@\"^19\" from a@1",
    ]
    let files = ["package.json": package, "Dockerfile": docker]
    #expect(try place(conflict, files: files) == Place(file: "package.json", line: 3))
    // In a folder of the repository.
    #expect(
      try place(conflict, files: ["web/package.json": package], folder: "web")
        == Place(file: "web/package.json", line: 3))
    // As the log names it, and by the words of the instruction.
    let named = [
      "#5 [3/4] RUN make", "make: error did not complete successfully: exit code: 2", "Dockerfile:2",
    ]
    #expect(try place(named, files: files) == Place(file: "Dockerfile", line: 2))
    let unnamed = ["Step 3/4 : RUN npm ci   --omit=dev", "returned a non-zero code: 1"]
    #expect(try place(unnamed, files: files) == Place(file: "Dockerfile", line: 3))
    // A path from inside the image.
    let compile = ["Step 2/2 : RUN go build", "/src/app/cmd/main.go:3:2: undefined: x"]
    #expect(
      try place(compile, files: ["cmd/main.go": "1\n2\n3\n"]) == Place(file: "cmd/main.go", line: 3))
    // An option, and the last base image.
    let port = ["Readiness probe failed: dial tcp 10.0.0.7:80: connect: connection refused"]
    #expect(
      try place(port, files: [:], options: ["items": ["Port": 80]])
        == Place(file: "sampan.json", line: 9, column: 7))
    #expect(
      try place(
        ["./a: error while loading shared libraries: b.so: x"], files: ["Dockerfile": "FROM a\nFROM b\n"])
        == Place(file: "Dockerfile", line: 2))
  }

  @Test func `a line or file that does not exist is not named`() throws {
    #expect(
      try place(
        ["Step 1/1 : RUN make", "returned a non-zero code: 1", "Dockerfile:99"],
        files: ["Dockerfile": "FROM a"]) == nil)
    #expect(try place(["a.java:999999999: error: x"], files: ["a.java": "1"]) == nil)
    #expect(try place(["[ERROR] /../../etc/passwd.java:[1,1] x"], files: [:]) == nil)
  }
}
