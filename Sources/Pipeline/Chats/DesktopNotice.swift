import Chat
import Effects
import Model

extension Project {
  /// The results of a deploy in the background, for the user who sees nothing else of it. Nothing if none is worth a
  /// message.
  package func showOnDesktop(_ outcomes: [Outcome]) async {
    let shown = outcomes.filter { $0.notice != nil }
    guard !shown.isEmpty else { return }
    let message = message(about: shown)
    let bodies = message.lines.compactMap { line -> Text? in
      switch line {
      case .text(let words), .heading(let words): words
      case .item, .command, .link: nil
      }
    }
    await world.showOnDesktop(message.title, bodies.first ?? "")
  }
}

extension World {
  /// Shows a notice on the desktop of this user, where there is one: `notify-send` where a display is set, `osascript` on
  /// macOS. The text is passed as arguments, and waiting for the program ends after five seconds. Never fails: the
  /// log has the result.
  package func showOnDesktop(_ title: Text, _ body: Text) async {
    let (masked, secrets) = (masked, secrets)
    let text = ChatText(in: translation) { masked($0, secrets.all) }
    guard let program = desktopNotifier(text(title), text(body)) else { return }
    _ = try? await run(program)
  }

  private static let longestNotice = Duration.seconds(5)

  private func desktopNotifier(_ title: String, _ body: String) -> Program? {
    if variable("DISPLAY") != nil || variable("WAYLAND_DISPLAY") != nil {
      // The body may contain markup: https://specifications.freedesktop.org/notification-spec/latest/markup.html
      let body = body.escaped(by: ["&": "&amp;", "<": "&lt;", ">": "&gt;"])
      return Program(
        "notify-send", ["--app-name=sampan", "--", title, body], deadline: Self.longestNotice)
    }
    guard (try? files.info("/usr/bin/osascript")) != nil else { return nil }
    let script = [
      "on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run",
    ]
    return Program(
      "osascript", script.flatMap { ["-e", $0] } + [title, body], deadline: Self.longestNotice)
  }
}
