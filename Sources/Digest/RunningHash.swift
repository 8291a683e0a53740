import CMbedTLS

/// A hash fed piece by piece, so that a file need not fit into memory. SHA-256 takes the processor's own instructions
/// where there are any (about eight times as fast), everything else is mbedTLS's.
@safe package struct RunningHash: ~Copyable {
  private let function: HashFunction
  private var context = unsafe mbedtls_md_context_t()
  private var processor: ProcessorSHA256?

  package init(_ function: HashFunction) {
    self.init(function, usesProcessor: ProcessorSHA256.isAvailable)
  }

  /// `usesProcessor`: must be false on a machine without the instructions.
  init(_ function: HashFunction, usesProcessor: Bool) {
    self.function = function
    processor = function == .sha256 && usesProcessor ? ProcessorSHA256() : nil
    unsafe mbedtls_md_init(&context)
    guard processor == nil else { return }
    // Fails only when memory runs out.
    _ = unsafe mbedtls_md_setup(&context, function.info, 0)
    _ = unsafe mbedtls_md_starts(&context)
  }

  package mutating func update(_ bytes: [UInt8]) {
    if processor != nil {
      processor?.update(bytes)
    } else {
      _ = unsafe mbedtls_md_update(&context, bytes, bytes.count)
    }
  }

  /// The digest; the hash cannot be used afterwards.
  package mutating func finish() -> [UInt8] {
    if let digest = processor?.finish() { return digest }
    var result = [UInt8](repeating: 0, count: function.byteCount)
    _ = unsafe mbedtls_md_finish(&context, &result)
    return result
  }

  deinit {
    var context = unsafe context
    unsafe mbedtls_md_free(&context)
  }
}
