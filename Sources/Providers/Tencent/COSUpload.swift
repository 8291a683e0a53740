import Digest
import Effects
import HTTP
import Model

extension World {
  /// A package to a presigned address of Tencent's object storage. It counts as stored only when the storage confirms
  /// it: see `COS.confirm`.
  func upload(
    _ file: PackageFile, to url: String, headers: [Header]
  ) async throws(Failure) -> UploadResult {
    let host = Origin(of: url)?.name ?? redacted(url)
    return try await upload(
      file, to: url, headers: headers,
      confirm: { (response) throws(Failure) in
        try COS.confirm(response, of: host, stored: { () throws(Failure) in try checksum(of: file) })
      })
  }

  /// Where an upload has put its file. A refused signature means that the presigned URL or the temporary key has expired:
  /// `put` requests a new one, once. `what`: the word for it.
  func renewingRefused<Place: Sendable>(
    _ what: Text, _ put: () async throws(Failure) -> (result: UploadResult, place: Place)
  ) async throws(Failure) -> Place {
    let first = try await put()
    guard case .refused = first.result else { return first.place }
    tell(.notice("the upload \(what) was refused; requesting a new one"))
    let second = try await put()
    guard case .refused(let failure) = second.result else { return second.place }
    guard failure.code != "RequestTimeTooSkewed" else { throw failure }
    // It was made for this upload: none of the key's permissions is missing.
    throw failure.with {
      $0.kind = .unavailable
      $0.remedies = [
        "a new \(what) was refused, too: run again in a few minutes, or ask the provider's support with the request id"
      ]
    }
  }

  private func checksum(of file: PackageFile) throws(Failure) -> UInt64 {
    var checksum = CRC64()
    try files.stream(file.path) { (piece) throws(Failure) in checksum.update(piece) }
    return checksum.value
  }
}
