import Effects
import Model
import Providers
import Report

/// `sampan(1)`, in the language of man(7), from the tables of the help.
enum ManPage {
  /// The date is that of `SOURCE_DATE_EPOCH`, if it is set: then the same program gives the same page.
  static func lines(in world: World) -> [Text] {
    let epoch = world.variable("SOURCE_DATE_EPOCH").flatMap { Int64($0) }.map { Timestamp(seconds: $0) }
    let date = (epoch ?? world.now()).utc.date
    let roff: [String] =
      [".TH SAMPAN 1 \(date) \"sampan \(VersionCommand.number)\" \"User Commands\""]
      + section("NAME", ["sampan \\- deploy the current commit to a cloud service"])
      + section(
        "SYNOPSIS", [".B sampan", ".I COMMAND", "[\\fIARGUMENT\\fR\\ ...] [\\fIFLAG\\fR\\ ...]"])
      + section(
        "DESCRIPTION",
        [
          "Sampan deploys the commit that is checked out to a cloud service,",
          "waits until it is live, and reports the result.", "Targets are described in", ".IR sampan.json ,",
          "at the root of the repository.",
        ])
      + section("COMMANDS", Commands.all.flatMap(command))
      + section("GLOBAL FLAGS", Flag.common.flatMap(flag))
      + section(
        "ENVIRONMENT",
        [
          "Each flag can be set as a variable:", ".B \\-\\-config", "as", ".BR SAMPAN_CONFIG .",
          "The flag takes precedence.", ".PP",
        ] + preformatted(page(.credentials)))
      + section("CONFIGURATION", preformatted(ConfigReference.lines))
      + section("TEMPLATES", preformatted(page(.templates)))
      + section("SCENARIOS OF A REHEARSAL", preformatted(page(.scenarios)))
      + section("EXIT STATUS", preformatted(page(.exitCodes)))
      + section(
        "FILES",
        [".TP", ".I sampan.json", "The config, at the root of the repository."])
      + section(
        "EXAMPLES",
        Commands.all.flatMap { command in
          [".TP", ".B \(escaped(command.notes.last?.description ?? "sampan \(command.name)"))"]
            + paragraph(sentence(command.summary))
        })
      + section("SEE ALSO", [".BR git (1)"])
    return roff.map { "\($0)" }
  }

  private static func section(_ title: String, _ lines: [String]) -> [String] { [".SH \(title)"] + lines }

  private static func command(_ command: any Command.Type) -> [String] {
    let usage = command.usage.isEmpty ? command.name : "\(command.name) \(command.usage)"
    let notes = command.notes.dropLast().filter { !$0.description.hasPrefix(" ") }
    return [".SS \(escaped(usage))"] + paragraph(sentence(command.summary))
      + notes.flatMap { [".PP"] + paragraph($0.description) }
      + command.ownFlags.flatMap(flag)
  }

  private static func flag(_ flag: Flag) -> [String] {
    let names = flag.spellings.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
    let value = flag.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
    return [".TP", names + value] + paragraph(flag.help.description)
  }

  private static func page(_ topic: HelpTopic) -> [Text] { (try? topic.lines(nil)) ?? [] }

  /// As it is, line by line.
  private static func preformatted(_ lines: [Text]) -> [String] {
    [".nf"] + lines.map { $0.isEmpty ? ".sp" : text($0.description) } + [".fi"]
  }

  private static func sentence(_ text: Text) -> String {
    let text = text.description
    return "\(text.prefix(1).uppercased())\(text.dropFirst())."
  }

  /// Lines of at most 72 characters, as far as its words allow that.
  private static func paragraph(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < 72 {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.map(Self.text)
  }

  /// A line that is not read as a request.
  private static func text(_ line: String) -> String {
    let line = escaped(line)
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : line
  }

  private static func escaped(_ text: String) -> String {
    text.escaped(by: ["\\": "\\e", "-": "\\-"])
  }
}
