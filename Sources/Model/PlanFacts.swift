/// A plan as JSON: the same for `--json` and for a plan file, whose members a deploy compares with those of its own plan.
extension Plan {
  /// All but the findings. Unknown values are null.
  package var facts: [String: JSON] {
    [
      "target": .string(deployment.target.name), "provider": .string(deployment.target.provider),
      "service": .string(deployment.target.service), "version": .string(deployment.version),
      "remark": .string(deployment.remark), "stamp": .string(deployment.stamp.description),
      "image": text(deployment.artifact.image?.name), "commit": deployment.commit.facts,
      "artifact": deployment.artifact.facts,
      "before": .array(deployment.target.before.map { .string($0.shown) }),
      "after": .array(deployment.target.after.map { .string($0.shown) }),
      "requests": .array(requests.map(\.facts)),
      "live": live.map { .array($0.map(\.facts)) } ?? .null,
    ]
  }
}

extension Commit {
  package var facts: JSON {
    [
      "id": .string(id.hex), "subject": .string(subject), "author": .string(authorName),
      "committed": .string(committed.utc.iso8601),
    ]
  }
}

extension ServiceState.Online {
  package var facts: JSON {
    [
      "release_id": .string(release), "traffic_percent": .integer(trafficPercent), "remark": text(remark),
      "image": text(image), "commit": text(stamp?.commit),
    ]
  }
}

extension PlannedRequest {
  fileprivate var facts: JSON {
    [
      "method": .string(method), "url": .string(url), "action": text(action), "body": body ?? .null,
      "is_write": .boolean(isWrite), "condition": text(condition?.description),
    ]
  }
}

extension Artifact {
  fileprivate var facts: JSON {
    switch self {
    case .zip(let entries, let spec):
      [
        "kind": "package", "path": .string(spec.path), "files": .integer(entries.count),
        "bytes": .integer(entries.byteCount),
      ]
    case .file(let file):
      ["kind": "file", "path": .string(file.path), "bytes": .integer(file.byteCount)]
    case .image(let image, let from):
      ["kind": "image", "from": text(from?.name(in: image.repository)), "reference": .string(image.name)]
    case .repository(let source, let name, let branch):
      ["kind": "repository", "source": .string(source), "name": .string(name), "branch": text(branch)]
    case .held: ["kind": "none", "what": "already at the provider"]
    }
  }
}

private func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
