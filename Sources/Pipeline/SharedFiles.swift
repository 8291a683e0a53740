import Effects
import Git
import Model

extension Repository {
  /// Files for what is written into this repository: with the permissions that `core.sharedRepository` gives others.
  package func shared(_ files: Files) throws(Failure) -> Files {
    guard let sharing = try sharing() else { return files }
    return files.shared(sharing.mode)
  }
}

extension Files {
  /// Files that give everything that is written the mode that `mode` makes of its own.
  func shared(_ mode: @escaping ModeChange) -> Files {
    var shared = self
    shared.write = { (path, bytes) throws(Failure) in
      try write(path, bytes)
      try changeMode(path, mode)
    }
    shared.append = { (path, bytes) throws(Failure) in
      try append(path, bytes)
      try changeMode(path, mode)
    }
    shared.makeExecutable = { (path) throws(Failure) in
      try makeExecutable(path)
      try changeMode(path, mode)
    }
    shared.lock = { (path) throws(Failure) in
      guard let lock = try lock(path) else { return nil }
      try changeMode(path, mode)
      return lock
    }
    shared.makeDirectory = { (path) throws(Failure) in
      var made = [path]
      var parent = path
      while let slash = parent.lastIndex(of: "/"), slash > parent.startIndex {
        parent = String(parent[..<slash])
        guard try info(parent) == nil else { break }
        made.append(parent)
      }
      try makeDirectory(path)
      for directory in made { try changeMode(directory, mode) }
    }
    return shared
  }
}
