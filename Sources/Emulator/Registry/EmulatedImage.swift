import Digest

/// A small image: a manifest and what it refers to, as bytes that no encoder would write again in the same way.
package struct EmulatedImage: Equatable, Sendable {
  package var type: String
  package var manifest: [UInt8]
  /// Config first, then the layers.
  package var blobs: [[UInt8]]
  /// Of an index: one image for each platform.
  package var children: [EmulatedImage]

  package var digest: String { "sha256:" + sha256Hex(manifest) }

  /// The files of skopeo's `dir:` (containers-transports(5)).
  package var directory: [String: [UInt8]] {
    var files = ["version": Array("Directory Transport Version: 1.1\n".utf8), "manifest.json": manifest]
    for blob in blobs + children.flatMap(\.blobs) { files[sha256Hex(blob)] = blob }
    for child in children { files["\(sha256Hex(child.manifest)).manifest.json"] = child.manifest }
    return files
  }

  /// One platform. Different names make different images. `layerBytes`: the least size of a layer.
  package static func manifest(
    _ name: String, docker: Bool = false, platform: String = "amd64", layers: Int = 1, layerBytes: Int = 0
  ) -> EmulatedImage {
    let vendor = docker ? "docker.distribution.manifest.v2" : "oci.image.manifest.v1"
    let configType = docker ? "docker.container.image.v1" : "oci.image.config.v1"
    let layerType = docker ? "docker.image.rootfs.diff.tar" : "oci.image.layer.v1.tar"
    let config = Array("{\"architecture\":\"\(platform)\",\"os\":\"linux\",\"author\":\"\(name)\"}".utf8)
    let layers = (1...max(1, layers)).map { number in
      let text = Array("layer \(number) of \(name) for \(platform)".utf8)
      return text + [UInt8](repeating: 0x2E, count: max(0, layerBytes - text.count))
    }
    let type = "application/vnd.\(vendor)+json"
    let text = """
      {
         "schemaVersion": 2,
         "mediaType": "\(type)",
         "config": \(descriptor("application/vnd.\(configType)+json", config)),
         "layers": [ \(layers.map { descriptor("application/vnd.\(layerType)", $0) }.joined(separator: ", ")) ]
      }

      """
    return EmulatedImage(type: type, manifest: Array(text.utf8), blobs: [config] + layers, children: [])
  }

  /// Several platforms under one name.
  package static func index(
    _ name: String, docker: Bool = false, platforms: [String] = ["amd64", "arm64"]
  ) -> EmulatedImage {
    let children = platforms.map { manifest(name, docker: docker, platform: $0) }
    let vendor = docker ? "docker.distribution.manifest.list.v2" : "oci.image.index.v1"
    let entries = zip(platforms, children).map { platform, child in
      let entry = descriptor(child.type, child.manifest).dropLast(2)
      return "\(entry), \"platform\": { \"architecture\": \"\(platform)\", \"os\": \"linux\" } }"
    }
    let type = "application/vnd.\(vendor)+json"
    let text = """
      {
        "schemaVersion": 2,
        "mediaType": "\(type)",
        "manifests": [
          \(entries.joined(separator: ",\n    "))
        ]
      }
      """
    return EmulatedImage(type: type, manifest: Array(text.utf8), blobs: [], children: children)
  }

  private static func descriptor(_ type: String, _ bytes: [UInt8]) -> String {
    "{ \"mediaType\": \"\(type)\", \"size\": \(bytes.count), \"digest\": \"sha256:\(sha256Hex(bytes))\" }"
  }
}
