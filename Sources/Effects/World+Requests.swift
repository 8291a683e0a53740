import HTTP
import Model

/// What every client of an HTTP API needs of the world.
extension World {
  /// An endpoint given by the environment, without a trailing slash; nil when the variable is not set. Only https is
  /// accepted, except to this machine.
  package func endpoint(_ variable: String) throws(Failure) -> String? {
    guard var text = try setting(variable) else { return nil }
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

  /// An API call with the house's rhythm of repetition; each wait is told. `action` begins what is told, unless the
  /// failure does so itself; nil where it names the request anyway.
  package func retrying<T>(
    _ kind: CallKind, _ action: String?, _ operation: (_ attempt: Int) async throws(Failure) -> T
  ) async throws(Failure) -> T {
    try await HTTP.retrying(
      kind, sleep: { (duration) async throws(Failure) in try await pause(duration, before: action) },
      random: random,
      onRetry: { failure, delay in
        let prefix = action.flatMap { failure.what.hasPrefix($0) ? nil : "\($0): " } ?? ""
        tell(.notice("\(prefix)\(failure.what); trying again in \(delay.components.seconds) s"))
      }, operation)
  }

  /// Sleeps, and says so where it takes longer than anybody should be left without a word.
  private func pause(_ duration: Duration, before action: String?) async throws(Failure) {
    let longest = Duration.seconds(25)
    var slept = Duration.zero
    while duration - slept > longest {
      try await sleep(longest)
      slept += longest
      tell(.stillWaiting(action.map { "to call \($0) again" } ?? "to ask again", elapsed: slept))
    }
    try await sleep(duration - slept)
  }
}
