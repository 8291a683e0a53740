import Model

/// Errors of pulling and starting an image, and of the program in it, each with the public report of a real log that has
/// it.
extension Recognizer {
  static let run: [Recognizer] = image + start + program + platform

  /// Docker's, containerd's and kubelet's messages, and those of registries within them.
  private static let image: [Recognizer] = [
    // github.com/reactive-resume/app/issues/1385, github.com/codefactoryhu/manifest/issues/11
    Recognizer(
      "image/platform",
      ["no matching manifest for {} in the manifest list", "no match for platform in manifest"]
    ) { found in
      Cause(
        "the image is not built for \(found.values.isEmpty ? "the cloud's machines" : "\(found.value())")",
        ["build it for this platform: docker buildx build --platform linux/amd64"], blame: [.image])
    },
    // github.com/octarinesec/octarine-operator/issues/15, …/buildkit-cli-for-kubectl/issues/119
    Recognizer(
      "image/denied",
      [
        "pull access denied", "insufficient_scope: authorization failed",
        "unauthorized: authentication required",
        "unauthorized: access to the requested resource", "unauthorized: incorrect username or password",
        "no basic auth credentials", "requested access to the resource is denied", "failed to authorize: {}",
        "pull image {} 401 unauthorized", "unexpected status {} 401 unauthorized",
        "unexpected status {} 403 forbidden",
      ]
    ) { found in
      guard !found.isOfBuild else { return nil }
      return Cause(
        "the cloud is not allowed to pull the image\(found.image): it is private, or does not exist",
        [
          found.imageAccess,
          "make the repository public, or push the image to a registry that the cloud can read",
        ]
        .compactMap(\.self), blame: [.image])
    },
    // github.com/open-telemetry/opentelemetry-operator/issues/239, github.com/kubevela/kubevela/pull/981
    Recognizer(
      "image/missing",
      [
        "manifest unknown", "failed to resolve reference {}: {}: not found",
        "failed to pull image {} not found",
      ]
    ) { found in
      guard !found.isOfBuild else { return nil }
      return Cause(
        "the image\(found.image) does not exist in its registry",
        ["push it before the deploy; check \"repository\" and \"tag\" of the target's \"image\""],
        blame: [.image])
    },
    // kubelet's messages for any failure to pull: github.com/monitoringartist/kubernetes-zabbix/issues/11
    Recognizer(
      "image/pull", rank: .symptom,
      ["errimagepull", "imagepullbackoff", "back-off pulling image", "failed to pull image"]
    ) { found in
      Cause(
        "the cloud could not pull the image\(found.image)",
        [
          "check that it exists and that the cloud may read it: docker pull of it, without a login",
          found.imageAccess,
        ].compactMap(\.self), blame: [.image])
    },
  ]

  private static let start: [Recognizer] = [
    // github.com/combor/k8s-mongo-labeler-sidecar/issues/14
    Recognizer("exec/format", ["exec format error"]) { _ in
      Cause(
        "the program is built for another kind of processor",
        ["build the image for linux/amd64: docker buildx build --platform linux/amd64"],
        blame: [.image, .base("")])
    },
    // github.com/wso2/docker-is/issues/463, github.com/aminvakil/docker-ocserv/issues/52
    Recognizer("exec/permission", ["exec: {}: permission denied", "exec {}: permission denied"]) { found in
      let name = found.value().split(separator: "/").last.map(String.init) ?? ""
      return Cause(
        "\(found.value()) is not executable",
        ["git update-index --chmod=+x \(name), commit, and deploy again"],
        blame: [.text(name, in: "Dockerfile"), .image])
    },
    // github.com/wsvincent/lithium/issues/86
    Recognizer(
      "exec/missing",
      [
        "exec: {}: executable file not found", "exec: {}: no such file or directory",
        "exec {}: no such file or directory",
      ]
    ) { found in
      let path = found.value().split(separator: "\"").first.map(String.init) ?? found.value()
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return Cause(
        "\(path) is not in the image, or the interpreter in its first line is not",
        ["correct CMD or ENTRYPOINT; a script needs line ends of Unix: git add --renormalize \(name)"],
        blame: [.text(name, in: "Dockerfile"), .image])
    },
    // github.com/hertzg/rtl_433_docker/issues/25
    Recognizer("exec/library", ["error while loading shared libraries: {}: {}"]) { found in
      Cause(
        "the library \(found.value()) is not in the image",
        ["install the package that has it in the last stage of the Dockerfile"], blame: [.base("")])
    },
  ]

  private static let program: [Recognizer] = [
    // github.com/freeCodeCamp/freeCodeCamp/issues/60650
    Recognizer("node/module", ["cannot find module {}"]) { found in
      let name = found.value().split(separator: "'").first.map(String.init) ?? found.value()
      let isFile = name.hasPrefix("/") || name.hasPrefix(".")
      return isFile
        ? Cause(
          "the program \(name) is not in the image",
          ["correct the start command, or copy the file into the image: what is built is not in the commit"],
          blame: [.text("CMD", in: "Dockerfile"), .text("\"start\"", in: "package.json")])
        : Cause(
          "the package \(name) is not in the image",
          ["add it to \"dependencies\" of package.json, and commit package-lock.json"],
          blame: [.text("\"\(name)\"", in: "package.json"), .text("", in: "package.json")])
    },
    // github.com/claabs/epicgames-freegames-node/issues/356
    Recognizer("port/in-use", ["eaddrinuse{}:{}", "address already in use"]) { found in
      Cause(
        "the port is already in use in the container: the program listens twice",
        ["start one program only, and listen on the port of the service"],
        blame: [.text("CMD", in: "Dockerfile")])
    },
    // github.com/nginx/docker-nginx/issues/571
    Recognizer(
      "port/denied", ["listen eacces: permission denied {}", "bind() to {} failed (13: permission denied)"]
    ) { found in
      Cause(
        "the program is not allowed to listen on \(found.value())",
        ["listen on a port above 1024 and set it as the service's port, or run as root"],
        blame: [.text("USER", in: "Dockerfile"), .option("Port")])
    },
    // github.com/mysqljs/mysql/issues/2352
    Recognizer(
      "app/connect", ["connect econnrefused {}", "connect etimedout {}", "getaddrinfo enotfound {}"]
    ) { found in
      guard !found.isOfBuild else { return nil }
      return Cause(
        "the program could not connect to \(found.value())",
        [
          "check the address in its variables, and that the service is in the same private network",
          "for tcbr, \"keepVpc\": true keeps the network of the live version",
        ], blame: [.option("EnvParam"), .option("VpcConf")])
    },
    // github.com/hmcts/cnp-flux-config/pull/28772
    Recognizer(
      "memory/killed",
      [
        "oomkilled", "out of memory: killed", "exit code: 137", "exit code 137", "exit status 137",
        "returned a non-zero code: 137", "signal: killed",
      ]
    ) { found in
      found.isOfBuild
        ? Cause(
          "the build needs more memory than the builder has, and was killed",
          ["build the image in CI and deploy it with \"image\", or make the build use less memory"],
          blame: [.instruction])
        : Cause(
          "the program needs more memory than the service has, and was killed",
          ["increase the memory of the service, or limit what the program uses"],
          blame: [.option("Mem"), .option("MemSpecs"), .option("mem")])
    },
  ]

  private static let platform: [Recognizer] = [
    // github.com/Consensys-Incorporated/quorum-kubernetes/issues/160
    Recognizer(
      "quota/resources",
      [
        "exceeded quota: {}", "insufficient cpu", "insufficient memory", "quota exceeded",
        "exceeds the quota",
      ]
    ) { _ in
      Cause(
        "the account or the environment has no quota left for the new instances",
        ["raise the quota in the console, or lower the instances, processors or memory of the service"],
        blame: [.option("MinNum"), .option("Cpu"), .option("cpu")])
    },
    // github.com/mittwald/kubernetes-secret-generator/issues/65
    Recognizer(
      "probe/refused", rank: .symptom,
      ["probe failed: {}dial tcp {}: connect: connection refused", "probe failed: {}connect to {} refused"]
    ) { found in
      let port = found.value(1).split(separator: ":").last.map(String.init) ?? ""
      return Cause(
        "nothing listens on port \(port) in the new release",
        [
          "make the program listen on 0.0.0.0:\(port), or set the port that it listens on as the service's",
          "see why it did not start: \(found.logs)",
        ], blame: [.option("Port"), .option("containerPort"), .text("EXPOSE", in: "Dockerfile")])
    },
    // github.com/SREGym/SREGym/issues/50
    Recognizer("probe/status", rank: .symptom, ["probe failed: http probe failed with statuscode: {}"]) {
      found in
      Cause(
        "the health check of the new release is answered with status \(found.value())",
        ["make its path answer with 200, or correct the path of the probe in the service's settings"])
    },
    // github.com/kubernetes/kubernetes/issues/115469
    Recognizer(
      "probe/other", rank: .symptom,
      ["readiness probe failed: {}", "liveness probe failed: {}", "startup probe failed: {}"]
    ) { found in
      Cause(
        "the new release does not pass its health check: \(found.value())",
        [
          "see why it did not start: \(found.logs)",
          "give a slow program more time: the initial delay of the probe",
        ])
    },
    // github.com/portainer/portainer/issues/5314
    Recognizer(
      "program/restarts", rank: .symptom, ["crashloopbackoff", "back-off restarting failed container"]
    ) { found in
      Cause(
        "the program of the new release keeps exiting",
        ["see what it prints before it exits: \(found.logs)"])
    },
  ]
}

extension Found {
  /// The name of the image, where the log has it.
  fileprivate var image: Text {
    let signs: [Sign] = ["image \"{}\"", "pull access denied for {},", "manifest for {} not found"]
    guard let name = signs.lazy.compactMap({ near($0)?.first }).first, !name.isEmpty else { return "" }
    return " \(name)"
  }
}
