import HTTP
import Model

/// The calls as values. The newer generation says `env_id` and `server_name`, the older `env` and `service_name`.
extension WeChatHosting {
  static let updateAction = "rollupdatecloudbaserunserverversion"
  static let routeAction = "releasecloudbaserunversion"

  private var service: [String: JSON] { ["env_id": .string(envID), "server_name": .string(serverName)] }
  private var olderService: [String: JSON] {
    ["env": .string(envID), "service_name": .string(serverName)]
  }

  func listVersions(from offset: Int) -> WeChatAPI.Call {
    WeChatAPI.Call(
      "getcsversionlist", olderService.merging(["limit": 20, "offset": .integer(offset)]) { $1 }, .read)
  }

  func describeVersion(_ name: String) -> WeChatAPI.Call {
    WeChatAPI.Call(
      "getcsversiondetail", olderService.merging(["version_name": .string(name)]) { $1 }, .read)
  }

  func rollUpdate(_ body: [String: JSON], _ kind: CallKind = .update) -> WeChatAPI.Call {
    WeChatAPI.Call(Self.updateAction, body, kind)
  }

  /// All traffic to one version.
  func route(to version: String) -> WeChatAPI.Call {
    WeChatAPI.Call(Self.routeAction, service.merging(["release_version": .string(version)]) { $1 }, .write)
  }

  /// Back to an entry of a version's own history.
  func restore(_ version: String, to snapshot: String) -> WeChatAPI.Call {
    rollUpdate(
      service.merging([
        "version_name": .string(version), "rollback": true, "snapshot_name": .string(snapshot),
      ]) { $1 }, .write)
  }

  // MARK: The update's body

  /// What the config says wins over what is kept; both are spelled as the interface spells them.
  func updateBody(
    _ published: Published, replacing version: String, keeping settings: [String: JSON]
  ) -> [String: JSON] {
    var source = sourceFields(of: published)
    let given = VersionFields.encoded(options)
    if let image = source["image_info"]?.object {
      source["image_info"] = .object(image.merging(given["image_info"]?.object ?? [:]) { $1 })
    }
    var body = settings.merging(given) { $1 }.merging(source) { $1 }
    body["version_name"] = .string(version)
    body["version_remark"] = .string(deployment.remark)
    return body
  }

  /// What follows from the artifact.
  func sourceFields(of published: Published) -> [String: JSON] {
    Self.sourceFields(of: deployment.target, published, branch: deployment.branch)
  }

  static func sourceFields(of target: Target, _ published: Published, branch: String?) -> [String: JSON] {
    switch target.artifact {
    case .image?:
      return ["upload_type": "image", "image_info": imageInfo(published.image ?? "")]
    case .repository(let spec)?:
      return [
        "upload_type": "repository", "repository_type": .string(spec.source),
        "repository": .string(spec.name), "branch": .string(branch ?? ""),
      ]
    case .package?, .file?:
      return published.fields.mapValues(JSON.string).merging(["upload_type": "package"]) { $1 }
    case nil:
      return target.options["snapshotName"] == nil ? ["upload_type": "package"] : ["rollback": true]
    }
  }

  /// `registry/repository:tag`, taken apart. Without a registry's address it is one of Docker Hub's.
  private static func imageInfo(_ reference: String) -> JSON {
    var info: [String: JSON] = ["image_url": .string(reference)]
    var name = reference.prefix { $0 != "@" }
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
      info["tag_name"] = .string(String(name[name.index(after: colon)...]))
      name = name[..<colon]
    }
    if let slash = name.firstIndex(of: "/") {
      let first = name[..<slash]
      if first.contains(".") || first.contains(":") || first == "localhost" {
        info["server_addr"] = .string(String(first))
        name = name[name.index(after: slash)...]
      }
    }
    info["repository_name"] = .string(String(name))
    return .object(info)
  }
}
