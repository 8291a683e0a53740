/// An absolute path unchanged; a relative one below `folder`, whose own path has no links: leading `.` and `..` are
/// resolved, later ones stay, since the component before them may be a link.
package func absolutePath(_ path: String, from folder: String) -> String {
  guard !path.hasPrefix("/") else { return path }
  var base = folder.split(separator: "/")
  var rest = path.split(separator: "/")
  while let first = rest.first, first == "." || first == ".." {
    rest.removeFirst()
    if first == "..", !base.isEmpty { base.removeLast() }
  }
  return "/" + (base + rest).joined(separator: "/")
}

/// The folder of an absolute path; `/` for entries of the root and for the root itself.
package func parentPath(_ path: String) -> String {
  "/" + path.split(separator: "/").dropLast().joined(separator: "/")
}
