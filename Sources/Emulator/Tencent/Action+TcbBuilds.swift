import Model

extension Action {
  /// The older interface's part: where packages go, what was said about a version, how its build went.
  static let tcbBuilds: [Action] = [
    Action(
      name: "DescribeCloudBaseBuildService", service: "tcb",
      parameters: [
        .required("EnvId", .string), .required("ServiceName", .string), .optional("CIBusiness", .string),
        .optional("ServiceVersion", .string), .optional("Suffix", .string),
      ]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call, name: "ServiceName")]
      let slot = state.packages.open(
        environment: service.environment, service: service.name, now: state.now)
      return [
        "UploadUrl": .string("http://\(call.host)\(slot.target)"), "UploadHeaders": [],
        "PackageName": .string(slot.name), "PackageVersion": .string(slot.version), "DownloadUrl": "",
        "DownloadHeaders": [], "OutDate": false,
      ]
    },

    Action(
      name: "DescribeCloudBaseRunServerVersion", service: "tcb",
      parameters: serviceParameters + [.required("VersionName", .string)]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call)]
      let version = try service.require(call.string("VersionName"))
      let settings = version.settings
      return [
        "VersionName": .string(version.name), "Remark": .string(version.remark),
        "Status": .string(version.status), "ServerName": .string(service.name),
        "UploadType": .string(version.deployType), "PackageName": .string(version.packageName),
        "PackageVersion": .string(version.packageVersion), "ImageUrl": .string(version.image),
        "CpuSize": settings["Cpu"] ?? .null, "MemSize": settings["Mem"] ?? .null,
        "MinNum": settings["MinNum"] ?? .null, "MaxNum": settings["MaxNum"] ?? .null,
        "EnvParams": settings["EnvParams"] ?? "", "ContainerPort": settings["Port"] ?? .null,
        "HasDockerfile": settings["HasDockerfile"]?.boolean ?? true ? 1 : 2, "RepoType": "", "Repo": "",
        "Branch": "", "CreatedTime": .string(version.created.chinaTime),
        "UpdatedTime": .string(version.created.chinaTime), "CustomLogs": settings["CustomLogs"] ?? "",
      ]
    },

    Action(
      name: "DescribeCloudBaseRunBuildLog", service: "tcb",
      parameters: [
        .optional("EnvId", .string), .optional("ServiceName", .string), .optional("ServiceVersion", .string),
        .optional("BuildId", .integer), .optional("Start", .integer),
      ]
    ) { state, call throws(APIError) in
      let service = state.services[try state.index(call, name: "ServiceName")]
      let version = service.versions.first { $0.buildID != 0 && $0.buildID == call.integer("BuildId") }
      guard let lines = version?.buildLog else { return ["Log": .null] }
      // Pages of 20 lines: small, so that a reader who takes the first for the whole is found out.
      let start = max(0, call.integer("Start") ?? 0)
      let page = lines.dropFirst(start).prefix(20)
      let delivered = min(lines.count, start + page.count)
      return [
        "Log": [
          "Total": .integer(lines.count), "Delivered": .integer(delivered),
          "Text": .string(page.map { $0 + "\n" }.joined()), "More": .boolean(delivered < lines.count),
        ]
      ]
    },
  ]
}
