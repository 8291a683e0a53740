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

  /// The scripts print each after "the last deploy of ", or in Chinese. The newest is last.
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
    let name = Self.shown(reference)
    var lines = lines.filter { !$0.hasPrefix("\(name) ") }
    if let state { lines.append("\(name) \(state)") }
    let text = lines.suffix(Self.most).map { "\($0)\n" }.joined()
    do throws(Failure) {
      if text.isEmpty { try files.remove(path) } else { try files.write(path, Array(text.utf8)) }
    } catch {}
  }

  /// Names come from the user who pushes, and may contain blanks and what a terminal obeys.
  static func shown(_ reference: String) -> String {
    let name = reference.unicodeScalars.prefix(200).map { scalar in
      scalar.isInvisible || scalar.properties.isWhitespace ? "?" : scalar
    }
    return String(String.UnicodeScalarView(name))
  }

  /// A line of the file as a message.
  static func message(_ line: String) -> Text {
    let words = line.split(separator: " ", maxSplits: 1)
    guard let name = words.first, let state = words.last, words.count == 2 else {
      return "the last deploy of \(line)"
    }
    if state.hasPrefix("failed at ") {
      return "the last deploy of \(name) failed at \(state.dropFirst("failed at ".count))"
    }
    let end = " and did not finish"
    if state.hasPrefix("started at "), state.hasSuffix(end) {
      let time = state.dropFirst("started at ".count).dropLast(end.count)
      return "the last deploy of \(name) started at \(time) and did not finish"
    }
    let parts = state.dropFirst("was refused at ".count).split(separator: ": frozen until ", maxSplits: 1)
    guard state.hasPrefix("was refused at "), parts.count == 2,
      let time = parts[1].split(separator: "; deploy it then").first
    else { return "the last deploy of \(line)" }
    return "the last deploy of \(name) was refused at \(parts[0]): frozen until \(time)"
  }
}

extension Hooks {
  /// After a successful deploy by hand, the failed deploy of a hook is no longer shown.
  package func succeeded(_ project: Project) {
    guard let branch = project.head.branch else { return }
    let reference = "refs/heads/\(branch)"
    let name = UnfinishedDeploys.shown(reference)
    if unfinished.lines.contains(where: { $0.hasPrefix("\(name) ") }) {
      unfinished.end(reference, at: world.now(), isFailed: false)
    }
  }

  var unfinished: UnfinishedDeploys { UnfinishedDeploys(files: world.files, path: "\(folder)/hook.failed") }
}
