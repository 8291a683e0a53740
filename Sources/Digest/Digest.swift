import CMbedTLS
import Model

/// A hash function, with the ways we use one.
package enum HashFunction: Sendable {
  case md5
  case sha1
  case sha256

  /// Bytes of a digest.
  package var byteCount: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// The digest of some bytes.
  package func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var running = RunningHash(self)
    running.update(Array(bytes))
    return running.finish()
  }

  /// HMAC (RFC 2104).
  package func authenticate(_ message: some Collection<UInt8>, key: some Collection<UInt8>) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: byteCount)
    let key = Array(key)
    let message = Array(message)
    // Cannot fail: the hash is compiled in (see `info`) and the buffers are ours.
    _ = unsafe mbedtls_md_hmac(info, key, key.count, message, message.count, &result)
    return result
  }

  var info: OpaquePointer? {
    let type =
      switch self {
      case .md5: MBEDTLS_MD_MD5
      case .sha1: MBEDTLS_MD_SHA1
      case .sha256: MBEDTLS_MD_SHA256
      }
    return unsafe mbedtls_md_info_from_type(type)
  }
}

/// SHA-256 of some bytes, as 64 hexadecimal digits.
package func sha256Hex(_ bytes: some Collection<UInt8>) -> String { hex(HashFunction.sha256.digest(bytes)) }
