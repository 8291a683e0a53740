import Model

/// What reading a config file gave.
package struct Reading: Equatable, Sendable {
  /// Nil when any finding is an error.
  package var configuration: Configuration?
  /// Sorted by place.
  package var findings: [Finding]
  /// The targets in which nothing was found, in the order of the file: all of them where there is a configuration.
  package var soundTargets: [Target]

  package init(configuration: Configuration?, findings: [Finding], soundTargets: [Target] = []) {
    self.configuration = configuration
    self.findings = findings
    self.soundTargets = soundTargets
  }
}

/// Text to configuration: every finding of a file in one run, each with its line and column.
package enum ConfigurationReader {
  /// Reads the bytes of a config file: UTF-8, JSON with comments and trailing commas, at most 1 MiB.
  ///
  /// Pure: `file` is only the name that findings carry. No finding repeats a value that looks like a secret.
  package static func read(_ bytes: [UInt8], file: String, providers: [ProviderSchema]) -> Reading {
    var findings = Findings()
    guard bytes.count <= SourceText.byteLimit else {
      findings.add(
        .tooLarge, "the file has \(bytes.count) bytes, more than \(SourceText.byteLimit)",
        at: Place(file: file, line: 1, column: 1),
        remedies: ["name the config file itself with --config FILE"])
      return Reading(configuration: nil, findings: findings.sorted)
    }
    var source: SourceText
    do throws(SourceText.Undecodable) {
      source = try SourceText(bytes, file: file)
    } catch {
      findings.add(
        .encoding, "the file is not UTF-8 from here on", at: error.place, remedies: ["save it as UTF-8"])
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
