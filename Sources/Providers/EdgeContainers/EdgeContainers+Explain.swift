import Effects
import Model

extension EdgeContainers {
  private static let lines = 80

  package func explain(_ rollout: Rollout) async -> [LogExcerpt] {
    do throws(Failure) {
      let lines = try await api.send(describeLogs(lines: Self.lines), expecting: Logs.self).lines ?? []
      guard !lines.isEmpty else { return [] }
      return [LogExcerpt(title: "container log of \(appID)", lines: lines.suffix(Self.lines))]
    } catch {
      world.tell(.notice("the container log cannot be read: \(error.what)"))
      return []
    }
  }
}
