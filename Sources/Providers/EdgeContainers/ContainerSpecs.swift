import Model

/// What a version is made of (`Containers`): the fields of the API's model, version 2024-09-10, by their own names.
enum ContainerSpecs {
  private static let text = OptionSpec.Kind.string
  private static let seconds = OptionSpec.Kind.integer(0...3600)
  private static let times = OptionSpec.Kind.integer(1...100)

  private static let registry = OptionSpec.Kind.object([
    OptionSpec("Domain", text, "the registry's host"), OptionSpec("InstanceId", text, "its instance"),
    OptionSpec("IsEnterpriseRegistry", .boolean, "whether it is an enterprise instance"),
    OptionSpec("RegionId", text, "its region"), OptionSpec("RepoId", text, "the repository's id"),
    OptionSpec("RepoName", text, "the repository"), OptionSpec("RepoNamespace", text, "its namespace"),
    OptionSpec("Tag", text, "the tag; absent: that of the target's image"),
    OptionSpec("TagUrl", text, "the tag's address"),
  ])

  private static let probe = OptionSpec.Kind.object([
    OptionSpec("Command", text, "for `exec`"), OptionSpec("Path", text, "for `httpGet`"),
    OptionSpec("Port", .integer(1...65_535), "for `httpGet` and `tcpSocket`"),
    OptionSpec("Scheme", .choice(["HTTP", "HTTPS"]), "for `httpGet`"),
    OptionSpec("Host", text, "for `httpGet`"), OptionSpec("HttpHeaders", text, "for `httpGet`"),
    OptionSpec("InitialDelaySeconds", seconds, "before the first probe"),
    OptionSpec("PeriodSeconds", seconds, "between two probes"),
    OptionSpec("TimeoutSeconds", seconds, "for an answer"),
    OptionSpec("SuccessThreshold", times, "answers in a row that count"),
    OptionSpec("FailureThreshold", times, "failures in a row that count"),
  ])

  static let options: [OptionSpec] = [
    OptionSpec("Name", text, "unique in the version", required: true),
    OptionSpec("Image", text, "absent: the target's image"),
    OptionSpec("IsACRImage", .boolean, "whether ACRImageInfo says where the image is", default: false),
    OptionSpec("ACRImageInfo", registry, "the image in Alibaba's own registry"),
    OptionSpec(
      "Spec", .choice(["1C2G", "2C4G", "2C8G", "4C8G", "4C16G", "8C16G", "8C32G"]), "cores and memory",
      required: true),
    OptionSpec("Storage", .choice(["0.5G", "10G", "20G", "30G"]), "disk", required: true),
    OptionSpec(
      "ProbeType", .choice(["exec", "tcpSocket", "httpGet"]), "how health is asked for", required: true),
    OptionSpec("ProbeContent", probe, "what is asked", required: true),
    OptionSpec("Command", text, "in place of the image's entry point, words separated by spaces"),
    OptionSpec("Args", text, "its arguments, separated by spaces"),
    OptionSpec("EnvVariables", .map(text), "environment variables; no value can hold a comma"),
    OptionSpec("PostStart", text, "run when the container starts"),
    OptionSpec("PreStop", text, "run before it stops"),
  ]

  // MARK: From the config

  /// The option's value in the API's spelling, images left open where the config leaves them open.
  static func encoded(_ option: Target.Option) throws(Failure) -> [JSON] {
    var encoded: [JSON] = []
    for container in option.value.array ?? [] {
      var fields = container.object ?? [:]
      fields["IsACRImage"] = fields["IsACRImage"] ?? false
      if let variables = fields["EnvVariables"]?.object {
        fields["EnvVariables"] = .string(try line(of: variables, at: option.place))
      }
      encoded.append(.object(fields))
    }
    guard encoded.contains(where: { $0["Image"] == nil }) else {
      throw Failure(
        .configuration, "no container takes the target's image", place: option.place,
        remedies: ["leave out \"Image\" where the image of the commit goes"])
    }
    return encoded
  }

  /// `k1=v1,k2=v2`, sorted: there is no way to write a comma.
  private static func line(of variables: [String: JSON], at place: Place) throws(Failure) -> String {
    var pairs: [String] = []
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
      let value = value.string ?? ""
      guard !name.contains(where: { ",=".contains($0) }), !name.isEmpty, !value.contains(",") else {
        throw Failure(
          .configuration, "variable \"\(name)\" cannot be sent: ESA separates variables by commas",
          place: place, remedies: ["keep commas out of names and values, and = out of names"])
      }
      pairs.append("\(name)=\(value)")
    }
    return pairs.joined(separator: ",")
  }

  /// With the image where one was left open.
  static func filled(_ containers: [JSON], image: String) -> [JSON] {
    containers.map { $0["Image"] == nil ? $0.running(image) : $0 }
  }

  // MARK: From the live version

  /// The containers of an answer, as they can be sent again.
  static func sendable(_ containers: [JSON]) -> [JSON] { containers.map { $0.pruned ?? .object([:]) } }

  /// The live containers with the image in the one that it belongs to: the only one, or
  /// those that run another tag of the same repository.
  static func clone(of containers: [JSON], image: String) throws(Failure) -> [JSON] {
    let repository = repository(of: image)
    let live = sendable(containers)
    let matches = live.indices.filter { index in
      live.count == 1 || live[index]["Image"]?.string.map(Self.repository(of:)) == repository
    }
    guard !matches.isEmpty else {
      let images = live.compactMap { $0["Image"]?.string }.joined(separator: ", ")
      throw Failure(
        .configuration, "none of its \(live.count) containers runs \(repository); they run \(images)",
        remedies: ["say what a version is made of: \"containers\" in \"esa\""])
    }
    var cloned = live
    for index in matches {
      if live[index]["IsACRImage"]?.boolean == true, let info = live[index]["ACRImageInfo"] {
        let path = [info["RepoNamespace"], info["RepoName"]].compactMap { $0?.string }.joined(separator: "/")
        guard repository.hasSuffix("/" + path), !path.isEmpty else {
          throw Failure(
            .configuration,
            "it takes its image from \(path) of Alibaba's own registry, not from \(repository)",
            remedies: ["say what a version is made of: \"containers\" in \"esa\""])
        }
      }
      cloned[index] = live[index].running(image)
    }
    return cloned
  }

  /// A reference without tag and digest.
  private static func repository(of reference: String) -> String {
    var name = reference.prefix { $0 != "@" }
    let last = name.lastIndex(of: "/") ?? name.startIndex
    if let colon = name[last...].lastIndex(of: ":") { name = name[..<colon] }
    return String(name)
  }

  /// Nil when the reference has none.
  fileprivate static func tag(of reference: String) -> String? {
    let name = reference.prefix { $0 != "@" }
    let repository = repository(of: reference)
    return name.count > repository.count ? String(name.dropFirst(repository.count + 1)) : nil
  }
}

extension JSON {
  /// A container with another image. What is said of its place in Alibaba's own registry follows.
  fileprivate func running(_ image: String) -> JSON {
    var fields = object ?? [:]
    fields["Image"] = .string(image)
    if var info = fields["ACRImageInfo"]?.object, let tag = ContainerSpecs.tag(of: image) {
      info["Tag"] = .string(tag)
      if info["TagUrl"] != nil { info["TagUrl"] = .string(image) }
      fields["ACRImageInfo"] = .object(info)
    }
    return .object(fields)
  }

  /// Without what the answer left empty: nil for nothing at all.
  fileprivate var pruned: JSON? {
    switch self {
    case .null, .string(""): nil
    case .object(let fields):
      fields.compactMapValues(\.pruned).isEmpty ? nil : .object(fields.compactMapValues(\.pruned))
    default: self
    }
  }
}
