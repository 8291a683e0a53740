import Effects
import Git
import Model
import Pipeline

/// The references whose last deploy by a hook failed or did not finish, a line each. The scripts print the file at
/// the next merge or push, because users seldom read a log. Problems with the file never stop a deploy.
struct UnfinishedDeploys: Sendable {
  let files: Files
  let path: String

  private static let most = 5
  private static let largestFile = 64 * 1024

  /// The scripts print each after "the last deploy of ". The newest is last.
  var lines: [String] {
    guard let bytes = try? files.read(path, Self.largestFile) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The line stays in the file if the process is killed.
  func begin(_ reference: String, at time: Timestamp) {
    replace(reference, by: "started at \(time.utc.iso8601) and did not finish")
  }

  /// `frozenUntil`: a freeze refused it.
  func end(_ reference: String, at time: Timestamp, isFailed: Bool, frozenUntil end: String? = nil) {
    let moment = time.utc.iso8601
    replace(
      reference,
      by: end.map { "was refused at \(moment): frozen until \($0); deploy it then: sampan deploy" }
        ?? (isFailed ? "failed at \(moment)" : nil))
  }

  private func replace(_ reference: String, by state: String?) {
    // Names come from the user who pushes, and may contain control characters for a terminal.
    let name = String(
      reference.prefix(200).unicodeScalars.map { (0x21...0x7e).contains($0.value) ? Character($0) : "?" })
    var lines = lines.filter { !$0.hasPrefix("\(name) ") }
    if let state { lines.append("\(name) \(state)") }
    let text = lines.suffix(Self.most).map { "\($0)\n" }.joined()
    do throws(Failure) {
      if text.isEmpty { try files.remove(path) } else { try files.write(path, Array(text.utf8)) }
    } catch {}
  }
}

extension Hooks {
  /// After a successful deploy by hand, the failed deploy of a hook is no longer shown.
  package func succeeded(_ project: Project) {
    guard let branch = project.head.branch else { return }
    let reference = "refs/heads/\(branch)"
    if unfinished.lines.contains(where: { $0.hasPrefix("\(reference) ") }) {
      unfinished.end(reference, at: world.now(), isFailed: false)
    }
  }

  var unfinished: UnfinishedDeploys { UnfinishedDeploys(files: world.files, path: "\(folder)/hook.failed") }
}
