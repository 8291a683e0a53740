import Digest
import Effects
import HTTP
import Model

/// A file in which docker or podman stores credentials for registries.
///
/// Fields: docker/cli `cli/config/configfile` and `types/authconfig.go`; keys with a path in them are podman's
/// (containers-auth.json(5)).
struct AuthFile {
  /// Its path, for messages; never its content.
  var name: String
  private var content: Content

  private struct Content: Decodable {
    var auths: [String: Entry]?
    var credHelpers: [String: String]?
    var credsStore: String?
  }

  private struct Entry: Decodable {
    var auth: String?
    var username: String?
    var password: String?
    var identitytoken: String?
    var registrytoken: String?
  }

  private static let largest = 1024 * 1024

  /// The files that exist, in order of precedence.
  static func all(in world: World) throws(Failure) -> [AuthFile] {
    var files: [AuthFile] = []
    func add(_ path: String) throws(Failure) {
      guard try world.files.info(path) != nil else { return }
      files.append(try AuthFile(path, try world.files.read(path, largest)))
    }
    func directory(_ name: String) throws(Failure) -> String? {
      guard let path = world.variable(name) else { return nil }
      guard path.hasPrefix("/") else {
        throw Failure(
          .configuration, "\(name) is not an absolute path: \"\(path)\"",
          remedies: ["set it to a path that starts with /"])
      }
      return path
    }
    if let path = try directory("REGISTRY_AUTH_FILE") { try add(path) }
    if let text = world.variable("DOCKER_AUTH_CONFIG") {
      files.append(try AuthFile("DOCKER_AUTH_CONFIG", Array(text.utf8)))
    }
    let home = try directory("HOME")
    if let folder = try directory("DOCKER_CONFIG") ?? home.map({ "\($0)/.docker" }) {
      try add("\(folder)/config.json")
    }
    if let folder = try directory("XDG_RUNTIME_DIR") { try add("\(folder)/containers/auth.json") }
    if let folder = try directory("XDG_CONFIG_HOME") ?? home.map({ "\($0)/.config" }) {
      try add("\(folder)/containers/auth.json")
    }
    if let user = world.userID { try add("/run/containers/\(user)/auth.json") }
    return files
  }

  init(_ name: String, _ bytes: [UInt8]) throws(Failure) {
    self.name = name
    do throws(Failure) {
      content = try JSONCoding.decode(Content.self, from: bytes, answering: name)
    } catch {
      throw Failure(
        .credentials, "\(name) is not a valid file of registry credentials",
        remedies: ["log in again: docker login <registry>"])
    }
  }

  /// In order of precedence: the helper for this registry, the general credential store, the entries of the file.
  func credentials(
    for repository: ImageRepository, in world: World
  ) async throws(Failure) -> RegistryCredentials? {
    let hosts = Self.spellings(of: repository.registry)
    if let helper = hosts.lazy.compactMap({ content.credHelpers?[$0] }).first {
      return try await CredentialHelper(suffix: helper, file: name).credentials(for: repository, in: world)
    }
    if let store = content.credsStore, !store.isEmpty {
      let helper = CredentialHelper(suffix: store, file: name)
      if let found = try await helper.credentials(for: repository, in: world) { return found }
    }
    for key in keys(for: repository, hosts) {
      if let entry = content.auths?[key], let found = try credentials(entry, in: world) { return found }
    }
    return nil
  }

  /// The most specific first.
  private func keys(for repository: ImageRepository, _ hosts: [String]) -> [String] {
    var keys: [String] = []
    var components = repository.path.split(separator: "/")
    while !components.isEmpty {
      keys += hosts.map { "\($0)/\(components.joined(separator: "/"))" }
      components.removeLast()
    }
    for host in hosts {
      keys.append(host)
      for scheme in ["https", "http"] {
        keys += ["", "/", "/v1/", "/v2/", "/v1", "/v2"].map { "\(scheme)://\(host)\($0)" }
      }
    }
    return keys
  }

  private static func spellings(of registry: String) -> [String] {
    registry == ImageRepository.hub
      ? [registry, "index.docker.io", "registry-1.docker.io"] : [registry]
  }

  /// Nil for an empty entry: then the credentials are in a store.
  private func credentials(_ entry: Entry, in world: World) throws(Failure) -> RegistryCredentials? {
    var found = RegistryCredentials(source: name)
    func secret(_ text: String?) throws(Failure) -> Secret? {
      guard let text = try text.map({ (text) throws(Failure) in try world.sendable(text, of: name) }) else {
        return nil
      }
      return text.isEmpty ? nil : Secret(text)
    }
    found.identityToken = try secret(entry.identitytoken)
    found.registryToken = try secret(entry.registrytoken)
    if let auth = entry.auth, !auth.isEmpty {
      // Some versions of docker end the text with a NUL byte.
      let bytes = base64Decoded(auth).map { $0.reversed().drop { $0 == 0 }.reversed() }
      let parts = bytes.map { String(decoding: $0, as: UTF8.self).split(separator: ":", maxSplits: 1) }
      guard let parts, parts.count == 2 else {
        throw Failure(
          .credentials, "\(name) contains an \"auth\" that is not user and password in base64",
          remedies: ["log in again: docker login <registry>"])
      }
      found.user = String(parts[0])
      found.password = try secret(String(parts[1]))
    } else {
      found.user = entry.username
      found.password = try secret(entry.password)
    }
    return found.isAnonymous ? nil : found
  }
}
