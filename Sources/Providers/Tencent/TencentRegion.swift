import Effects
import Model

/// Where calls go: the value of `X-TC-Region`, and who chose it.
package struct TencentRegion: Equatable, Sendable {
  /// Nil: the cloud chooses; by the documents of `tcbr` and `tcb` no region is needed.
  package var name: String?
  /// It is the job's (`TENCENTCLOUD_REGION`), which may be meant for other services: the action
  /// everpcpc/tencentcloud-oidc-auth exports `ap-guangzhou` by default.
  package var isJobs = false

  /// The target's, else the job's.
  package init(_ option: String?, in world: World) throws(Failure) {
    name = try TencentAPI.region(option, in: world)
    isJobs = option == nil && name != nil
  }

  package init(_ name: String?) { self.name = name }

  /// Whether the failure may only mean that the environment is in another region. Both answers were seen for one:
  /// `[INVALID_REGION]`, and that the environment does not exist (CloudBase-AI-Toolkit #384 and
  /// specs/multi-region-refactor, read in November 2026).
  func mayExplain(_ failure: Failure) -> Bool {
    guard isJobs, let code = failure.code else { return false }
    return [
      "ResourceNotFound", "ResourceNotFound.ServerNotFound", "ResourceNotFound.EnvNotExist",
      "InvalidParameter.EnvId", "UnsupportedRegion",
    ].contains(code) || failure.what.description.contains("INVALID_REGION")
  }

  /// The failure of a call that failed without the job's region, too.
  func explained(_ failure: Failure) -> Failure {
    guard let name else { return failure }
    return failure.with {
      $0.causes.append("the region \"\(name)\" is from TENCENTCLOUD_REGION; the target sets none")
    }
  }

  /// The environment is not in the job's region.
  var misfit: Finding {
    Finding(
      .warning,
      "TENCENTCLOUD_REGION is \"\(name ?? "")\", but the environment is in another region: it is not used",
      rule: "tencent/region",
      remedies: ["set \"region\" in the target to where the environment is, e.g. \"ap-shanghai\""])
  }
}

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
