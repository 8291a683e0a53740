import CLibgit2
import Glibc
import Model
import Zip

/// Reads the loose objects of one folder in libgit2's place: 1.5.1 never ends on one that is cut off, and writes behind
/// its buffer when one has more than its header claims (`odb_loose.c`, `read_loose_standard`; the tests of
/// `DamagedObjectTests` fail when a release does better). Finding objects is left to it.
enum LooseObjects {
  private typealias Backend = UnsafeMutablePointer<git_odb_backend>

  /// As libgit2 orders its own: packs first.
  static let priority: Int32 = 1

  /// A backend for a folder of objects: to be added to a database, which frees it. Nil when memory runs out.
  static func backend(_ directory: String) -> UnsafeMutablePointer<git_odb_backend>? {
    var loose: Backend?
    guard unsafe git_odb_backend_loose(&loose, directory, -1, 0, 0, 0) == 0 else { return nil }
    let ours = UnsafeMutablePointer<sampan_loose_objects>.allocate(capacity: 1)
    unsafe ours.initialize(to: sampan_loose_objects())
    unsafe ours.pointee.loose = loose
    unsafe ours.pointee.directory = strdup(directory)
    let base = unsafe UnsafeMutableRawPointer(ours).assumingMemoryBound(to: git_odb_backend.self)
    unsafe git_odb_init_backend(base, UInt32(GIT_ODB_BACKEND_VERSION))

    unsafe base.pointee.exists = { backend, id in
      guard let loose = unsafe LooseObjects.objects(backend)?.pointee.loose else { return 0 }
      return unsafe loose.pointee.exists(loose, id)
    }
    unsafe base.pointee.exists_prefix = { found, backend, prefix, length in
      guard let loose = unsafe LooseObjects.objects(backend)?.pointee.loose else {
        return GIT_ENOTFOUND.rawValue
      }
      return unsafe loose.pointee.exists_prefix(found, loose, prefix, length)
    }
    unsafe base.pointee.read_header = { size, type, backend, id in
      guard let size = unsafe size, let type = unsafe type else { return GIT_ERROR.rawValue }
      return unsafe LooseObjects.attempt(backend, id, limit: LooseHeader.packedBytes) {
        (packed) throws(Damage) in
        let header = try LooseHeader(of: packed)
        unsafe size.pointee = header.size
        unsafe type.pointee = header.type
      }
    }
    unsafe base.pointee.read = { data, size, type, backend, id in
      unsafe LooseObjects.read(data, size, type, backend, id)
    }
    unsafe base.pointee.read_prefix = { found, data, size, type, backend, prefix, length in
      guard let loose = unsafe LooseObjects.objects(backend)?.pointee.loose else {
        return GIT_ENOTFOUND.rawValue
      }
      let code = unsafe loose.pointee.exists_prefix(found, loose, prefix, length)
      return code == 0 ? unsafe LooseObjects.read(data, size, type, backend, found) : code
    }
    unsafe base.pointee.free = { backend in
      guard let objects = unsafe LooseObjects.objects(backend) else { return }
      if let loose = unsafe objects.pointee.loose { unsafe loose.pointee.free(loose) }
      unsafe Glibc.free(objects.pointee.directory)
      unsafe objects.deallocate()
    }
    return unsafe base
  }

  private static func objects(
    _ backend: UnsafeMutablePointer<git_odb_backend>?
  ) -> UnsafeMutablePointer<sampan_loose_objects>? {
    unsafe UnsafeMutableRawPointer(backend)?.assumingMemoryBound(to: sampan_loose_objects.self)
  }

  private static func read(
    _ data: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ size: UnsafeMutablePointer<Int>?,
    _ type: UnsafeMutablePointer<git_object_t>?, _ backend: UnsafeMutablePointer<git_odb_backend>?,
    _ id: UnsafePointer<git_oid>?
  ) -> Int32 {
    guard let data = unsafe data, let size = unsafe size, let type = unsafe type else {
      return GIT_ERROR.rawValue
    }
    var room: UnsafeMutableRawPointer?
    let code = unsafe attempt(backend, id) { (packed) throws(Damage) in
      let object = try unsafe LooseObject(packed) { byteCount in
        unsafe room = git_odb_backend_data_alloc(backend, byteCount)
        return unsafe room
      }
      unsafe data.pointee = room
      unsafe size.pointee = object.size
      unsafe type.pointee = object.type
    }
    if code != 0, let room = unsafe room { unsafe git_odb_backend_data_free(backend, room) }
    return code
  }

  /// Gives the body the object's file, or its first bytes. Answers as the library's callbacks do: 0, or a code and a
  /// message that the library keeps.
  private static func attempt(
    _ backend: UnsafeMutablePointer<git_odb_backend>?, _ id: UnsafePointer<git_oid>?, limit: Int = .max,
    _ body: ([UInt8]) throws(Damage) -> Void
  ) -> Int32 {
    guard let id = unsafe id, let folder = unsafe objects(backend)?.pointee.directory else {
      return GIT_ERROR.rawValue
    }
    var digits = [CChar](repeating: 0, count: Int(GIT_OID_HEXSZ) + 1)
    unsafe git_oid_tostr(&digits, digits.count, id)
    let hex = String(decoding: digits.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = unsafe "\(String(cString: folder))/\(hex.prefix(2))/\(hex.dropFirst(2))"
    do throws(Damage) {
      guard let packed = readFile(path, limit: limit) else {
        if unsafe access(path, F_OK) != 0, errno == ENOENT { return GIT_ENOTFOUND.rawValue }
        throw Damage(reason: "its file cannot be read")
      }
      try body(packed)
      return 0
    } catch {
      unsafe git_error_set_str(
        Int32(GIT_ERROR_ODB.rawValue), "loose object \(hex) is damaged: \(error.reason)")
      return GIT_ERROR.rawValue
    }
  }
}

/// Why a loose object cannot be read.
private struct Damage: Error { var reason: String }

/// What an object's file expands to begins with `TYPE SIZE\0`.
private struct LooseHeader {
  var type: git_object_t
  var size: Int
  /// With the zero byte.
  var byteCount: Int

  /// Of the file, as much as the header is certainly in.
  static let packedBytes = 512
  /// The longest type and 19 digits fit.
  private static let longest = 32

  /// Nil when `start` ends before the header does.
  init?(_ start: [UInt8]) throws(Damage) {
    guard let end = start.prefix(Self.longest).firstIndex(of: 0) else {
      if start.count >= Self.longest { throw Damage(reason: "it has no header") }
      return nil
    }
    let words = start[..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 2, (1...18).contains(words[1].count),
      words[1].allSatisfy(\.isDigit),
      let size = Int(String(decoding: words[1], as: UTF8.self))
    else { throw Damage(reason: "its header is not a type and a size") }
    type =
      switch String(decoding: words[0], as: UTF8.self) {
      case "commit": GIT_OBJECT_COMMIT
      case "tree": GIT_OBJECT_TREE
      case "blob": GIT_OBJECT_BLOB
      case "tag": GIT_OBJECT_TAG
      default: throw Damage(reason: "its type is unknown")
      }
    self.size = size
    byteCount = end + 1
  }

  /// From the first bytes of an object's file.
  init(of packed: [UInt8]) throws(Damage) {
    var inflater = Inflater(.zlib)
    var start: [UInt8] = []
    // The few bytes of a file expand to little.
    guard
      inflater.expand(
        packed,
        into: { (piece) throws(Never) in
          if start.count < Self.longest { start += piece.prefix(Self.longest) }
        }) || !start.isEmpty, let header = try LooseHeader(start)
    else {
      throw Damage(reason: "it cannot be decompressed")
    }
    self = header
  }
}

/// An object as it comes out of its file: a header and the content, in a zlib stream.
@safe private struct LooseObject {
  private(set) var type = GIT_OBJECT_INVALID
  private(set) var size = 0
  private var bytes: UnsafeMutableRawPointer?
  private var filled = 0

  /// deflate makes nothing more than 1,032 times smaller (RFC 1951, 3.2.5); a stream has more than one byte of its own.
  private static let mostExpansion = 1032

  /// `allocate` gives room for that many bytes, which the content is written to.
  init(_ packed: [UInt8], _ allocate: (Int) -> UnsafeMutableRawPointer?) throws(Damage) {
    var inflater = Inflater(.zlib)
    var start: [UInt8] = []
    let isSound = try inflater.expand(packed) { (piece) throws(Damage) in
      guard unsafe bytes == nil else { return try add(piece[...]) }
      start += piece
      guard let header = try LooseHeader(start) else { return }
      guard header.size <= packed.count * Self.mostExpansion else {
        throw Damage(
          reason:
            "its header claims \(header.size) bytes, which its file of \(packed.count) bytes cannot contain")
      }
      (type, size) = (header.type, header.size)
      unsafe bytes = allocate(max(size, 1))
      guard unsafe bytes != nil else { throw Damage(reason: "\(size) bytes do not fit into memory") }
      try add(start[header.byteCount...])
    }
    guard isSound else { throw Damage(reason: "it cannot be decompressed") }
    guard inflater.isComplete else { throw Damage(reason: "its file is cut off") }
    guard unsafe bytes != nil else { throw Damage(reason: "it has no header") }
    guard filled == size else { throw Damage(reason: "its header claims \(size) bytes, it has \(filled)") }
  }

  private mutating func add(_ piece: ArraySlice<UInt8>) throws(Damage) {
    guard piece.count <= size - filled, let bytes = unsafe bytes else {
      throw Damage(reason: "its header claims \(size) bytes, it has more")
    }
    let start = unsafe bytes + filled
    unsafe piece.withUnsafeBytes { piece in
      if let source = piece.baseAddress { unsafe start.copyMemory(from: source, byteCount: piece.count) }
    }
    filled += piece.count
  }
}
