import Effects
import HTTP
import Model

extension EdgeContainers {
  /// A version that runs the image, created unless this deploy has made it before: safe to repeat, also after an answer
  /// was lost.
  func version(of image: String) async throws(Failure) -> String {
    let specs = try await specs(with: image)
    if let id = try await versionOfOurs(specs, image) { return try await created(id) }
    return try await created(try await create(specs, image))
  }

  private func specs(with image: String) async throws(Failure) -> [JSON] {
    guard let containers else { return try await clone(with: image) }
    return ContainerSpecs.filled(containers, image: image)
  }

  /// Ours is what carries our stamp and runs our image. The stamp covers what the config says; a clone is as old as its
  /// original, and somebody may have changed the live version's settings since.
  private func versionOfOurs(_ specs: [JSON], _ image: String) async throws(Failure) -> String? {
    let list = try await api.send(listVersions(named: versionName), expecting: VersionList.self)
    let ours = list.versions?.first { version in
      version.status != "failed" && version.remarks.flatMap(Stamp.init(in:)) == deployment.stamp
        && (version.containers ?? []).contains { $0["Image"]?.string == image }
    }
    guard let id = ours?.id, containers == nil else { return ours?.id }
    let made = try await describedVersion(id)?.containers
    return made.map(ContainerSpecs.sendable) == specs ? id : nil
  }

  private func create(_ specs: [JSON], _ image: String) async throws(Failure) -> String {
    let text = String(decoding: try JSONCoding.encode(specs), as: UTF8.self)
    do throws(Failure) {
      let call = createVersion(named: versionName, of: text)
      return try await api.send(call, expecting: CreatedVersion.self).id
    } catch {
      guard error.retry == .readsOnly, let id = try await versionOfOurs(specs, image) else { throw error }
      world.tell(.notice("\(error.what); the version was created all the same: \(id)"))
      return id
    }
  }

  /// The live version's containers with the image replaced.
  private func clone(with image: String) async throws(Failure) -> [JSON] {
    guard let live = try await appStatus().online.max(by: { $0.percent < $1.percent })?.version,
      let containers = try await describedVersion(live)?.containers, !containers.isEmpty
    else {
      throw Failure(
        .configuration, "app \"\(appID)\" has no live version in \(environment) to take the settings from",
        place: deployment.target.place,
        remedies: ["say what a version is made of: \"containers\" in \"esa\" (sampan help config)"])
    }
    do throws(Failure) {
      return try ContainerSpecs.clone(of: containers, image: image)
    } catch {
      var failure = error
      failure.what = "version \(live) cannot be cloned: \(error.what)"
      failure.place = deployment.target.place
      throw failure
    }
  }

  /// The API wants 6 to 128 characters; ours are ASCII and at most 128 already.
  var versionName: String {
    deployment.version.count >= 6
      ? deployment.version : "\(deployment.version)-\(deployment.commit.id.prefix(8))"
  }

  // MARK: Until it is created

  private static let creationInterval = Duration.seconds(5)
  /// Every so many polls a line is printed: at least every 30 s.
  private static let heartbeat = 4

  /// The version, once it can be published: within the target's time, as the clock has it. `creating` is treated as an
  /// answer that is not there yet, so that the house's one way of repeating a read also waits here.
  private func created(_ id: String) async throws(Failure) -> String {
    let polls = LookCount()
    let end = world.uptime() + deployment.target.wait.timeout
    return try await retrying(
      .read, policy: RetryPolicy(attempts: .max, baseDelay: .zero), sleep: world.sleep,
      random: world.random,
      onRetry: { failure, _ in
        if (polls.next(isFailing: true) - 1).isMultiple(of: Self.heartbeat) {
          world.tell(.notice("waiting: \(failure.what)"))
        }
      }
    ) { _ async throws(Failure) -> String in
      try await publishable(id, within: end - world.uptime())
    }
  }

  /// `left`: how much longer it may take to be created; the last poll is made when nothing is left.
  private func publishable(_ id: String, within left: Duration) async throws(Failure) -> String {
    let version: Version?
    do throws(Failure) {
      version = try await api.send(describeVersion(id), expecting: VersionAnswer.self).version
    } catch {
      var failure = error
      failure.retry = .never
      throw failure
    }
    switch version?.status {
    case "created": return id
    case "failed":
      throw Failure(
        .rolloutFailed, "version \(id) could not be created from \(deployment.image ?? "the image")",
        remedies: [
          "check that ESA may pull the image: a private registry needs an image secret of the app",
          "look at the version in the console; nothing was published",
        ])
    case let status:
      throw Failure(
        .tryLater, "version \(id) is \(status ?? "not there yet")",
        remedies: ["deploy again: the version is found and not created twice"],
        retry: left > .zero ? .safe(after: min(Self.creationInterval, left)) : .never)
    }
  }
}
