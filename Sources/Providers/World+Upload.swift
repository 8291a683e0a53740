import Digest
import Effects
import HTTP
import Model

extension World {
  /// A package to a presigned address of Tencent's object storage; progress is told as it goes. Stored is what the
  /// storage itself says it has: see `COS.confirm`.
  func upload(
    _ file: PackageFile, to url: String, headers: [Header]
  ) async throws(Failure) -> UploadResult {
    let tell = tell
    let host = Origin(of: url)?.name ?? redacted(url)
    return try await HTTP.upload(
      file: file.path, byteCount: file.byteCount, to: url, headers: headers, by: transport,
      confirm: { (response) throws(Failure) in
        try COS.confirm(response, of: host, stored: { () throws(Failure) in try checksum(of: file) })
      }, uptime: uptime, sleep: sleep, random: random,
      onRetry: { failure, delay in
        tell(.notice("\(failure.what); uploading again in \(delay.components.seconds) s"))
      },
      progress: { sent, total, elapsed in
        tell(.uploaded(byteCount: sent, of: total, elapsed: elapsed))
      })
  }

  private func checksum(of file: PackageFile) throws(Failure) -> UInt64 {
    var checksum = CRC64()
    try files.stream(file.path) { (piece) throws(Failure) in checksum.update(piece) }
    return checksum.value
  }
}
