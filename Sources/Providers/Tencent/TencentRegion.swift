import Model

extension TencentAPI {
  /// A region is sent in a header unchanged: letters, digits and `-`, e.g. `ap-shanghai` or `ap-shanghai-fsi`
  /// (https://cloud.tencent.com/document/api/213/15692, "Region").
  static func problems(ofRegion target: Target) -> [Failure] {
    guard let option = target.options["region"], let region = option.value.string, !isRegion(region) else {
      return []
    }
    return [
      Failure(
        .configuration, "\"\(region)\" is not a valid region of Tencent Cloud", place: option.place,
        remedies: ["write it as the console shows it, e.g. \"ap-shanghai\""])
    ]
  }

  private static func isRegion(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return (2...5).contains(parts.count)
      && parts.allSatisfy { part in
        (1...32).contains(part.count)
          && part.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
      }
  }
}

extension Target {
  /// A cloud that builds a repository needs a branch.
  var missingBranch: [Failure] {
    guard case .repository(let repository)? = artifact, repository.branch == nil else { return [] }
    return [
      Failure(
        .configuration, "repository \"\(repository.name)\" has no branch", place: repository.place,
        remedies: ["set the branch that the cloud builds: \"branch\": \"{branch}\", or \"main\""])
    ]
  }
}
