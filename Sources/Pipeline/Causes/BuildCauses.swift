import Model

/// Errors of package managers, compilers and docker, each with the public report of a real log that has it.
extension Recognizer {
  static let build: [Recognizer] = npm + pip + java + go + docker + system

  /// `react` of `react@19.0.0`, `@acme/ui` of `@acme/ui@1`.
  private static func packageName(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return text }
    return String(text[..<at])
  }

  private static let installsNode: Text =
    "run npm install, commit the new package-lock.json, and deploy again"

  private static let npm: [Recognizer] = [
    // github.com/Ezka77/xen-orchestra-ce/issues/56
    Recognizer("npm/conflict", ["npm err{} eresolve"]) { found in
      guard let wanted = found.near(" peer {} from {}"), wanted.count == 2 else {
        return Cause(
          "dependency conflict in package.json", [installsNode], blame: [.text("", in: "package.json")])
      }
      let needed = wanted[0].replacing("\"", with: "")
      let installed: Text = found.near("found: {}").map { " (found \($0[0]))" } ?? ""
      return Cause(
        "dependency conflict: \(wanted[1]) needs \(needed)\(installed)", [installsNode],
        blame: [.text("\"\(packageName(needed))\"", in: "package.json")])
    },
    // github.com/team-wanderers/wasel/issues/38
    Recognizer(
      "npm/lock-differs", ["npm ci{} can only install packages when your package.json and package-lock.json"]
    ) { found in
      let missing = found.near("missing: {} from lock file")?.first ?? ""
      let detail: Text = missing.isEmpty ? "" : " (\(missing) is missing)"
      return Cause(
        "package-lock.json does not match package.json\(detail)", [installsNode],
        blame: missing.isEmpty
          ? []
          : [.text("\"\(packageName(missing))\"", in: "package.json"), .text("", in: "package-lock.json")])
    },
    // github.com/DomiStyle/docker-tor-browser/issues/50
    Recognizer("npm/no-lock", ["npm ci{} command can only install with an existing package-lock.json"]) { _ in
      Cause(
        "npm ci needs a package-lock.json, and there is none",
        ["commit package-lock.json, and copy it into the image before this step"])
    },
    // github.com/piyushsachdeva/CKA-2024/issues/4
    Recognizer("npm/script", ["npm err{} missing script: {}"]) { found in
      Cause(
        "package.json has no script \"\(found.value(1))\"",
        ["add it to \"scripts\", or correct the command in the Dockerfile"],
        blame: [.text("\"scripts\"", in: "package.json"), .text("", in: "package.json")])
    },
    // github.com/saleor/saleor-dashboard/issues/1478
    Recognizer(
      "npm/unknown-package",
      [
        "npm err{} '{}' is not in this registry", "npm err{} '{}' is not in the npm registry",
        "npm err{} notarget no matching version found for {}",
      ]
    ) { found in
      Cause(
        "npm's registry does not have \(found.value(1))",
        ["correct its name or version; for a private package, log in to its registry with an .npmrc"],
        blame: [.text("\"\(packageName(found.value(1)))\"", in: "package.json")])
    },
    // github.com/synzen/MonitoRSS/issues/382, github.com/npm/npm/issues/12090
    Recognizer(
      "npm/network",
      [
        "npm err{} code etimedout", "npm err{} code econnreset", "npm err{} code eai_again",
        "npm err{} network read {}",
      ]
    ) { _ in
      Cause(
        "npm could not download packages: the network of the build is slow or closed",
        [
          "deploy again, or use a mirror near the build: npm config set registry https://mirrors.cloud.tencent.com/npm/"
        ])
    },
    // github.com/chartdb/chartdb/issues/747
    Recognizer("node/heap", ["javascript heap out of memory"]) { _ in
      Cause(
        "Node.js ran out of memory",
        [
          "set NODE_OPTIONS=--max-old-space-size to less than the memory that there is, or give it more memory"
        ],
        blame: [.instruction])
    },
    // github.com/vmarchaud/consul-topology-visualizer/issues/3, github.com/mcieno/simple-secret-santa/issues/3
    Recognizer("typescript/error", ["{}({},{}): error ts{}"]) { found in
      guard let line = Int(found.value(1)), ["s", "x", ".vue"].contains(where: found.value().hasSuffix)
      else { return nil }
      return Cause(
        "TypeScript error: TS\(found.value(3))", ["fix the error, and deploy again"],
        blame: [.line(line, in: found.value())])
    },
  ]

  private static let pip: [Recognizer] = [
    // github.com/DeepMicroscopy/Exact/issues/106
    Recognizer("pip/version", ["no matching distribution found for {}"]) { found in
      let name = String(found.value().prefix { !"=<>!~ [".contains($0) })
      return Cause(
        "pip found no version of \(found.value()) for the image's Python",
        ["correct the version, or change the Python of the image: FROM python:…"],
        blame: [.text(name, in: "requirements.txt"), .text(name, in: "pyproject.toml")])
    },
    // github.com/duo-labs/cloudmapper/issues/882
    Recognizer(
      "pip/conflict", ["cannot install {} because these package versions have conflicting dependencies"]
    ) { found in
      Cause(
        "dependency conflict: \(found.value()) are incompatible",
        [
          "loosen a version in requirements.txt until pip install -r requirements.txt works, and deploy again"
        ],
        blame: [.text("", in: "requirements.txt")])
    },
    // github.com/prakhar1989/docker-curriculum/issues/271
    Recognizer("pip/no-file", ["could not open requirements file: {} no such file or directory: {}"]) {
      found in
      Cause(
        "\(found.value(1)) is not in the image",
        ["commit it, and copy it into the image before this step"], blame: [.instruction])
    },
    // github.com/pictuga/morss/issues/73
    Recognizer("python/module", ["modulenotfounderror: no module named {}"]) { found in
      Cause(
        "the Python module \(found.value()) is not in the image",
        ["add the package that has it to requirements.txt, and deploy again"],
        blame: [.text("", in: "requirements.txt"), .text("", in: "pyproject.toml")])
    },
  ]

  /// The first release of Java whose classes have this version is 45 - 44 = 1.
  private static func java(_ version: String) -> String {
    Int(version.prefix(while: \.isNumber)).map { "Java \($0 - 44)" } ?? "class file version \(version)"
  }

  private static let java: [Recognizer] = [
    // github.com/jenkinsci/docker-plugin/issues/63
    Recognizer("maven/compile", ["[error] {}.java:[{},{}] {}"]) { found in
      Cause(
        "Java error: \(found.value(3))", ["fix the error, and deploy again"],
        blame: Int(found.value(1)).map { [.line($0, in: found.value() + ".java")] } ?? [])
    },
    // github.com/pipauwel/IFCtoRDF/issues/6
    Recognizer(
      "maven/dependency",
      ["could not find artifact {} in {}", "could not resolve dependencies for project {}"]
    ) { found in
      let parts = found.value().split(separator: ":")
      return Cause(
        "Maven could not resolve \(found.value())",
        [
          "correct its version, or add the repository that has it, with its credentials, to the settings of the build"
        ],
        blame: (parts.count > 1 ? [.text("<artifactId>\(parts[1])<", in: "pom.xml")] : [])
          + [.text("", in: "pom.xml")])
    },
    // github.com/stoerr/GrokConstructor/issues/22
    Recognizer("maven/tests", ["there are test failures"]) { _ in
      Cause("tests failed in the build", ["run mvn test and fix them; the log names each"])
    },
    // github.com/appunite/docker/issues/63
    Recognizer(
      "gradle/dependency", ["> could not resolve {}", "> could not find {}"]
    ) { found in
      let coordinates = found.value()
      let parts = coordinates.split(separator: ":")
      guard parts.count > 1, !coordinates.contains(" ") else { return nil }
      let name = String(parts.prefix(2).joined(separator: ":"))
      return Cause(
        "Gradle could not resolve \(coordinates)",
        ["correct its version, or add the repository that has it; if the network failed, deploy again"],
        blame: [
          .text(name, in: "build.gradle"), .text(name, in: "build.gradle.kts"), .text("", in: "build.gradle"),
          .text("", in: "build.gradle.kts"),
        ])
    },
    // github.com/JorenSix/Panako/issues/28: javac's form of an error, as Gradle prints it
    Recognizer("java/compile", ["{}.java:{}: error: {}"]) { found in
      Cause(
        "Java error: \(found.value(2))", ["fix the error, and deploy again"],
        blame: Int(found.value(1)).map { [.line($0, in: found.value() + ".java")] } ?? [])
    },
    // github.com/snyk-labs/java-goof/issues/377
    Recognizer("java/no-main", ["no main manifest attribute, in {}"]) { found in
      Cause(
        "\(found.value()) is not a program: it has no main class",
        ["package an executable jar (spring-boot-maven-plugin, shadowJar), and deploy again"],
        blame: [.text("", in: "pom.xml"), .text("", in: "build.gradle")])
    },
    // github.com/docker/getting-started/issues/343
    Recognizer(
      "java/version",
      [
        "compiled by a more recent version of the java runtime (class file version {}), this version {} up to {}"
      ]
    ) { found in
      Cause(
        "the program needs \(java(found.value())), and the image has \(java(found.value(2)))",
        ["use an image with \(java(found.value())) in the last FROM, or compile for \(java(found.value(2)))"],
        blame: [.base("")])
    },
  ]

  private static let go: [Recognizer] = [
    // github.com/projectdiscovery/mapcidr/issues/714
    Recognizer("go/toolchain", ["go.mod requires go >= {} (running go {}; gotoolchain={}"]) { found in
      let minor = found.value().split(separator: ".").prefix(2).joined(separator: ".")
      return Cause(
        "go.mod needs Go \(found.value()), and the image has Go \(found.value(1))",
        ["build with FROM golang:\(minor), or set ENV GOTOOLCHAIN=auto in the build stage"],
        blame: [.base("golang"), .text("go \(minor)", in: "go.mod")])
    },
    // github.com/apigee/registry/issues/336
    Recognizer("go/sum", ["missing go.sum entry for {}", "missing go.sum entry; {}"]) { _ in
      Cause(
        "go.sum does not match go.mod", ["run go mod tidy, commit go.sum, and deploy again"],
        blame: [.text("", in: "go.sum"), .text("", in: "go.mod")])
    },
    // github.com/asternic/wuzapi/issues/109
    Recognizer("go/compile", ["{}.go:{}:{}: {}"]) { found in
      guard let line = Int(found.value(1)), Int(found.value(2)) != nil, found.isOfBuild else { return nil }
      return Cause(
        "Go error: \(found.value(3))", ["fix the error, and deploy again"],
        blame: [.line(line, in: found.value() + ".go")])
    },
  ]

  private static let docker: [Recognizer] = [
    // github.com/moveit/moveit2_tutorials/issues/737, …/stable-diffusion-rocm/issues/7, …/gs-spring-boot-docker/issues/45
    Recognizer(
      "docker/copy",
      [
        "failed to calculate checksum of ref {}: {}: not found",
        "excluded by .dockerignore: {} {}: file does not exist",
        "copy failed: {} {}: no such file or directory", "add failed: {} {}: no such file or directory",
        "failed to get fileinfo for {}/workspace/{}: no such file or directory",
      ]
    ) { found in
      let path = String(found.value(1).drop { $0 == "/" })
      return Cause(
        "\"\(path)\" is not in the commit, or is excluded",
        [
          "commit it, or correct the path: it starts at the folder of the package",
          "check \"exclude\" of the package and .dockerignore; add what the CI builds with \"add\"",
        ], blame: [.instruction, .text("COPY \(path)", in: "Dockerfile"), .text(path, in: "Dockerfile")])
    },
    // github.com/isl-org/MiDaS/issues/281, github.com/infiniflow/ragflow/issues/828
    Recognizer(
      "docker/no-base",
      [
        "failed to resolve source metadata for {}: {}: not found",
        "failed to create llb definition: {}: not found",
        "manifest for {} not found: manifest unknown",
      ]
    ) { found in
      guard found.isOfBuild || found.near("dockerfile") != nil else { return nil }
      return Cause(
        "the base image \(found.value()) does not exist",
        ["correct the name or tag after FROM in the Dockerfile"],
        blame: [.instruction, .base(found.value().split(separator: "/").last.map(String.init) ?? "")])
    },
    // github.com/zhaarey/wrapper/issues/33
    Recognizer(
      "docker/private-base",
      [
        "failed to resolve source metadata for {}: pull access denied",
        "failed to authorize: failed to fetch {}",
      ]
    ) { found in
      Cause(
        "the builder is not allowed to pull the base image, or it does not exist",
        [
          "correct the name after FROM, or use a public image: the cloud's builder has no account at other registries"
        ],
        blame: [.instruction, .base("")])
    },
    // github.com/docker/hub-feedback/issues/2429, github.com/elastic/golang-crossbuild/issues/659
    Recognizer("docker/rate-limit", ["toomanyrequests: {}", "429 too many requests"]) { _ in
      Cause(
        "Docker Hub refuses further pulls: the rate limit is reached",
        ["deploy again later, or use a mirror in the Dockerfile: FROM mirror.ccs.tencentyun.com/library/…"],
        blame: [.instruction, .base("")])
    },
    // github.com/InternationalColorConsortium/iccDEV/issues/640
    Recognizer(
      "docker/syntax", ["dockerfile parse error on line {}: {}", "dockerfile parse error line {}: {}"]
    ) { found in
      Cause(
        "syntax error in the Dockerfile: \(found.value(1))", ["fix this line, and deploy again"],
        blame: Int(found.value()).map { [.line($0, in: "Dockerfile")] } ?? [], isOfStep: false)
    },
    // github.com/KeyValueSoftwareSystems/action-ecr-image-scan/issues/1
    Recognizer(
      "docker/no-dockerfile",
      [
        "failed to read dockerfile: open {}: no such file or directory",
        "unable to evaluate symlinks in dockerfile path",
      ]
    ) { _ in
      Cause(
        "there is no Dockerfile in the package",
        [
          "commit it at the package's root, or set its path in the provider's options",
          "before a deploy, sampan check warns of it",
        ],
        blame: [.option("items")], isOfStep: false)
    },
    // github.com/FinnBehrendt/node21-submit/pull/1
    Recognizer("apt/package", ["e: unable to locate package {}"]) { found in
      Cause(
        "the package \(found.value()) does not exist for the image's system",
        ["run apt-get update in the same RUN; check its name for the release in FROM"],
        blame: [.instruction, .text(found.value(), in: "Dockerfile")])
    },
  ]

  private static let system: [Recognizer] = [
    // github.com/theia-ide/theia-apps/issues/313
    Recognizer("disk/full", ["no space left on device"]) { found in
      Cause(
        found.isOfBuild ? "the disk of the builder is full" : "the disk of the instance is full",
        ["make the image smaller, clean up in the same RUN, or deploy again: another builder may have room"])
    },
    // github.com/zhouxiaoka/autoclip_mvp/issues/6, github.com/docker/python-docker-dev/issues/8
    Recognizer("shell/not-found", ["sh: {}: not found", "sh: {}: command not found"]) { found in
      let name = found.value().split(separator: " ").last.map(String.init) ?? found.value()
      return Cause(
        "the program \"\(name)\" is not in the image",
        [
          "install it before this step; npm ci --omit=dev and NODE_ENV=production leave out development packages"
        ],
        blame: [.instruction, .text(name, in: "package.json"), .text(name, in: "Dockerfile")])
    },
    // For any command; last, because it does not contain the cause: github.com/docker-library/gcc/issues/114
    Recognizer(
      "docker/command", rank: .general,
      [
        "did not complete successfully: exit code: {}", "returned a non-zero code: {}",
        "failed to execute command: waiting for process to exit: exit status {}",
      ]
    ) { found in
      guard let command = found.step?.command else { return nil }
      return Cause(
        "\"\(command)\" failed with exit code \(found.value())",
        ["run it on your machine, e.g. with docker build, and fix what it reports"], blame: [.instruction])
    },
  ]
}
