import Git
import Model

/// Finds the line of the repository that is to blame, in the files of the commit that was deployed.
struct BlamedPlace {
  let target: Target
  /// The folder of the repository that was built; empty: its root.
  let folder: String
  /// A file of the commit by its path from the root; nil when there is none, or it is too large to be one that developers
  /// write.
  let file: (String) -> String?

  static let largestFile = 1024 * 1024

  /// The first of these that exists.
  func place(of blames: [Blame], _ step: BuildStep?) -> Place? {
    (blames + (step == nil ? [] : [.instruction])).lazy.compactMap { place(of: $0, step) }.first
  }

  private func place(of blame: Blame, _ step: BuildStep?) -> Place? {
    switch blame {
    case .instruction: step.flatMap(instruction)
    case .base(let text): base(text)
    case .text(let text, let name): first(text, in: name)
    case .line(let line, let path): named(path, line)
    case .option(let key): option(key)
    case .image: target.artifact.flatMap { if case .image(let spec) = $0 { spec.place } else { nil } }
    }
  }

  private func path(_ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }

  private func lines(of name: String) -> [Substring]? {
    file(path(name)).map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  private func place(_ name: String, line index: Int) -> Place { Place(file: path(name), line: index + 1) }

  private static let dockerfile = "Dockerfile"

  /// As the log names it, if that line exists; else the line of the Dockerfile that begins like the instruction.
  private func instruction(_ step: BuildStep) -> Place? {
    let name = step.file.flatMap { lines(of: $0) == nil ? nil : $0 } ?? Self.dockerfile
    guard let lines = lines(of: name) else { return nil }
    if let line = step.line { return line <= lines.count ? place(name, line: line - 1) : nil }
    guard let words = step.instruction?.split(separator: " "), words.count > 1 else { return nil }
    let found = lines.firstIndex { line in
      let written = line.split { $0 == " " || $0 == "\t" || $0 == "\\" || $0 == "\r" }
      return written.count > 1 && words.starts(with: written)
    }
    return found.map { place(name, line: $0) }
  }

  private func base(_ text: String) -> Place? {
    let found = lines(of: Self.dockerfile)?.lastIndex { line in
      line.drop { $0 == " " }.lowercased().hasPrefix("from ") && (text.isEmpty || line.contains(text))
    }
    return found.map { place(Self.dockerfile, line: $0) }
  }

  private func first(_ text: String, in name: String) -> Place? {
    guard let lines = lines(of: name) else { return nil }
    guard !text.isEmpty else { return Place(file: path(name)) }
    return lines.firstIndex { $0.contains(text) }.map { place(name, line: $0) }
  }

  /// `/app/src/main.go` is `src/main.go` here: the longest end of the path that is a file of the commit.
  private func named(_ path: String, _ line: Int) -> Place? {
    // What a log has before the path is separated by blanks.
    var parts = (path.split(separator: " ").last ?? "").split(separator: "/").filter {
      $0 != "." && $0 != ".."
    }
    guard parts.count <= 40 else { return nil }
    while !parts.isEmpty {
      let name = parts.joined(separator: "/")
      if let lines = lines(of: name) { return line <= lines.count ? place(name, line: line - 1) : nil }
      parts.removeFirst()
    }
    return nil
  }

  private func option(_ key: String) -> Place? {
    if let option = target.options[key] { return option.place }
    return target.options["items"].flatMap { $0.value[key] == nil ? nil : $0.place }
  }
}

extension BlamedPlace {
  /// In the commit of a deploy.
  init(of deployment: Deployment, in repository: Repository) {
    var folder = ""
    if case .package(let spec)? = deployment.target.artifact, spec.path != "." {
      folder = spec.path
    }
    self.init(target: deployment.target, folder: folder) { path in
      let bytes = try? repository.file(at: path, of: deployment.commit.id, limit: Self.largestFile)
      return bytes.map { String(decoding: $0, as: UTF8.self) }
    }
  }
}
