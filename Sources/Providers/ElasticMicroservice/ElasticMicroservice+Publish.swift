import Digest
import Effects
import HTTP
import Model

extension ElasticMicroservice {
  package func publish(_ artifact: Artifact) async throws(Failure) -> Published {
    switch artifact {
    case .package(let file): return try await upload(file)
    case .image(let reference, _): return Published(image: reference)
    case .repository, .none:
      guard let name = deployment.target.options["packageName"]?.value.string else { return Published() }
      return Published(fields: ["PackageName": name])
    }
  }

  /// A refused signature means that the temporary key has expired: it is asked for anew, once.
  private func upload(_ file: PackageFile) async throws(Failure) -> Published {
    let checksum = try checksum(of: file)
    let first = try await put(file, checksum)
    guard case .refused = first.result else { return first.published }
    world.tell(.notice("the upload key was refused; asking for a new one"))
    let second = try await put(file, checksum)
    if case .refused(let failure) = second.result { throw failure }
    return second.published
  }

  private func checksum(of file: PackageFile) throws(Failure) -> String {
    var hash = RunningHash(.md5)
    try world.files.stream(file.path) { (piece) throws(Failure) in hash.update(piece) }
    return base64(hash.finish())
  }

  /// Uploads are given up after some minutes (see `UploadPolicy`); an hour outlasts all attempts.
  private static let validity: Int64 = 3600
  /// What a clock may be behind, as the vendor's SDK allows.
  private static let leeway: Int64 = 60

  private func put(
    _ file: PackageFile, _ checksum: String
  ) async throws(Failure) -> (result: UploadResult, published: Published) {
    let token = try await uploadToken(for: file)
    let path = token.path.hasPrefix("/") ? String(token.path.dropFirst()) : token.path
    let host = "\(token.bucket).cos.\(token.region).myqcloud.com"
    let headers = [
      Header("Host", host), Header("Content-MD5", checksum),
      Header("Content-Type", "application/java-archive"), Header("x-cos-security-token", token.session),
    ]
    let now = api.now.seconds
    let signature = COS.sign(
      "PUT", path: "/\(path)", headers: headers + [Header("Content-Length", String(file.byteCount))],
      id: token.id, key: Secret(token.key),
      during: COS.Validity(start: now - Self.leeway, end: now + Self.validity))
    // The host stays that of the bucket wherever the connection goes: it is signed, and names the bucket.
    let base = try world.endpoint("SAMPAN_ENDPOINT_TENCENT") ?? "https://\(host)"
    let key = path.split(separator: "/", omittingEmptySubsequences: false)
      .map { percentEncoded(String($0)) }.joined(separator: "/")
    let result = try await world.upload(
      file, to: "\(base)/\(key)", headers: headers + [Header("Authorization", signature.authorization)])
    return (result, Published(fields: ["PackageName": path]))
  }

  private func uploadToken(for file: PackageFile) async throws(Failure) -> UploadToken {
    let answer = try await api.send(
      createUploadToken(for: file.name), expecting: Answered<UploadToken>.self)
    guard let token = answer.result, Self.isLabel(token.bucket), Self.isLabel(token.region),
      !token.path.isEmpty
    else {
      throw Failure(
        .unavailable, "CreateCosToken gave no place to upload \"\(file.name)\" to",
        remedies: ["upload it in the console and name it: \"packageName\" in \"tem\""],
        requestID: answer.requestID)
    }
    for secret in [token.key, token.session] { world.secrets.add(Secret(secret)) }
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
