import Digest
import Effects
import Git
import Model
import Packaging
import Providers

/// A plan, and what carries it out.
package struct PreparedTarget: Sendable {
  package var plan: Plan
  var service: Service
  /// How the image gets its tag; nil where none is given.
  var image: PublishImage?
  /// What the templates of the version, the remark and the rest were given.
  var values: [String: String]
}

extension Project {
  /// The targets for this commit, in the order of the file.
  package func targets(named names: [String]) throws(Failure) -> TargetSelection {
    if let approved { return try targets(of: approved) }
    var selection = try TargetSelection.choose(
      configuration, named: names, branch: tag == nil ? branch : nil, tags: try tagsForSelection(), job: job)
    guard job == nil, tag == nil, branch != nil else { return selection }
    // By hand, a commit with a tag is often meant to be deployed as that tag.
    for index in selection.skipped.indices {
      let skipped = selection.skipped[index]
      guard let globs = skipped.target.when?.tag,
        let name = try repository.tags().first(where: {
          $0.commit == head.commit.id && globs.matches($0.name)
        })?.name
      else { continue }
      selection.skipped[index].reason =
        "\(skipped.reason); HEAD has tag \"\(name)\": git checkout \(name), or sampan deploy \(skipped.target.name)"
    }
    return selection
  }

  /// What this commit is deployed as: CI's branch, else the one that is checked out. A branch of a fork can be called
  /// `main` too: in a pull request, and where the job belongs to another commit, there is none.
  private var branch: String? {
    job?.otherHead == nil && job?.pullRequest == nil ? job?.branch ?? head.branch : nil
  }

  /// For targets that were named: `when` chooses none then.
  private var otherCommit: [Finding] {
    guard let reason = job?.otherCommit else { return [] }
    return [
      Finding(
        .warning, "\(reason): the job's branch and tag are not used", rule: "ci/other-commit",
        remedies: ["check out the job's commit, where that is the one to deploy"])
    ]
  }

  /// A CI that builds a tag names it, and so does a push; by hand, a detached HEAD means the tags on its commit.
  private func tagsForSelection() throws(Failure) -> [String] {
    if let tag { return [tag] }
    guard job?.pullRequest == nil, job?.otherHead == nil, branch == nil else { return [] }
    return try repository.tags().filter { $0.commit == head.commit.id }.map(\.name)
  }

  /// The same for a target whose built files may not exist yet: then it is planned without them.
  func preview(_ target: Target) throws(Failure) -> PreparedTarget {
    do throws(Failure) {
      return try prepare(target)
    } catch {
      if error.isStop || !target.readsWorkTree { throw error }
      return try prepare(target.withoutBuiltFiles, isBuilt: false)
    }
  }

  /// What deploying a target would do. Offline: reads the repository, the config and the environment. `isBuilt`: a file
  /// that a build makes exists.
  package func prepare(_ target: Target, isBuilt: Bool = true) throws(Failure) -> PreparedTarget {
    if let first = target.problems(by: catalog, in: world).first { throw first }
    guard let schema = catalog.schema(target.provider) else {
      throw Failure(.defect, "provider \"\(target.provider)\" is unknown")
    }
    let commit = head.commit
    let file = isBuilt ? try builtFile(of: target) : unbuiltFile(of: target)
    var values = try values(for: target)
    // Looking for the nearest tag and listing the files take as long as each other in a large repository.
    let (selection, (version, asked)) = try atOnce { () throws(Failure) in
      try packageSelection(of: target)
    } _: { [values] () throws(Failure) in
      let (text, asked) = try values.firstFilled(target.version)
      return (try VersionName.fit(text, schema.versionRule), asked)
    }
    values.version = version

    let artifact = try artifact(of: target, selection, file, values)
    let stamp = Stamp(
      commit: commit.id.prefix(12), tree: values.tree.prefix(12),
      config: try ConfigFingerprint.of(
        target, branch: artifact.branch, extras: extraContents(of: target, selection, file)))
    let said = try values.firstFilled(target.remark)
    let remark = RemarkLine.make(
      said.text, stamp: stamp, within: schema.remarkLimit)
    let service = try service(of: target) { [values] (name) throws(Failure) in
      try values.optionValue(of: name)
    }
    let deployment = Deployment(
      target: service.target, commit: commit, version: version, remark: remark, stamp: stamp,
      artifact: artifact)
    try service.provider.check(deployment)
    let image = try PublishImage(deployment, world)
    return PreparedTarget(
      plan: Plan(
        deployment: deployment,
        requests: Self.inOrder(image, service.provider, deployment) + probe(of: target),
        findings: try otherCommit + unseenTags(asked.union(said.asked), of: target)
          + unpushedCommit(artifact, of: target) + (selection?.findings ?? [])
          + (selection.map { service.provider.findings(packaging: $0.entries.map(\.path)) } ?? [])),
      service: service, image: image, values: values.used.all)
  }

  /// The values of a target's templates at this commit; the version is not known yet.
  func values(for target: Target) throws(Failure) -> TemplateValues {
    TemplateValues(
      world: world, repository: repository, head: head, branch: branch, job: job, tag: tag,
      allowEnv: configuration.allowEnv, target: target, tree: try inputTree(of: target), once: once,
      approved: approved?.values(of: target.name))
  }

  /// An image is tagged after the preflight: the reads of the state, and what cancels another rollout.
  private static func inOrder(
    _ image: PublishImage?, _ provider: any Provider, _ deployment: Deployment
  ) -> [PlannedRequest] {
    let (requests, guards) = (provider.requests(for: deployment), provider.stateRequests())
    guard let image else { return requests }
    var place = guards.last.flatMap { requests.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    if deployment.target.onConflict == .cancel, place < requests.endIndex, requests[place].isWrite {
      place += 1
    }
    return requests[..<place] + image.requests(guards) + requests[place...]
  }

  /// The request of `verify`, which is the pipeline's own.
  private func probe(of target: Target) -> [PlannedRequest] {
    guard let verify = target.verify else { return [] }
    let url = verify.isAbsolute ? verify.url ?? "" : "<the service's address>\(verify.url ?? "/")"
    return [
      PlannedRequest(method: "GET", url: url, condition: "repeated until the answer is as \"verify\" expects")
    ]
  }

  /// The tree whose change means that there is something to deploy: the one at `package.path`, together with the
  /// `shared` folders; the root for everything else.
  func inputTree(of target: Target) throws(Failure) -> ObjectID {
    guard case .package(let spec)? = target.artifact else { return head.commit.tree }
    let own = try tree(at: spec.path, spec)
    guard !spec.shared.isEmpty else { return own }
    var trees = own.hex
    for folder in spec.shared.sorted() { trees += "\n\(folder) \(try tree(at: folder, spec).hex)" }
    return ObjectID(sha256Hex(trees.utf8)) ?? own
  }

  private func tree(at path: String, _ spec: PackageSpec) throws(Failure) -> ObjectID {
    let found = try once.trees.value(of: path) { () throws(Failure) in
      try repository.tree(at: path, of: head.commit.id)
    }
    if let tree = found { return tree }
    throw Failure(
      .repository, "folder \"\(path)\" is not in commit \(head.commit.id.prefix(8))", place: spec.place,
      remedies: ["commit it, or correct \"path\" or \"shared\" in \"package\""])
  }

  /// SHA-256 of what is sent but not in the commit.
  private func extraContents(
    of target: Target, _ selection: Selection?, _ file: PackageFile?
  ) throws(Failure) -> [String: String] {
    var contents: [String: String] = [:]
    if case .package(let spec)? = target.artifact, let selection {
      contents = try once.extras.value(of: ConfigFingerprint.key(of: spec)) { () throws(Failure) in
        try extraContents(of: selection)
      }
    }
    if let file { contents[file.name] = file.sha256 }
    return contents
  }

  private func extraContents(of selection: Selection) throws(Failure) -> [String: String] {
    var contents: [String: String] = [:]
    for entry in selection.entries {
      switch entry.content {
      case .file(let path, let version): contents[entry.path] = try digest(of: path, version)
      case .link(let target): contents[entry.path] = "-> " + sha256Hex(target)
      case .blob: continue
      }
    }
    return contents
  }

  private func artifact(
    of target: Target, _ selection: Selection?, _ file: PackageFile?, _ values: TemplateValues
  ) throws(Failure) -> Artifact {
    switch target.artifact {
    case .package(let spec)?: return .zip(selection?.entries ?? [], spec)
    case .file?: return file.map(Artifact.file) ?? .held
    case .image(let spec)?: return try image(of: target, spec, values)
    case .repository(let spec)?:
      let branch = try spec.branch.map { (branch) throws(Failure) in try values.filled(branch) }
      return .repository(source: spec.source, name: spec.name, branch: branch)
    case nil: return .held
    }
  }

  private func image(
    of target: Target, _ spec: ImageSpec, _ values: TemplateValues
  ) throws(Failure) -> Artifact {
    let tag = try VersionName.fit(values.filled(spec.tag), .imageTag)
    guard let image = ImageReference("\(spec.repository):\(tag)") else {
      throw PublishImage.wrongRepository("\"\(spec.repository):\(tag)\"", at: spec.place)
    }
    guard let from = try spec.from.map({ (from) throws(Failure) in try values.filled(from) }) else {
      return .image(image, from: nil)
    }
    guard let source = ImageReference(from: from, in: image.repository) else {
      throw PublishImage.wrongSource(from, of: target, at: spec.place)
    }
    return .image(image, from: source)
  }
}

extension Target {
  /// Whether it sends files that are not in the commit.
  var readsWorkTree: Bool {
    switch artifact {
    case .package(let spec)?: spec.add != nil || spec.lfs == .worktree
    case .file?: true
    case .image?, .repository?, nil: false
    }
  }

  fileprivate var withoutBuiltFiles: Target {
    guard case .package(var spec)? = artifact else { return self }
    spec.add = nil
    var target = self
    target.artifact = .package(spec)
    return target
  }
}
