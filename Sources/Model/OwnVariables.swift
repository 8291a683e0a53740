/// The environment variables that give access to accounts: keys, tokens, roles, and the addresses they are sent to.
///
/// The only list of them. Programs that Sampan starts do not get them, a rehearsal does not read them, and templates
/// must not print them. A cloud's variables are in its `CloudAccount`; a new variable of another kind belongs here. A
/// test finds those that are missing.
package enum OwnVariables {
  /// The prefixes of those that a plugin container may pass as settings (`PLUGIN_…`).
  package static let pluginPrefixes =
    CloudAccount.all.flatMap(\.settings) + [
      "SAMPAN_REGISTRY_", "SAMPAN_ID_TOKEN", "SAMPAN_OIDC_", ChatAccount.prefix,
    ]
  package static let plugin = "PLUGIN_"

  /// The prefixes of all of them, as the contract lists them under "Environment".
  package static let prefixes =
    pluginPrefixes + CloudAccount.all.flatMap(\.foreign) + [
      "SAMPAN_ENDPOINT_", "CI_REGISTRY", "GITLAB_OIDC_TOKEN", "ACTIONS_ID_TOKEN_",
    ]

  package static func contains(_ name: String) -> Bool {
    let name = name.hasPrefix(plugin) ? name.dropFirst(plugin.count) : name[...]
    return prefixes.contains { name.hasPrefix($0) }
  }

  /// Addresses of proxies, which may have a password in them; read in upper and in lower case.
  package static let proxies = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]

  /// Whether the value itself is secret, as far as the name shows; a region and a role are not. Anyone who has the
  /// address of a chat can write to it.
  package static func holdsSecret(_ name: String) -> Bool {
    if SecretName.word(in: name) != nil { return true }
    let name = name.hasPrefix(plugin) ? name.dropFirst(plugin.count) : name[...]
    return name.hasPrefix(ChatAccount.prefix)
  }

  /// Whether the value is a credential of an account of ours, used or not: nothing that is printed may contain it. An id
  /// and the path of a file are not.
  package static func holdsCredential(_ name: String) -> Bool {
    contains(name) && holdsSecret(name) && !name.hasSuffix("_ID") && !name.hasSuffix("_FILE")
  }

  /// Whether a variable is a setting of Sampan on this machine: what it reads, runs and trusts. git's settings count,
  /// since they may be headers with credentials. The outputs of an earlier job do not count.
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
