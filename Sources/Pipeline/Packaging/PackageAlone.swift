import Effects
import Model
import Packaging

/// What `package` made.
package struct PackagedTarget: Equatable, Sendable {
  package var target: String
  package var file: PackageFile
  package var entries: [PackageEntry]
  package var findings: [Finding]
}

extension Project {
  /// Writes the zip of one target to an absolute path: of the named one, or of the only one that packages the source.
  package func package(named name: String?, at path: String) throws(Failure) -> PackagedTarget {
    let target = try packagingTarget(name)
    guard case .package(let spec)? = target.artifact else {
      throw Failure(
        .usage, "target \"\(target.name)\" does not package the source", place: target.place,
        remedies: ["name a target that has \"package\""])
    }
    let selection = try select(spec)
    let file = try makeZip(
      selection.entries, spec, at: path, named: path.split(separator: "/").last.map(String.init) ?? path)
    return PackagedTarget(
      target: target.name, file: file, entries: selection.entries, findings: selection.findings)
  }

  private func packagingTarget(_ name: String?) throws(Failure) -> Target {
    if let name, let target = try targets(named: [name]).chosen.first { return target }
    let packaging = configuration.targets.filter {
      if case .package? = $0.artifact { true } else { false }
    }
    guard let first = packaging.first else {
      throw Failure(.usage, "no target of \(configuration.file) packages the source")
    }
    guard packaging.count == 1 else {
      throw Failure(
        .usage,
        "several targets package the source: \(listed(packaging.map(\.name), joining: "and"))",
        remedies: ["name one: sampan package \(first.name) -o package.zip"])
    }
    return first
  }
}
