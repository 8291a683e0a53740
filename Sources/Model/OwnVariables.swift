/// The variables of the environment that lead to accounts: keys, tokens, roles, and where they are sent.
///
/// The one list of them. A program that Sampan starts does not get them, a rehearsal does not see them, and no template
/// may print them. Those of a cloud are its `CloudAccount`'s; a new variable of another kind belongs here. A test looks
/// for those that are missing.
package enum OwnVariables {
  /// How the names of those begin that a plugin container may hand over as settings (`PLUGIN_…`).
  package static let pluginPrefixes =
    CloudAccount.all.flatMap(\.settings) + ["SAMPAN_REGISTRY_", "SAMPAN_ID_TOKEN"]
  package static let plugin = "PLUGIN_"

  /// How all of them begin, as the contract lists them under "Environment".
  package static let prefixes =
    pluginPrefixes + CloudAccount.all.flatMap(\.foreign) + [
      "SAMPAN_ENDPOINT_", "SAMPAN_OIDC_", "SAMPAN_NOTIFY_", "CI_REGISTRY", "GITLAB_OIDC_TOKEN",
      "ACTIONS_ID_TOKEN_",
    ]

  package static func contains(_ name: String) -> Bool {
    let name = name.hasPrefix(plugin) ? name.dropFirst(plugin.count) : name[...]
    return prefixes.contains { name.hasPrefix($0) }
  }

  /// Addresses of proxies, which may have a password in them; read in upper and in lower case.
  package static let proxies = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]

  /// Whether the value itself is secret, as far as the name shows; a region and a role are not. Whoever has the address
  /// of a chat can write to it.
  package static func holdsSecret(_ name: String) -> Bool {
    if SecretName.word(in: name) != nil { return true }
    let name = name.hasPrefix(plugin) ? name.dropFirst(plugin.count) : name[...]
    return name.hasPrefix("SAMPAN_NOTIFY_")
  }

  /// How Sampan is set up on this machine: what it reads, what it runs, whom it trusts; settings of git's may be headers
  /// that log in. What a job before handed over as outputs is none of them.
  package static func isSetting(_ name: String) -> Bool {
    if name.hasPrefix("GIT_CONFIG_") || name.hasPrefix(plugin) || others.contains(name) { return true }
    return name == "SAMPAN" || name.hasPrefix("SAMPAN_") && !outputs.contains(name)
  }

  private static let others: Set = [
    "DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE",
  ]

  /// As the contract lists them under "Output".
  private static let outputs: Set = [
    "SAMPAN_STATUS", "SAMPAN_VERSION", "SAMPAN_REMARK", "SAMPAN_COMMIT", "SAMPAN_TARGET", "SAMPAN_PROVIDER",
    "SAMPAN_URL", "SAMPAN_RELEASE_ID", "SAMPAN_PACKAGE_SHA256", "SAMPAN_IMAGE",
  ]
}
