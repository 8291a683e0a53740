/// A path as it is when it is absolute, else below a folder whose own path has no links: leading `.` and `..` are
/// taken away, later ones stay, since what is before them may be a link.
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

/// The folder of an absolute path; `/` for what is in the root, and for the root itself.
package func parentPath(_ path: String) -> String {
  "/" + path.split(separator: "/").dropLast().joined(separator: "/")
}
