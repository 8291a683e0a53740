import Effects
import HTTP
import Model

extension ElasticMicroservice {
  /// Conditions that do not pass by waiting.
  private static let stuckConditions = [
    "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CreateContainerConfigError",
  ]

  /// New instances that cannot start, and why.
  static func stuckPods(_ detail: RolloutDetail) -> [(id: String, condition: String)] {
    detail.newPods.compactMap { pod in
      let words = (pod.conditions ?? []) + [pod.status].compactMap { $0 }
      let stuck = words.first { word in stuckConditions.contains { word.contains($0) } }
      return stuck.map { (pod.id ?? "a pod", $0) }
    }
  }

  /// The cloud's message, which may be empty; then what the instances say.
  func reason(_ detail: RolloutDetail) async -> String {
    if let message = detail.errorMessage, !message.isEmpty { return message }
    let stuck = Self.stuckPods(detail)
    if !stuck.isEmpty { return stuck.map { "\($0.id): \($0.condition)" }.joined(separator: "; ") }
    let lines = await pods().filter { $0.isReady != true }.map(Self.line)
    return lines.isEmpty ? "the provider gives no reason" : lines.joined(separator: "; ")
  }

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    let lines = await pods().map(Self.line)
    return lines.isEmpty ? [] : [LogExcerpt(title: "instances of \(applicationID)", lines: lines)]
  }

  private func pods() async -> [PodPage.Pod] {
    do throws(Failure) {
      return try await api.send(describePods, expecting: Answered<PodPage>.self).result?.pods ?? []
    } catch {
      world.tell(.notice("the instances cannot be listed: \(error.what)"))
      return []
    }
  }

  private static func line(_ pod: PodPage.Pod) -> String {
    var parts = [pod.container, pod.status].compactMap { $0 }.filter { !$0.isEmpty }.prefix(1).map { $0 }
    if let warning = pod.warning, !warning.isEmpty { parts.append(warning) }
    if let restarts = pod.restarts, restarts > 0 { parts.append("restarted \(restarts) times") }
    let version = pod.version.map { " (\($0))" } ?? ""
    return "\(pod.id ?? "a pod")\(version): "
      + (parts.isEmpty ? "no status" : parts.joined(separator: ", "))
  }
}
