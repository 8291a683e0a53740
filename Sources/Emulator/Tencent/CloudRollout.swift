import Model

/// What a deploy is made of, after it was checked.
struct ServiceDeployment: Sendable {
  /// `CODE` or `CONFIG`.
  var changeType = "CODE"
  var deployType: String
  var releaseType = "FULL"
  var image = ""
  var packageName = ""
  var packageVersion = ""
  var remark = ""
  /// Settings of this version, by their names in `ServerBaseConfig`.
  var settings: [String: JSON]
  /// Why the source cannot be built, if so.
  var buildFailure: String?

  /// Something is built from source.
  var builds: Bool { changeType == "CODE" && deployType != "image" }
}

extension TencentState {
  /// Starts a rollout of a new version and returns its task.
  @discardableResult
  mutating func deploy(_ deployment: ServiceDeployment, at index: Int, course: Scenario.RolloutCourse)
    -> CloudTask
  {
    let service = services[index]
    let number = (service.versions.map(\.number).max() ?? 0) + 1
    let isGray = deployment.releaseType == "GRAY" || course == .staysGray
    let steps = steps(of: deployment, course: course, isGray: isGray)
    let task = CloudTask(
      id: nextTaskID(), changeType: deployment.changeType, releaseType: isGray ? "GRAY" : "FULL",
      deployType: deployment.deployType, previousVersion: service.online.first?.name ?? "",
      version: "\(service.name)-\(CloudVersion.padded(number))", created: now, started: elapsed,
      visibleFrom: scenario.update == .lateTask ? elapsed + 6 : elapsed, steps: steps,
      orderDelay: scenario.platform == .delaysOrder ? 120 : 0,
      routeDelay: scenario.platform == .delaysRouting ? 120 : 0, route: route)
    var version = CloudVersion(
      number: number, name: task.version, remark: deployment.remark, deployType: deployment.deployType,
      image: deployment.image, packageName: deployment.packageName,
      packageVersion: deployment.packageVersion, created: now, runID: "multi_tenant_\(task.id)",
      buildID: deployment.builds ? nextBuildID() : 0, status: "creating", flowRatio: 0,
      settings: deployment.settings)
    if deployment.builds {
      version.image =
        "ccr.ccs.tencentyun.com/tcb-100000000001-abcd/ca-abcd_\(service.name):\(version.name)"
      version.buildLog = RolloutLog.build(steps[0].failReason)
    }
    services[index].versions.append(version)
    services[index].tasks.append(task)
    return task
  }

  /// What a person will have routed to every gray candidate.
  private var route: CloudTask.Route? {
    switch scenario.platform {
    case .routesByParameter: CloudTask.Route(type: "URL_PARAMS", key: "v", value: "canary")
    case .routesByHeader: CloudTask.Route(type: "HEADERS", key: "x-tester", value: "yes")
    default: nil
    }
  }

  /// Another deploy's rollout, which succeeds.
  mutating func deployForStranger(at index: Int) {
    let deployment = ServiceDeployment(
      deployType: "image", image: "nginx:stranger", remark: "another deploy's change",
      settings: services[index].settings)
    deploy(deployment, at: index, course: .succeeds)
  }

  /// An earlier gray release: its traffic was given back, its order is still open.
  mutating func leaveOrder(at index: Int) {
    let deployment = ServiceDeployment(
      deployType: "image", releaseType: "GRAY", image: "nginx:gray", remark: "an earlier gray release",
      settings: services[index].settings)
    deploy(deployment, at: index, course: .staysGray)
    services[index].finish(CloudTask.End(at: elapsed, status: "stopped"))
    services[index].keepsOrder = true
  }

  private func steps(
    of deployment: ServiceDeployment, course: Scenario.RolloutCourse, isGray: Bool
  ) -> [CloudTask.Step] {
    var build = CloudTask.Step(name: "BuildImage", seconds: 40, failReason: deployment.buildFailure)
    var create = CloudTask.Step(name: "CreateVersion", seconds: 40)
    switch course {
    case .buildFails where deployment.builds:
      build.failReason = build.failReason ?? "build image failed: exit status 1"
    case .buildFails:
      create.failReason =
        scenario.refusesImages
        ? "Failed to pull image \"\(deployment.image)\": rpc error: code = Unknown desc = failed to resolve reference "
          + "\"\(deployment.image)\": pull access denied, repository does not exist or may require authorization: "
          + "server message: insufficient_scope: authorization failed"
        : "Back-off pulling image \"\(deployment.image)\": manifest unknown"
    case .crashes:
      let port = deployment.settings["Port"]?.integer ?? 8080
      create.failReason = "Readiness probe failed: dial tcp 10.0.0.7:\(port): connect: connection refused"
    case .neverEnds:
      create.isHeld = true
    case .succeeds, .staysGray:
      break
    }
    switch scenario.platform {
    case .losesBuild:
      build.dies(after: 40, "build not found")
      if !deployment.builds { create.dies(after: 40, "version not found") }
    case .neverBuilds:
      build.dies(after: 600, nil, status: "create_failed")
      if !deployment.builds { create.dies(after: 600, nil, status: "create_failed") }
    case .leavesTask:
      create.dies(after: 60, "Back-off restarting failed container", status: "deploy_failed")
    default: break
    }
    let release =
      isGray
      ? CloudTask.Step(name: "GrayRelease", seconds: 0, isHeld: true)
      : CloudTask.Step(name: "ReleaseVersion", seconds: 10)
    return (deployment.builds ? [build] : []) + [create, release]
  }
}

extension CloudTask.Step {
  fileprivate mutating func dies(after seconds: Double, _ reason: String?, status: String? = nil) {
    isHeld = true
    death = CloudTask.Death(seconds: seconds, status: status, reason: reason)
  }
}

/// What the platform logs while it rolls out. Hostile text on purpose: colors, and lines that CI systems would obey,
/// as in real build logs.
enum RolloutLog {
  static func build(_ failure: String?) -> [String] {
    var lines = ["Cloning package ...", "#1 [internal] load build definition from Dockerfile"]
    lines += (1...30).map { "#2 [2/3] RUN npm ci: package \($0) of 30" }
    if let failure {
      lines += ["::error::not an annotation of this job", "\u{1B}[31mERROR\u{1B}[0m: \(failure)"]
    } else {
      lines += ["#3 exporting to image", "#3 pushing layers done"]
    }
    return lines
  }

  /// What there is of a build's log by now: it grows while the build runs.
  static func build(of version: CloudVersion, _ task: CloudTask?, at time: Double) -> [String] {
    guard let task, let build = task.steps.first, build.name == "BuildImage" else { return version.buildLog }
    guard !build.isHeld else { return [] }
    let share = min(1, max(0, (min(time, task.end?.at ?? time) - task.started) / build.seconds))
    return Array(version.buildLog.prefix(Int(share * Double(version.buildLog.count))))
  }

  /// What the platform has done by now.
  static func process(_ task: CloudTask?, at time: Double) -> [String] {
    guard let task else { return [] }
    let time = min(time, task.end?.at ?? time)
    var lines: [String] = []
    var begin = task.started
    for step in task.steps where step.name != "GrayRelease" {
      let (create, check) =
        step.name == "BuildImage"
        ? ("create_build_image", "check_build_image")
        : ("create_eks_virtual_service", "check_eks_virtual_service")
      lines.append("\(create) : creating")
      if let death = step.death, let reason = death.reason, time >= begin + death.seconds {
        lines.append("\(check) : fail, [ErrorCode]:300502, [ErrorMessage]:\(reason)")
      }
      guard !step.isHeld, time >= begin + step.seconds else { return lines }
      if let reason = step.failReason {
        lines.append("\(check) : process, \(reason)")
        lines.append("\(check) : fail, [ErrorCode]:300502, [ErrorMessage]:\(reason)")
        return lines
      }
      lines.append("\(check) : succ")
      begin += step.seconds
    }
    return lines
  }
}
