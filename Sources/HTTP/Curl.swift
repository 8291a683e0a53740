import CCurl
import Model

// libcurl and its pointers are used in this file and in CurlHandle.swift only.

/// The library, found on this machine.
@safe struct Curl: Sendable {
  let table: sampan_curl

  /// The first version with curl_multi_wakeup.
  private static let oldest: UInt32 = 0x07_44_00

  /// Loaded when first needed, on any thread, and never unloaded.
  static let loaded: Result<Curl, Failure> = {
    var table = unsafe sampan_curl()
    let missing = unsafe sampan_load(&table)
    if let missing = unsafe missing {
      return .failure(unsuitable("libcurl cannot be loaded", ["\(unsafe String(cString: missing))"]))
    }
    guard let version = unsafe table.version_info(Int32(SAMPAN_CURLVERSION_FIRST)) else {
      return .failure(unsuitable("libcurl does not report its version", []))
    }
    guard unsafe version.pointee.version_num >= oldest else {
      return .failure(
        unsuitable("libcurl \(unsafe String(cString: version.pointee.version)) is older than 7.68", []))
    }
    guard unsafe table.global_init(SAMPAN_CURL_GLOBAL_DEFAULT) == SAMPAN_CURLE_OK else {
      return .failure(unsuitable("libcurl cannot be initialized", []))
    }
    ProcessEnd.watch()
    return unsafe .success(Curl(table: table))
  }()

  private static func unsuitable(_ what: Text, _ causes: [Text]) -> Failure {
    Failure(.configuration, what, remedies: ["apt-get install libcurl4"], causes: causes)
  }
}

/// Ends the poll of a `CurlMulti` that has not been freed yet, from any thread.
@safe struct CurlWaker: Sendable {
  fileprivate let waker: sampan_waker

  func wake() { unsafe sampan_wake(waker) }
}

/// The transfers in progress and the connections that are kept. For one thread; `close` comes last.
@safe final class CurlMulti {
  private let curl: Curl
  private let multi: OpaquePointer
  private let userAgent: String
  private let trust: TrustedCertificates
  private(set) var handles: [CurlHandle] = []

  init(_ curl: Curl, userAgent: String, trust: TrustedCertificates) throws(Failure) {
    // Without free descriptors, libcurl makes a handle that cannot be woken.
    guard let multi = unsafe curl.table.multi_init(),
      unsafe curl.table.multi_wakeup(multi) == SAMPAN_CURLM_OK
    else { throw Failure(.tryLater, "libcurl cannot be started", remedies: ["check the limits: ulimit -n"]) }
    self.curl = curl
    unsafe self.multi = unsafe multi
    self.userAgent = userAgent
    self.trust = trust
  }

  var waker: CurlWaker {
    unsafe CurlWaker(waker: sampan_waker(wakeup: curl.table.multi_wakeup, multi: multi))
  }

  /// Starts the transfer; if that is not possible, the exchange ends with the reason.
  func add(_ exchange: Exchange) {
    do throws(Failure) {
      let handle = try CurlHandle(curl, Transfer(exchange), userAgent: userAgent, trust: trust)
      let code = unsafe curl.table.multi_add_handle(multi, handle.easy)
      guard code == SAMPAN_CURLM_OK else { throw .curl("curl_multi_add_handle: \(code)") }
      handles.append(handle)
    } catch {
      exchange.end(.failure(error))
    }
  }

  /// Ends the transfer; its connection is closed unless the answer was complete.
  func remove(_ handle: CurlHandle) {
    guard let index = handles.firstIndex(where: { $0 === handle }) else { return }
    handles.remove(at: index)
    _ = unsafe curl.table.multi_remove_handle(multi, handle.easy)
  }

  /// Frees everything; the waker must not be used afterwards.
  func close(_ end: Failure) {
    while let handle = handles.last {
      handle.transfer.exchange.end(.failure(end))
      remove(handle)
    }
    _ = unsafe curl.table.multi_cleanup(multi)
  }

  /// Does what is possible without waiting, and ends the exchanges that are complete.
  func perform() throws(Failure) {
    var running: Int32 = 0
    let code = unsafe curl.table.multi_perform(multi, &running)
    guard code == SAMPAN_CURLM_OK else { throw .curl("curl_multi_perform: \(code)") }
    var left: Int32 = 0
    while let message = unsafe curl.table.multi_info_read(multi, &left) {
      let (easy, result) = unsafe (message.pointee.easy, message.pointee.data.result)
      guard unsafe message.pointee.msg == SAMPAN_CURLMSG_DONE,
        let handle = handles.first(where: { unsafe $0.easy == easy })
      else { continue }
      let answer = handle.answer(result)
      remove(handle)
      handle.transfer.exchange.end(answer)
    }
  }

  /// Waits for a socket or a wake-up, at most that long.
  func poll(atMost duration: Duration) throws(Failure) {
    let milliseconds = Int32(min(max(duration / .milliseconds(1), 0).rounded(.up), 600_000))
    let code = unsafe curl.table.multi_poll(multi, nil, 0, milliseconds, nil)
    guard code == SAMPAN_CURLM_OK else { throw .curl("curl_multi_poll: \(code)") }
  }
}
