import Effects

/// The name under which a cloud's audit log shows what a temporary key did.
enum RoleSession {
  /// What `variable` says, else `sampan` and the repository. Both clouds take 2 to 64 of these characters.
  static func name(_ variable: String, in world: World) -> String {
    let repository = world.variable("GITHUB_REPOSITORY") ?? world.variable("CI_PROJECT_PATH")
    let wanted =
      world.variable(variable) ?? (["sampan"] + [repository].compactMap { $0 }).joined(separator: "-")
    let allowed = wanted.unicodeScalars.prefix(64).map { scalar in
      let isAllowed = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isAllowed || "._@-".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
    }
    return allowed.count < 2 ? "sampan" : String(allowed)
  }
}
