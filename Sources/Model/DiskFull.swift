extension Failure {
  /// What was to be written to the path found no space: the disk is full, or the user's share of it
  /// (`ENOSPC`, `EDQUOT`). The same for every room that writes.
  package static func diskFull(_ verb: String, _ path: String) -> Failure {
    Failure(
      .configuration, "cannot \(verb) \"\(path)\": no space left on device",
      remedies: ["free some space, or write elsewhere: df -h shows where there is any"])
  }
}
