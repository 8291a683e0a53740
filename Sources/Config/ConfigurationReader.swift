import Model

/// The result of reading a config file.
package struct Reading: Equatable, Sendable {
  /// Nil when any finding is an error.
  package var configuration: Configuration?
  /// Sorted by place.
  package var findings: [Finding]
  /// The targets without findings, in the order of the file. Where there is a configuration, these are all targets.
  package var soundTargets: [Target]

  package init(configuration: Configuration?, findings: [Finding], soundTargets: [Target] = []) {
    self.configuration = configuration
    self.findings = findings
    self.soundTargets = soundTargets
  }
}

/// Reads a config file: text to configuration. Reports all findings at once, each with its line and column.
package enum ConfigurationReader {
  /// Reads the bytes of a config file: UTF-8, JSON with comments and trailing commas, at most 1 MiB.
  ///
  /// Reads and writes nothing: `file` is only the name used in findings. A finding never contains a value that looks
  /// like a secret.
  package static func read(_ bytes: [UInt8], file: String, providers: [ProviderSchema]) -> Reading {
    var findings = Findings()
    guard bytes.count <= SourceText.byteLimit else {
      findings.add(
        .tooLarge, "the file is \(bytes.count) bytes long, the limit is \(SourceText.byteLimit)",
        at: Place(file: file, line: 1, column: 1),
        remedies: ["give the path of the config file with --config FILE"])
      return Reading(configuration: nil, findings: findings.sorted)
    }
    var source: SourceText
    do throws(SourceText.Undecodable) {
      source = try SourceText(bytes, file: file)
    } catch {
      findings.add(
        .encoding, "the file is not valid UTF-8 from here on", at: error.place,
        remedies: ["save the file as UTF-8"])
      return Reading(configuration: nil, findings: findings.sorted)
    }
    Credentials.mask(in: &source, &findings)
    var parser = Parser(source, findings: findings)
    guard let root = parser.document() else {
      return Reading(configuration: nil, findings: parser.findings.sorted)
    }
    var checker = Checker(source: source, tables: Tables(providers: providers), findings: parser.findings)
    checker.check(file: root)
    let configuration = Builder(source: source, providers: providers).configuration(root)
    return Reading(
      configuration: checker.findings.isEmpty ? configuration : nil, findings: checker.findings.sorted,
      soundTargets: configuration.targets.filter { checker.soundTargets.contains($0.name) })
  }
}
