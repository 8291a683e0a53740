import Model

/// What a repository shows about the service in it. Strings come from the repository and are not trusted.
struct Survey: Sendable {
  var branch: String?
  var remote: Remote?
  /// The name of the work tree's folder.
  var rootName: String?
  /// The folder of the service, relative to the root; empty for the root.
  var folder = ""
  /// Relative to `folder`; nil without one.
  var dockerfile: String?
  var port: Int?
  /// The JAR or WAR that the build makes, relative to the root.
  var jar: String?
  /// The command that makes it, in `folder`.
  var buildCommand: String?
  /// The image that a CI job pushes.
  var image: FoundImage?
  /// For the user: what was found, and what was ambiguous.
  var notes: [Text] = []

  /// Of an empty repository.
  init() {}

  /// `folder`: where the user is, relative to the root. At the root, the only folder with a Dockerfile is meant.
  init(_ tree: WorkTreeFiles, in folder: String, branch: String?, remote: Remote?) {
    self.branch = branch
    self.remote = remote
    rootName = tree.root.split(separator: "/").last.map(String.init)
    self.folder = folder
    find(Self.dockerfiles(of: tree, below: folder), in: tree)
    jar = BuiltJar.path(in: self.folder, of: tree)
    buildCommand = BuiltJar.command(in: self.folder, of: tree)
    image = FoundImage.pushed(by: tree, remote: remote)
    if let dockerfile {
      let path = path(dockerfile)
      notes.insert(port.map { "found \(path): port \($0)" } ?? "found \(path)", at: 0)
    } else if let jar {
      notes.append("found a build of \(jar)")
    } else if tree.paths.contains(path("package.json")) {
      notes.append("found package.json and no Dockerfile")
    }
    if let image { notes.append("found \(image.source): it pushes \(image.repository)") }
  }

  /// Folders for the files of a build whose context is the folder above them.
  private static let contextFolders: Set = ["docker", "build", "deploy", "deployments", "ci"]

  private static func dockerfiles(of tree: WorkTreeFiles, below folder: String) -> [String] {
    let prefix = folder.isEmpty ? "" : "\(folder)/"
    return tree.paths.filter { path in
      path.hasPrefix(prefix)
        && ["Dockerfile", "Containerfile"].contains(path.split(separator: "/").last ?? "")
    }
  }

  /// `paths` are in the order of their depth: one in the folder itself is the first.
  private mutating func find(_ paths: [String], in tree: WorkTreeFiles) {
    let prefix = folder.isEmpty ? "" : "\(folder)/"
    let own = paths.first { !$0.dropFirst(prefix.count).contains("/") }
    let others = Set(paths.map(Self.context))
    guard let path = own ?? (others.count == 1 ? paths.first : nil) else {
      if let example = others.sorted().first {
        notes.append(
          """
          \(paths.count) Dockerfiles in folders; to use one, run init there, \
          e.g. sampan -C \(ShellWord(example)) init
          """)
      }
      return
    }
    folder = Self.context(of: path)
    dockerfile = folder.isEmpty ? path : String(path.dropFirst(folder.count + 1))
    let ports = tree.text(path).map { Dockerfile($0).ports } ?? []
    port = ports.first
    if ports.count > 1 {
      notes.append("\(path) exposes \(ports.map(String.init).list): the first one is used")
    }
  }

  /// The folder that is built; empty for the root.
  private static func context(of path: String) -> String {
    var folders = path.split(separator: "/").dropLast()
    if let last = folders.last, contextFolders.contains(String(last)) { folders.removeLast() }
    return folders.joined(separator: "/")
  }

  /// A file in `folder`, relative to the root.
  func path(_ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }

  /// What the service is called, or `api` where nothing shows it.
  var serviceName: String { foundName ?? "api" }

  /// From the folder, the image or the remote. CloudBase Run allows 3 to 45 letters, digits, `-` and `_`, and no names that begin
  /// with `lcap` or `lowcode`.
  var foundName: String? {
    Self.name(folder.isEmpty ? image?.repository ?? remote?.path ?? "" : folder)
  }

  /// For a folder of releases beside the work tree, where no two have the same name.
  var siteName: String {
    let names = [rootName, folder.split(separator: "/").last.map(String.init)].compactMap(\.self)
    let name = names.joined(separator: "-")
    let canBePlain = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || " ._-+@".unicodeScalars.contains($0)
    }
    return name.isEmpty ? "site" : canBePlain ? name : Self.name(name) ?? "site"
  }

  private static func name(_ path: String) -> String? {
    let given = path.split(separator: "/").last ?? ""
    let plain = String(given.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    let name = plain.drop { !$0.isLetter }.prefix(45)
    guard let end = name.lastIndex(where: { $0 != "-" }), name[...end].count >= 3,
      !name.hasPrefix("lcap"), !name.hasPrefix("lowcode")
    else { return nil }
    return String(name[...end])
  }

  /// The provider that fits what was found.
  var provider: String {
    if let image { return image.isOnAlibaba ? "esa" : "tcbr" }
    return jar != nil && dockerfile == nil ? "tem" : "tcbr"
  }
}

/// A word for a command that users copy: quoted where the shell would interpret it.
struct ShellWord: CustomStringConvertible {
  let description: String

  init(_ text: String) {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0.isAlphanumeric || "._/-".utf8.contains($0) }
    description = isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
