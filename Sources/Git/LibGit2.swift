import CLibgit2
import Model

/// The library's global state, set once per process and never taken back.
enum LibGit2 {
  /// 0, or the code of the call that did not work.
  ///
  /// The ownership check is switched off here because `Ownership` makes it: the library's own (1.5.1) does
  /// not know `safe.directory = *`, takes the absence of any `safe.directory` for a broken config, and can
  /// only be switched for the whole process.
  private static let started: Int32 = {
    let initialized = git_libgit2_init()
    if initialized < 0 { return initialized }
    let unchecked = sampan_git_set_owner_validation(0)
    if unchecked < 0 { return unchecked }
    let tuned = sampan_git_read_once()
    return tuned < 0 ? tuned : sampan_git_accept_extensions()
  }()

  static func start() throws(Failure) {
    guard started >= 0 else { throw GitError(code: started).failure("start libgit2") }
  }
}

/// The last error of the library on this thread: to be made right after the call, before any other.
struct GitError {
  let code: Int32
  let message: String
  /// The fault is in one of git's config files.
  let isAboutConfig: Bool

  init(code: Int32) {
    self.code = code
    if code < 0, let last = unsafe git_error_last(), let text = unsafe last.pointee.message {
      message = unsafe String(cString: text)
      isAboutConfig = unsafe last.pointee.klass == Int32(GIT_ERROR_CONFIG.rawValue)
    } else {
      message = "libgit2 error \(code)"
      isAboutConfig = false
    }
  }

  var isNotFound: Bool { code == GIT_ENOTFOUND.rawValue }

  /// For what was not foreseen; `action` completes "cannot …". `configFiles`: those that may be at fault, where the
  /// library does not report which.
  func failure(_ action: Text, configFiles: [String] = []) -> Failure {
    if isAboutConfig { return ConfigError(message).failure(lookingIn: configFiles) }
    return Failure(.repository, "cannot \(action): \(message)", remedies: ["git fsck --full", "clone again"])
  }
}

/// Something the library opened, closed again at the end of its scope.
@safe struct Handle: ~Copyable {
  let pointer: OpaquePointer
  private let free: (OpaquePointer?) -> Void

  typealias Out = UnsafeMutablePointer<OpaquePointer?>

  /// Nil when there is no such thing; `action` completes "cannot …".
  init?(
    ifFound action: @autoclosure () -> Text, freedBy free: @escaping (OpaquePointer?) -> Void,
    _ open: (Out) -> Int32
  ) throws(Failure) {
    var pointer: OpaquePointer?
    let code = unsafe open(&pointer)
    guard code >= 0, let pointer = unsafe pointer else {
      let error = GitError(code: code)
      if error.isNotFound { return nil }
      throw error.failure(action())
    }
    unsafe self.pointer = pointer
    unsafe self.free = free
  }

  /// As above, and absence is an error too.
  init(
    _ action: @autoclosure () -> Text, freedBy free: @escaping (OpaquePointer?) -> Void,
    _ open: (Out) -> Int32
  ) throws(Failure) {
    var pointer: OpaquePointer?
    let code = unsafe open(&pointer)
    guard code >= 0, let pointer = unsafe pointer else { throw GitError(code: code).failure(action()) }
    unsafe self.pointer = pointer
    unsafe self.free = free
  }

  deinit { unsafe free(pointer) }
}
