import Digest
import HTTP
import Model

/// The types of manifests that can be tagged. Docker's schema 1 cannot: it contains the tag.
package enum ManifestType: String, CaseIterable, Sendable {
  case ociIndex = "application/vnd.oci.image.index.v1+json"
  case ociManifest = "application/vnd.oci.image.manifest.v1+json"
  case dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
  case dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"

  /// All four in every request: with fewer, distribution 2.8 returns the image of one platform for a whole list.
  static let accepted = Header("Accept", allCases.map(\.rawValue).joined(separator: ", "))
}

/// A manifest as the registry sent it. Its digest is that of its bytes, so they are never encoded again.
package struct Manifest: Equatable, Sendable {
  package var type: ManifestType
  package var bytes: [UInt8]
  package var digest: ImageDigest

  /// In bytes. OCI distribution specification 1.1: registries should accept manifests of 4 MiB, and may refuse larger
  /// ones.
  static let largest = 4 * 1024 * 1024

  package init(_ type: ManifestType, _ bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
    digest = ImageDigest(of: bytes)
  }

  /// `contentType`: of the response. If it is generic, the type is the manifest's own `mediaType`, or follows from its
  /// keys. A response that is not a JSON object is not from a registry: kind `.unavailable`.
  package init(_ bytes: [UInt8], contentType: String?, of image: ImageReference) throws(Failure) {
    let sent = contentType?.prefix { $0 != ";" }.lowercased() ?? ""
    guard (try? JSONCoding.decode([String: JSON].self, from: bytes, answering: "")) != nil else {
      let what = bytes.isEmpty ? "an empty response" : "a response of type \"\(sent)\""
      throw Refusals.unlikely("\(image): \(what) instead of a manifest")
    }
    let isSpecific = !["", "application/json", "text/plain", "application/octet-stream"].contains(sent)
    let content = isSpecific ? nil : try Content(bytes, of: image)
    let name = isSpecific ? sent : content?.mediaType ?? content?.impliedType?.rawValue ?? ""
    guard let type = ManifestType(rawValue: name) else {
      let isOld = name.contains("manifest.v1+")
      throw Failure(
        .repository, "\(image) cannot be tagged: the type of its manifest is \"\(name)\"",
        remedies: isOld
          ? ["this is Docker's schema 1: push the image again with a current version of docker"] : [])
    }
    self.init(type, bytes)
  }

  /// The parts that a manifest refers to. Needed only to copy an image to another repository.
  struct Content: Decodable {
    var mediaType: String?
    var config: Descriptor?
    var layers: [Descriptor]?
    var manifests: [Descriptor]?

    struct Descriptor: Decodable {
      var mediaType: String?
      var digest: String
      /// In bytes.
      var size: Int?
      var urls: [String]?

      /// A layer that must not be distributed: it is not stored in registries.
      var isForeign: Bool {
        let type = mediaType ?? ""
        return type.contains(".nondistributable.") || type.contains(".foreign.")
      }
    }

    init(_ bytes: [UInt8], of image: ImageReference) throws(Failure) {
      do throws(Failure) {
        self = try JSONCoding.decode(Self.self, from: bytes, answering: "the manifest")
      } catch {
        throw Failure(.repository, "the manifest of \(image) could not be read", causes: [error.what])
      }
    }

    var impliedType: ManifestType? { manifests != nil ? .ociIndex : layers != nil ? .ociManifest : nil }

    /// The parts that must be in a repository before the manifest is stored, each once.
    func parts(_ descriptors: [Descriptor], of image: ImageReference) throws(Failure) -> [ImagePart] {
      var parts: [ImagePart] = []
      for descriptor in descriptors where !descriptor.isForeign {
        guard let digest = ImageDigest(descriptor.digest) else {
          throw Failure(
            .repository, "\(image) refers to \"\(descriptor.digest)\", which is not a valid SHA-256 digest")
        }
        if !parts.contains(where: { $0.digest == digest }) {
          parts.append(ImagePart(digest: digest, byteCount: descriptor.size))
        }
      }
      return parts
    }
  }
}

/// A blob or manifest that a manifest refers to.
struct ImagePart: Equatable, Sendable {
  var digest: ImageDigest
  /// As the manifest has it.
  var byteCount: Int?
}

extension ImageDigest {
  package init(of bytes: [UInt8]) { self.init(sha256Hex: sha256Hex(bytes)) }
}
