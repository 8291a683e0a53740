import Effects
import HTTP
import Model

/// What every API client needs of the world.
extension World {
  /// An endpoint given by the environment, without a trailing slash; nil when the variable is not set. Only https is
  /// accepted, except to this machine.
  func endpoint(_ variable: String) throws(Failure) -> String? {
    guard var text = self.variable(variable) else { return nil }
    while text.hasSuffix("/") { text.removeLast() }
    guard let origin = Origin(of: text), text == "\(origin.scheme)://\(origin.name)" else {
      throw Failure(
        .configuration, "\(variable) is not an endpoint: \"\(redacted(text))\"",
        remedies: ["write it as https://host or, on this machine only, http://127.0.0.1:8080"])
    }
    guard origin.scheme == "https" || origin.isLoopback else {
      throw Failure(
        .configuration, "\(variable) would send credentials in the clear to \(origin.host)",
        remedies: ["use https; http is accepted for this machine only"])
    }
    return text
  }

  /// An API call with the house's rhythm of repetition; each wait is told.
  func retrying<T>(
    _ kind: CallKind, _ action: String, _ operation: (_ attempt: Int) async throws(Failure) -> T
  ) async throws(Failure) -> T {
    try await HTTP.retrying(
      kind, sleep: { (duration) async throws(Failure) in try await pause(duration, before: action) },
      random: random,
      onRetry: { failure, delay in
        let what = failure.what.hasPrefix(action) ? failure.what : "\(action): \(failure.what)"
        tell(.notice("\(what); trying again in \(delay.components.seconds) s"))
      }, operation)
  }

  /// Sleeps, and says so where it takes longer than anybody should be left without a word.
  private func pause(_ duration: Duration, before action: String) async throws(Failure) {
    let longest = Duration.seconds(25)
    var slept = Duration.zero
    while duration - slept > longest {
      try await sleep(longest)
      slept += longest
      tell(.stillWaiting("to call \(action) again", elapsed: slept))
    }
    try await sleep(duration - slept)
  }

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
