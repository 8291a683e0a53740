import Digest
import Effects
import HTTP
import Model

/// Packages of TEM: a temporary key and a place from `tem` 2021-07-01, and one PUT that is signed with the key. The
/// update then names the package by its path there.
struct MicroserviceUpload: Sendable {
  private struct Answer: Decodable, Sendable {
    var result: Token?
    var requestID: String?
  }

  /// A temporary key, and the place where it may store one object.
  private struct Token: Decodable, Sendable {
    var bucket: String
    var region: String
    var tmpSecretID: String
    var tmpSecretKey: String
    var sessionToken: String
    var fullPath: String
  }

  let api: TencentAPI
  let world: World
  let applicationID: String

  /// Returns a key for one upload; a second call returns another one and changes nothing else.
  private func createToken(for file: String, _ version: String) -> TencentAPI.Call {
    TencentAPI.Call(
      service: "tem", version: "2021-07-01", action: "CreateCosToken",
      body: [
        "ApplicationId": .string(applicationID), "PkgName": .string(file), "OptType": 1, "SourceChannel": 0,
        "TimeVersion": .string(version),
      ], kind: .read)
  }

  func planned(_ file: String, for version: String) -> [PlannedRequest] {
    [
      api.planned(createToken(for: file, version)),
      PlannedRequest(
        method: "PUT", url: "https://<bucket>.cos.<region>.myqcloud.com/<path>",
        action: "upload the package", isWrite: true),
    ]
  }

  /// The path of the package.
  func send(_ file: PackageFile, for version: String) async throws(Failure) -> String {
    let checksum = try checksum(of: file)
    return try await world.renewingRefused("key") { () async throws(Failure) in
      try await put(file, checksum, version)
    }
  }

  private func checksum(of file: PackageFile) throws(Failure) -> String {
    var hash = RunningHash(.md5)
    try world.files.stream(file.path) { (piece) throws(Failure) in hash.update(piece) }
    return base64(hash.finish())
  }

  /// In seconds. Uploads are given up after some minutes (see `UploadPolicy`); an hour is enough for all attempts.
  private static let validity: Int64 = 3600
  /// How many seconds a clock may be behind, as in the vendor's SDK.
  private static let leeway: Int64 = 60

  private func put(
    _ file: PackageFile, _ checksum: String, _ version: String
  ) async throws(Failure) -> (result: UploadResult, place: String) {
    let token = try await token(for: file, version)
    let path = token.fullPath.hasPrefix("/") ? String(token.fullPath.dropFirst()) : token.fullPath
    let host = "\(token.bucket).cos.\(token.region).myqcloud.com"
    let headers = [
      Header("Host", host), Header("Content-MD5", checksum),
      Header("Content-Type", "application/java-archive"), Header("x-cos-security-token", token.sessionToken),
    ]
    let now = api.now.seconds
    let signature = COS.sign(
      "PUT", path: "/\(path)", headers: headers + [Header("Content-Length", String(file.byteCount))],
      id: token.tmpSecretID, key: Secret(token.tmpSecretKey),
      during: COS.Validity(start: now - Self.leeway, end: now + Self.validity))
    // The `Host` header names the bucket even where the connection goes elsewhere: it is signed.
    let base = try world.endpoint(CloudAccount.tencent.endpoint, of: "cos") ?? "https://\(host)"
    let key = path.split(separator: "/", omittingEmptySubsequences: false)
      .map { percentEncoded(String($0)) }.joined(separator: "/")
    let result = try await world.upload(
      file, to: "\(base)/\(key)", headers: headers + [Header("Authorization", signature.authorization)])
    return (result, path)
  }

  private func token(for file: PackageFile, _ version: String) async throws(Failure) -> Token {
    let answer = try await api.send(createToken(for: file.name, version), expecting: Answer.self)
    guard let token = answer.result, Self.isLabel(token.bucket), Self.isLabel(token.region),
      !token.fullPath.isEmpty
    else {
      throw Failure(
        .unavailable, "CreateCosToken returned no upload location for \"\(file.name)\"",
        remedies: ["upload it in the console and name it: \"packageName\" in \"tem\""],
        requestID: answer.requestID)
    }
    for secret in [token.tmpSecretKey, token.sessionToken] { world.secrets.add(Secret(secret)) }
    return token
  }

  /// One component of a host name: an answer must not choose another host.
  private static func isLabel(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
      }
  }
}
