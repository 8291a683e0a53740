import Effects
import HTTP
import Model

extension World {
  /// A package to a presigned address; progress is told as it goes.
  func upload(
    _ file: PackageFile, to url: String, headers: [Header]
  ) async throws(Failure) -> UploadResult {
    let tell = tell
    return try await HTTP.upload(
      file: file.path, byteCount: file.byteCount, to: url, headers: headers, by: transport, uptime: uptime,
      sleep: sleep, random: random,
      onRetry: { failure, delay in
        tell(.notice("\(failure.what); uploading again in \(delay.components.seconds) s"))
      },
      progress: { sent, total, elapsed in
        tell(.uploaded(byteCount: sent, of: total, elapsed: elapsed))
      })
  }
}
