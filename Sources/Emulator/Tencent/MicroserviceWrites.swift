import Model

private let controlParameters: [Parameter] = [
  .required("ApplicationId", .string), .required("EnvironmentId", .string),
]

extension TencentAction {
  /// The calls that upload, deploy, confirm and revert.
  static let temWrites: [TencentAction] = [
    TencentAction(
      name: "CreateCosToken", service: "tem",
      parameters: [
        .required("ApplicationId", .string), .required("PkgName", .string), .required("OptType", .integer),
        .optional("SourceChannel", .integer), .optional("TimeVersion", .string),
      ]
    ) { state, call throws(APIError) in
      let application = state.applications[try state.application(call)]
      guard [1, 2].contains(call.integer("OptType")) else { throw .invalid("OptType is not valid") }
      let file = call.string("PkgName")
      guard !file.isEmpty, !file.contains("/") else { throw .invalid("PkgName [\(file)] is not valid") }
      return [
        "Result": state.objects.open(
          application: application.id, region: application.region, file: file,
          version: call.string("TimeVersion"), now: state.now)
      ]
    },

    TencentAction(
      name: "RollingUpdateApplicationByVersion", service: "tem", kind: .update,
      parameters: controlParameters + [
        .required("DeployVersion", .string), .optional("PackageName", .string), .optional("From", .string),
        .optional("DeployStrategyType", .string), .optional("TotalBatchCount", .integer),
        .optional("BatchInterval", .integer), .optional("BetaBatchNum", .integer),
        .optional("MinAvailable", .integer), .optional("Force", .boolean),
      ]
    ) { state, call throws(APIError) in
      let index = try state.application(call)
      try state.checkUpdate(call, of: state.applications[index])
      if state.scenario.update.isStolen {
        state.rollOutForStranger(at: index)
      } else {
        state.applications[index].rollout = state.rollout(call, at: index, course: state.scenario.rollout)
      }
      return ["Result": .string(state.applications[index].rollout?.revision ?? "")]
    },

    TencentAction(
      name: "ResumeDeployApplication", service: "tem", kind: .write, parameters: controlParameters
    ) { state, call throws(APIError) in
      let (index, time) = (try state.application(call), state.elapsed)
      guard state.applications[index].open(at: time)?.phase == .held else {
        throw APIError("InvalidParameterValue.InvalidDeployStatus", "no batch waits to be confirmed")
      }
      state.applications[index].rollout?.proceed(at: time)
      return ["Result": true]
    },

    TencentAction(
      name: "RevertDeployApplication", service: "tem", kind: .write, parameters: controlParameters
    ) { state, call throws(APIError) in
      let index = try state.application(call)
      guard state.applications[index].open(at: state.elapsed) != nil else {
        throw APIError("InvalidParameterValue.InvalidDeployStatus", "no rollout is in progress")
      }
      state.applications[index].revert(now: state.now)
      return ["Result": true]
    },
  ]
}

extension TencentState {
  fileprivate func checkUpdate(_ call: TencentCall, of application: CloudApplication) throws(APIError) {
    func invalid(_ code: String, _ message: String) -> APIError {
      APIError("InvalidParameterValue.\(code)", message)
    }
    let version = call.string("DeployVersion")
    guard !version.isEmpty else {
      throw APIError("MissingParameter.DeployVersionNull", "DeployVersion is empty")
    }
    guard version.count <= 128 else {
      throw invalid("VersionLengthLimit", "version is longer than 128")
    }
    guard version == version.lowercased() else { throw invalid("VersionLowerCase", "version in upper case") }
    guard version.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }) else {
      throw invalid("InvalidDeployVersion", "version [\(version)] is not valid")
    }
    if let strategy = call.parameters["DeployStrategyType"]?.string {
      // The vendor's sample sends `0`, which other calls of the API call automatic.
      guard ["AUTO", "BETA", "MANUAL", "0"].contains(strategy) else {
        throw .invalid("DeployStrategyType [\(strategy)] is not valid")
      }
    }
    for name in ["TotalBatchCount", "BatchInterval", "BetaBatchNum", "MinAvailable"] {
      guard call.integer(name) ?? 0 >= 0 else { throw .invalid("\(name) is negative") }
    }
    if application.mode != "IMAGE" {
      let package = call.string("PackageName")
      guard !package.isEmpty else { throw .missing("PackageName") }
      guard
        application.packages.contains(package)
          || objects.holds(package, of: application.id, version: version)
      else {
        throw .invalid("package [\(package)] of version [\(version)] has not been uploaded")
      }
    }
    guard !application.isStopped else {
      throw APIError("ResourceUnavailable.ApplicationStopped", "the application is stopped")
    }
    guard application.rollout?.isOpen != true else {
      throw APIError("ResourceInUse.ServiceDeploying", "服务部署中")
    }
  }
}
