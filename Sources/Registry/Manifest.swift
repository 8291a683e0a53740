import Digest
import HTTP
import Model

/// The manifests that can be tagged again. Docker's schema 1 is not among them: its bytes hold the tag.
package enum ManifestType: String, CaseIterable, Sendable {
  case ociIndex = "application/vnd.oci.image.index.v1+json"
  case ociManifest = "application/vnd.oci.image.manifest.v1+json"
  case dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
  case dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"

  /// All four in every request: asked for fewer, distribution 2.8 gives one platform's image for a whole list.
  static let accepted = Header("Accept", allCases.map(\.rawValue).joined(separator: ", "))
}

/// A manifest as the registry sent it. Its digest is that of its bytes, so they are never written anew.
package struct Manifest: Equatable, Sendable {
  package var type: ManifestType
  package var bytes: [UInt8]
  package var digest: ImageDigest

  /// OCI distribution specification 1.1: a registry should take manifests of 4 MiB, and may refuse larger ones.
  static let largest = 4 * 1024 * 1024

  package init(_ type: ManifestType, _ bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
    digest = ImageDigest(of: bytes)
  }

  /// `contentType` as the registry told it. Where it says nothing, the manifest's own `mediaType` counts, and
  /// without one what it holds. An answer that is no JSON object is not a registry's: kind `.unavailable`.
  package init(_ bytes: [UInt8], contentType: String?, of image: ImageReference) throws(Failure) {
    let told = contentType?.prefix { $0 != ";" }.lowercased() ?? ""
    guard (try? JSONCoding.decode([String: JSON].self, from: bytes, answering: "")) != nil else {
      let what = bytes.isEmpty ? "an empty answer" : "an answer of type \"\(told)\""
      throw Refusals.unlikely("\(image): \(what) instead of a manifest")
    }
    let isTelling = !["", "application/json", "text/plain", "application/octet-stream"].contains(told)
    let content = isTelling ? nil : try Content(bytes, of: image)
    let name = isTelling ? told : content?.mediaType ?? content?.impliedType?.rawValue ?? ""
    guard let type = ManifestType(rawValue: name) else {
      let isOld = name.contains("manifest.v1+")
      throw Failure(
        .repository, "\(image) is no image that can be tagged again: its type is \"\(name)\"",
        remedies: isOld ? ["push the image again with a current tool: this is Docker's schema 1"] : [])
    }
    self.init(type, bytes)
  }

  /// What a manifest refers to. Read only to copy an image to another repository.
  struct Content: Decodable {
    var mediaType: String?
    var config: Descriptor?
    var layers: [Descriptor]?
    var manifests: [Descriptor]?

    struct Descriptor: Decodable {
      var mediaType: String?
      var digest: String
      var urls: [String]?

      /// A layer that may not be distributed is fetched from elsewhere; no registry has it.
      var isForeign: Bool {
        let type = mediaType ?? ""
        return type.contains(".nondistributable.") || type.contains(".foreign.")
      }
    }

    init(_ bytes: [UInt8], of image: ImageReference) throws(Failure) {
      do throws(Failure) {
        self = try JSONCoding.decode(Self.self, from: bytes, answering: "the manifest")
      } catch {
        throw Failure(.repository, "\(image) has no readable manifest", causes: [error.what])
      }
    }

    var impliedType: ManifestType? { manifests != nil ? .ociIndex : layers != nil ? .ociManifest : nil }

    /// What has to be in a repository before the manifest can be.
    func digests(of descriptors: [Descriptor], in image: ImageReference) throws(Failure) -> [ImageDigest] {
      var digests: [ImageDigest] = []
      for descriptor in descriptors where !descriptor.isForeign {
        guard let digest = ImageDigest(descriptor.digest) else {
          throw Failure(
            .repository, "\(image) refers to \"\(descriptor.digest)\", which is no SHA-256 digest")
        }
        if !digests.contains(digest) { digests.append(digest) }
      }
      return digests
    }
  }
}

extension ImageDigest {
  package init(of bytes: [UInt8]) { self.init(sha256Hex: sha256Hex(bytes)) }
}
