import Effects
import Model
import Providers
import Report

/// `sampan(1)`, in the language of man(7), from the tables of the help.
struct ManPage {
  let world: World
  /// Nil: English.
  let translation: Translation?

  /// The date is that of `SOURCE_DATE_EPOCH`, if it is set: then the same program gives the same page.
  var lines: [Text] {
    let epoch = world.variable("SOURCE_DATE_EPOCH").flatMap { Int64($0) }.map { Timestamp(seconds: $0) }
    let date = (epoch ?? world.now()).utc.date
    let roff: [String] =
      [".TH SAMPAN 1 \(date) \"sampan \(VersionCommand.number)\" \"\(translation.written("User Commands"))\""]
      + section(
        "NAME", ["sampan \\- \(escaped(translation.written("deploy the current commit to a cloud service")))"]
      )
      + section(
        "SYNOPSIS", [".B sampan", ".I COMMAND", "[\\fIARGUMENT\\fR\\ ...] [\\fIFLAG\\fR\\ ...]"])
      + section(
        "DESCRIPTION",
        paragraph(
          """
          Sampan deploys the commit that is checked out to a cloud service, waits until it is live, and reports the \
          result. Targets are described in sampan.json, at the root of the repository.
          """))
      + section("COMMANDS", Commands.all.flatMap(command))
      + section("GLOBAL FLAGS", Flag.common.flatMap(flag))
      + section(
        "ENVIRONMENT",
        paragraph("Each flag can be set as a variable: --config as SAMPAN_CONFIG. The flag takes precedence.")
          + [".PP"] + preformatted(page(.credentials)))
      + section("CONFIGURATION", preformatted(ConfigReference.lines))
      + section("TEMPLATES", preformatted(page(.templates)))
      + section("SCENARIOS OF A REHEARSAL", preformatted(page(.scenarios)))
      + section("EXIT STATUS", preformatted(page(.exitCodes)))
      + section(
        "FILES", [".TP", ".I sampan.json"] + paragraph("The config, at the root of the repository."))
      + section(
        "EXAMPLES",
        Commands.all.flatMap { command in
          [".TP", ".B \(escaped(translation.written(command.notes.last ?? "sampan \(command.name)")))"]
            + paragraph(sentence(command.summary))
        })
      + section("SEE ALSO", [".BR git (1)"])
    return roff.map { "\($0)" }
  }

  private func section(_ title: Text, _ lines: [String]) -> [String] {
    [".SH \(translation.written(title))"] + lines
  }

  private func command(_ command: any Command.Type) -> [String] {
    let usage = command.usage.isEmpty ? command.name : "\(command.name) \(command.usage)"
    // Not what heads a table, nor the table.
    let notes = command.notes.dropLast().filter { note in
      !note.description.hasPrefix(" ") && !note.description.hasSuffix(":")
    }
    return [".SS \(escaped(usage))"] + paragraph(sentence(command.summary))
      + notes.flatMap { [".PP"] + paragraph($0) }
      + command.ownFlags.flatMap(flag)
  }

  private func flag(_ flag: Flag) -> [String] {
    let names = flag.spellings.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
    let value = flag.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
    return [".TP", names + value] + paragraph(flag.help)
  }

  private func page(_ topic: HelpTopic) -> [Text] { (try? topic.lines(nil)) ?? [] }

  /// As it is, line by line.
  private func preformatted(_ lines: [Text]) -> [String] {
    [".nf"] + lines.map { $0.isEmpty ? ".sp" : text(translation.written($0)) } + [".fi"]
  }

  private func sentence(_ text: Text) -> Text {
    let text = translation.written("\(text).")
    return "\(text.prefix(1).uppercased() + text.dropFirst())"
  }

  /// Lines of at most 72 characters, as far as its words allow that.
  private func paragraph(_ text: Text) -> [String] {
    var lines: [String] = []
    for word in translation.written(text).split(separator: " ") {
      if let last = lines.last, last.count + word.count < 72 {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.map(self.text)
  }

  /// A line that is not read as a request.
  private func text(_ line: String) -> String {
    let line = escaped(line)
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : line
  }

  private func escaped(_ text: String) -> String {
    text.escaped(by: ["\\": "\\e", "-": "\\-"])
  }
}
