import Model

extension AlibabaAction {
  private static let percentage = AlibabaParameter(name: "Percentage", kind: .integer(1...100))
  private static let remarks = AlibabaParameter(name: "Remarks", kind: .text)

  static let writes: [AlibabaAction] = [
    AlibabaAction(
      name: "CreateEdgeContainerAppVersion", kind: .write,
      form: [
        .app, remarks, AlibabaParameter(name: "Name", kind: .text, isRequired: true),
        AlibabaParameter(name: "Containers", kind: .list(container), isRequired: true),
      ]
    ) { state, call throws(APIError) in
      let index = try state.index(call["AppId"])
      guard (6...128).contains(call["Name"].count) else {
        throw APIError("InvalidParameter.Name", "The name must be 6 to 128 characters in length.")
      }
      let containers = call.list("Containers")
      let names = containers.compactMap { $0["Name"]?.string }
      guard !names.isEmpty, Set(names).count == names.count else {
        throw .invalid("Every container has a name of its own.")
      }
      for (field, words) in choices {
        for container in containers where !words.contains(container[field]?.string ?? "") {
          throw .invalid("\(field) is none of \(words.joined(separator: ", ")).")
        }
      }
      let version = state.create(named: call["Name"], call["Remarks"], containers, in: index)
      return ["VersionId": .string(version.id)]
    },

    AlibabaAction(
      name: "PublishEdgeContainerAppVersion", kind: .update,
      query: [
        .version, AlibabaParameter(name: "PublishType", kind: .choice(["percentage", "region"])),
        AlibabaParameter(name: "Regions", kind: .list(.string)),
        AlibabaParameter(name: "FullRelease", kind: .boolean),
      ],
      form: [
        .app, percentage, remarks,
        AlibabaParameter(name: "PublishEnv", kind: .choice(["prod", "staging"]), isRequired: true),
        AlibabaParameter(name: "StartTime", kind: .time),
      ]
    ) { state, call throws(APIError) in
      let index = try state.index(call["AppId"])
      let version = try state.publishable(call["VersionId"], in: index)
      let environment = call["PublishEnv"]
      try state.refuseWhileMoving(environment, in: index)
      let isByRegion = call["PublishType"] == "region"
      let publication = EdgePublication(
        version: version.id, expected: isByRegion ? 100 : call.integer("Percentage") ?? 100,
        type: isByRegion ? "region" : "percentage",
        regions: isByRegion ? call.list("Regions").compactMap(\.string) : [],
        isFullRelease: isByRegion && call.boolean("FullRelease"), time: state.moment.date,
        began: state.elapsed,
        visibleFrom: state.elapsed)
      if state.scenario.update.isStolen {
        state.publishStrangers(to: environment, in: index)
      } else {
        state.publish(publication, to: environment, in: index)
      }
      return [:]
    },

    AlibabaAction(
      name: "RollbackEdgeContainerAppVersion", kind: .write,
      query: [.version, percentage, AlibabaParameter(name: "UsedPercent", kind: .boolean)],
      form: [.app, remarks]
    ) { state, call throws(APIError) in
      let index = try state.index(call["AppId"])
      let version = try state.publishable(call["VersionId"], in: index)
      guard let last = state.apps[index].publications["prod"]?.indices.last else {
        throw .invalid("Nothing was published.")
      }
      let rollback = EdgePublication.Rollback(
        version: version.id, time: state.moment.date, began: state.elapsed)
      state.apps[index].publications["prod"]?[last].rollback = rollback
      return [:]
    },
  ]

  private static let choices = [
    ("Spec", ["1C2G", "2C4G", "2C8G", "4C8G", "4C16G", "8C16G", "8C32G"]),
    ("Storage", ["0.5G", "10G", "20G", "30G"]), ("ProbeType", ["exec", "tcpSocket", "httpGet"]),
  ]

  /// One element of `Containers`, as the API's model has it.
  private static let container = Parameter.Kind.object([
    .required("Name", .string), .required("Image", .string), .required("IsACRImage", .boolean),
    .optional(
      "ACRImageInfo",
      .object(
        ["Domain", "InstanceId", "RegionId", "RepoId", "RepoName", "RepoNamespace", "Tag", "TagUrl"]
          .map { .optional($0, .string) } + [.optional("IsEnterpriseRegistry", .boolean)])),
    .required("Spec", .string), .required("Storage", .string), .required("ProbeType", .string),
    .required(
      "ProbeContent",
      .object(
        ["Command", "Path", "Scheme", "Host", "HttpHeaders"].map { .optional($0, .string) }
          + [
            "Port", "InitialDelaySeconds", "PeriodSeconds", "TimeoutSeconds", "SuccessThreshold",
            "FailureThreshold",
          ].map { .optional($0, .integer) })),
    .optional("Args", .string), .optional("Command", .string), .optional("EnvVariables", .string),
    .optional("PostStart", .string), .optional("PreStop", .string),
  ])
}

extension AlibabaState {
  fileprivate func publishable(_ id: String, in index: Int) throws(APIError) -> EdgeVersion {
    let version = try require(id, of: apps[index])
    guard version.status(at: elapsed) == "created" else {
      throw .invalid("Version \(id) is \(version.status(at: elapsed)).")
    }
    return version
  }

  fileprivate func refuseWhileMoving(_ environment: String, in index: Int) throws(APIError) {
    guard apps[index].current(environment, at: elapsed)?.isMoving(at: elapsed) != true else {
      throw APIError("LockFailed", "Another operation of the application is in progress.")
    }
  }
}
