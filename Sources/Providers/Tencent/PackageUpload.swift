import Effects
import HTTP
import Model

/// Code packages of cloud hosting: a presigned address from `tcb` 2018-06-08, and one PUT to it. A slot is two
/// strings, which the update then sends.
struct PackageUpload: Sendable {
  /// Where the cloud finds the package.
  struct Slot: Equatable, Sendable {
    var name: String
    var version: String
  }

  private struct BuildService: Decodable, Sendable {
    struct HeaderPair: Decodable, Sendable {
      var key: String
      var value: String
    }
    /// Presigned: a secret.
    var uploadURL: String
    var uploadHeaders: [HeaderPair]?
    var packageName: String
    var packageVersion: String
  }

  let api: TencentAPI
  let world: World
  let envID: String
  let serverName: String

  /// Returns a presigned URL; a second call returns another one and changes nothing else.
  private var describeBuildService: TencentAPI.Call {
    TencentAPI.Call(
      service: "tcb", version: "2018-06-08", action: "DescribeCloudBaseBuildService",
      body: ["EnvId": .string(envID), "ServiceName": .string(serverName)], kind: .read)
  }

  func planned() -> [PlannedRequest] {
    [
      api.planned(describeBuildService),
      PlannedRequest(
        method: "PUT", url: "<presigned upload URL>", action: "upload the package", isWrite: true),
    ]
  }

  /// A refused signature means that the presigned URL has expired: a new one is requested, once.
  func send(_ file: PackageFile) async throws(Failure) -> Slot {
    let first = try await put(file)
    guard case .refused = first.result else { return first.slot }
    world.tell(.notice("the upload URL was refused; requesting a new one"))
    let second = try await put(file)
    if case .refused(let failure) = second.result { throw failure }
    return second.slot
  }

  private func put(_ file: PackageFile) async throws(Failure) -> (result: UploadResult, slot: Slot) {
    let service = try await api.send(
      describeBuildService, expecting: BuildService.self)
    if let query = service.uploadURL.split(separator: "?", maxSplits: 1).dropFirst().first {
      world.secrets.add(Secret(String(query)))
    }
    var headers = [Header("Content-Type", "application/zip")]
    for pair in service.uploadHeaders ?? [] {
      headers.removeAll { $0.name.lowercased() == pair.key.lowercased() }
      headers.append(Header(pair.key, pair.value))
    }
    let result = try await world.upload(file, to: service.uploadURL, headers: headers)
    return (result, Slot(name: service.packageName, version: service.packageVersion))
  }
}

extension [String] {
  /// Whether a package of these paths has the Dockerfile that the cloud will use. The documents do not define whether
  /// its path is relative to the package's root or to the build folder.
  func contain(dockerfile: String, buildFolder: String) -> Bool {
    let places = ["", buildFolder].map { absolutePath(dockerfile, from: "/\($0)").dropFirst() }
    return contains { places.contains($0[...]) }
  }
}
