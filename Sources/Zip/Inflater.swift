import CZlib

/// A deflate stream (RFC 1951) being expanded piece by piece.
@safe package struct Inflater: ~Copyable {
  /// The format around the stream.
  package enum Format: Sendable {
    case raw
    /// Two bytes before it and a checksum after it (RFC 1950).
    case zlib
  }

  // On the heap, because zlib remembers the address.
  private let stream: UnsafeMutablePointer<z_stream>
  private var state: State

  private enum State {
    case running
    /// The stream has ended.
    case complete
    case damaged
  }

  private static let pieceSize = 1 << 18

  package init(_ format: Format) {
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // Fails only when memory runs out.
    let code =
      switch format {
      case .raw: unsafe sampan_inflate_init(stream)
      case .zlib: unsafe sampan_inflate_init_zlib(stream)
      }
    state = code == Z_OK ? .running : .damaged
  }

  /// Whether the stream has ended, with nothing after it.
  package var isComplete: Bool { state == .complete }

  /// Gives the sink what the input expands to, in pieces of bounded size. False when the stream is damaged,
  /// or continues after its end.
  package mutating func expand<E: Error>(
    _ input: [UInt8], into sink: ([UInt8]) throws(E) -> Void
  ) throws(E) -> Bool {
    var rest = input[...]
    var mayHoldMore = !input.isEmpty
    while mayHoldMore, state == .running {
      let piece = step(&rest)
      // A full piece may have left something inside zlib.
      mayHoldMore = !rest.isEmpty || piece.count == Self.pieceSize
      if !piece.isEmpty { try sink(piece) }
    }
    if !rest.isEmpty { state = .damaged }
    return state != .damaged
  }

  /// One call of zlib: takes what it used from `rest`.
  private mutating func step(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    let stream = unsafe stream
    var status = Z_OK
    var used = 0
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { output, count in
      unsafe rest.withUnsafeBufferPointer { input in
        // zlib only reads through `next_in`; it is not const for the sake of old callers.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(Self.pieceSize)
        let offered = unsafe Int(stream.pointee.avail_in)
        status = unsafe inflate(stream, Z_NO_FLUSH)
        used = offered - (unsafe Int(stream.pointee.avail_in))
        count = Self.pieceSize - (unsafe Int(stream.pointee.avail_out))
      }
    }
    rest = rest.dropFirst(used)
    switch status {
    case Z_OK: break
    case Z_STREAM_END: state = .complete
    // Nothing to do: fine when everything was taken before, damage when input is left.
    case Z_BUF_ERROR where rest.isEmpty: break
    default: state = .damaged
    }
    return piece
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }
}
