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

  private func checksum(of file: PackageFile) throws(Failure) -> UInt64 {
    var checksum = CRC64()
    try files.stream(file.path) { (piece) throws(Failure) in checksum.update(piece) }
    return checksum.value
  }
}
