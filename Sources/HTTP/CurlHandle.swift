import CCurl
import Glibc
import Model

/// One request, set up: the only place that sets options of libcurl.
@safe final class CurlHandle {
  let transfer: Transfer
  let easy: OpaquePointer
  private let curl: Curl
  private let errorText: UnsafeMutablePointer<CChar>
  private var headers: OpaquePointer?
  private var refused: sampan_option?
  fileprivate var file: BodyFile?

  init(
    _ curl: Curl, _ transfer: Transfer, userAgent: String, trust: TrustedCertificates
  ) throws(Failure) {
    guard let easy = unsafe curl.table.easy_init() else { throw .curl("no easy handle") }
    self.curl = curl
    self.transfer = transfer
    unsafe self.easy = unsafe easy
    unsafe errorText = .allocate(capacity: Int(SAMPAN_CURL_ERROR_SIZE))
    unsafe errorText.initialize(repeating: 0, count: Int(SAMPAN_CURL_ERROR_SIZE))
    let request = transfer.exchange.request
    set(SAMPAN_CURLOPT_NOSIGNAL, 1)
    set(SAMPAN_CURLOPT_URL, request.url)
    set(SAMPAN_CURLOPT_PATH_AS_IS, 1)
    restrictProtocols()
    // HTTP/2 would bring no gain: answers are short, and requests that overlap have connections of their own.
    set(SAMPAN_CURLOPT_HTTP_VERSION, Int(SAMPAN_CURL_HTTP_VERSION_1_1))
    set(SAMPAN_CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(SAMPAN_CURLOPT_USERAGENT, userAgent)
    if transfer.exchange.origin.isLoopback { set(SAMPAN_CURLOPT_NOPROXY, "*") }
    if let file = trust.file { set(SAMPAN_CURLOPT_CAINFO, file) }
    if let folder = trust.folder { set(SAMPAN_CURLOPT_CAPATH, folder) }
    // A DNS query without an answer must not delay the other transfers. Before 7.87 it can, up to its own time limit.
    _ = unsafe sampan_set_long(curl.table.easy_setopt, easy, SAMPAN_CURLOPT_QUICK_EXIT, 1)
    if request.kind != .read {
      set(SAMPAN_CURLOPT_FRESH_CONNECT, 1)
      set(SAMPAN_CURLOPT_FORBID_REUSE, 1)
    }
    setHeaders(request)
    try setBody(request)
    setCallbacks()
    if let option = refused { throw .curl("option \(option.rawValue) is refused") }
  }

  deinit {
    unsafe curl.table.easy_cleanup(easy)
    if let headers = unsafe headers { unsafe curl.table.slist_free_all(headers) }
    unsafe errorText.deallocate()
  }

  /// The answer or the failure of a transfer that has ended. `code` is a CURLcode.
  func answer(_ code: Int32) -> Result<Response, Failure> {
    if let failure = transfer.failure { return .failure(failure) }
    // libcurl accepts a head that was cut short.
    if code == SAMPAN_CURLE_OK, transfer.isHeadComplete {
      return .success(transfer.response(status: long(SAMPAN_CURLINFO_RESPONSE_CODE)))
    }
    var text = unsafe String(cString: errorText)
    if text.isEmpty, code != SAMPAN_CURLE_OK, let general = unsafe curl.table.easy_strerror(code) {
      text = unsafe String(cString: general)
    }
    let end = CurlEnd(
      cause: CurlCause(code), text: text, connectStatus: long(SAMPAN_CURLINFO_HTTP_CONNECTCODE),
      mayHaveSent: mayHaveSent)
    return .failure(.network(end, transfer.exchange.origin, transfer.exchange.proxy))
  }

  /// Whether a byte of the request may have been sent. libcurl also counts the request to a proxy for a tunnel, which is
  /// sent on new connections only; the request itself follows the TLS handshake.
  var mayHaveSent: Bool {
    guard long(SAMPAN_CURLINFO_REQUEST_SIZE) > 0 else { return false }
    if transfer.exchange.origin.scheme == "http" || long(SAMPAN_CURLINFO_NUM_CONNECTS) == 0 { return true }
    return unsafe sampan_get_size(curl.table.easy_getinfo, easy, SAMPAN_CURLINFO_APPCONNECT_TIME_T) > 0
  }

  private func long(_ info: sampan_info) -> Int {
    unsafe sampan_get_long(curl.table.easy_getinfo, easy, info)
  }

  // MARK: Options

  private func set(_ option: sampan_option, _ value: Int) {
    note(option, unsafe sampan_set_long(curl.table.easy_setopt, easy, option, value))
  }

  /// libcurl copies the text.
  private func set(_ option: sampan_option, _ value: String) {
    note(option, unsafe sampan_set_pointer(curl.table.easy_setopt, easy, option, value))
  }

  private func set(_ option: sampan_option, pointer: UnsafeRawPointer) {
    note(option, unsafe sampan_set_pointer(curl.table.easy_setopt, easy, option, pointer))
  }

  private func set(_ option: sampan_option, size: Int) {
    note(option, unsafe sampan_set_size(curl.table.easy_setopt, easy, option, Int64(size)))
  }

  private func note(_ option: sampan_option, _ code: Int32) {
    if code != SAMPAN_CURLE_OK, refused == nil { refused = option }
  }

  private func restrictProtocols() {
    let code = unsafe sampan_set_pointer(
      curl.table.easy_setopt, easy, SAMPAN_CURLOPT_PROTOCOLS_STR, "http,https")
    guard code != SAMPAN_CURLE_OK else { return }
    // Before 7.85.
    set(SAMPAN_CURLOPT_PROTOCOLS, Int(SAMPAN_CURLPROTO_HTTP | SAMPAN_CURLPROTO_HTTPS))
  }

  private func setHeaders(_ request: Request) {
    var lines: [String] = []
    var names: Set<String> = ["content-length"]
    for header in request.headers where names.insert(header.name.lowercased()).inserted {
      // With a colon and no value, libcurl would send no such header.
      lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    func add(_ name: String, _ value: String) {
      if names.insert(name.lowercased()).inserted { lines.append("\(name):\(value)") }
    }
    add("Accept-Encoding", " identity")
    // Do not wait for a "100 Continue", and do not label a body as a web form.
    add("Expect", "")
    add("Content-Type", request.body == .none ? "" : " application/octet-stream")
    for line in lines {
      unsafe headers = curl.table.slist_append(headers, line)
    }
    note(
      SAMPAN_CURLOPT_HTTPHEADER,
      unsafe sampan_set_list(curl.table.easy_setopt, easy, SAMPAN_CURLOPT_HTTPHEADER, headers))
  }

  private func setBody(_ request: Request) throws(Failure) {
    switch request.body {
    case .none where request.method == "HEAD":
      return set(SAMPAN_CURLOPT_NOBODY, 1)
    case .none where !["POST", "PUT", "PATCH"].contains(request.method):
      set(SAMPAN_CURLOPT_HTTPGET, 1)
    case .none:
      setBytes([])
    case .bytes(let bytes):
      setBytes(bytes)
    case .file(let path, let byteCount):
      file = try BodyFile(path, byteCount: byteCount)
      set(SAMPAN_CURLOPT_UPLOAD, 1)
      set(SAMPAN_CURLOPT_INFILESIZE_LARGE, size: byteCount)
      set(SAMPAN_CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024)
    }
    set(SAMPAN_CURLOPT_CUSTOMREQUEST, request.method)
  }

  private func setBytes(_ bytes: [UInt8]) {
    set(SAMPAN_CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
    unsafe bytes.withUnsafeBytes { bytes in
      // An empty array has no address, and NULL would mean no body at all.
      unsafe withUnsafePointer(to: 0 as UInt8) { none in
        unsafe set(SAMPAN_CURLOPT_COPYPOSTFIELDS, pointer: bytes.baseAddress ?? UnsafeRawPointer(none))
      }
    }
  }

  private func setCallbacks() {
    let (setopt, this) = unsafe (curl.table.easy_setopt, Unmanaged.passUnretained(self).toOpaque())
    unsafe set(SAMPAN_CURLOPT_ERRORBUFFER, pointer: errorText)
    for option in [SAMPAN_CURLOPT_HEADERDATA, SAMPAN_CURLOPT_WRITEDATA] {
      unsafe set(option, pointer: this)
    }
    note(
      SAMPAN_CURLOPT_HEADERFUNCTION,
      unsafe sampan_set_on_data(setopt, easy, SAMPAN_CURLOPT_HEADERFUNCTION) { data, size, count, context in
        let line = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
        return unsafe handle(context).transfer.received(line: Array(line)) ? size * count : 0
      })
    note(
      SAMPAN_CURLOPT_WRITEFUNCTION,
      unsafe sampan_set_on_data(setopt, easy, SAMPAN_CURLOPT_WRITEFUNCTION) { data, size, count, context in
        // An empty piece is not an error.
        let piece = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
        return unsafe handle(context).transfer.received(body: Array(piece)) ? size * count : 0
      })
    if transfer.exchange.reportsProgress {
      set(SAMPAN_CURLOPT_NOPROGRESS, 0)
      unsafe set(SAMPAN_CURLOPT_XFERINFODATA, pointer: this)
      note(
        SAMPAN_CURLOPT_XFERINFOFUNCTION,
        unsafe sampan_set_on_progress(setopt, easy, SAMPAN_CURLOPT_XFERINFOFUNCTION) {
          context, _, _, _, sent in
          unsafe handle(context).transfer.sent(Int(sent))
          return 0
        })
    }
    guard file != nil else { return }
    for option in [SAMPAN_CURLOPT_READDATA, SAMPAN_CURLOPT_SEEKDATA] { unsafe set(option, pointer: this) }
    note(
      SAMPAN_CURLOPT_READFUNCTION,
      unsafe sampan_set_on_data(setopt, easy, SAMPAN_CURLOPT_READFUNCTION) { data, size, count, context in
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: data, count: size * count)
        return unsafe handle(context).read(into: buffer) ?? Int(SAMPAN_CURL_READFUNC_ABORT)
      })
    note(
      SAMPAN_CURLOPT_SEEKFUNCTION,
      unsafe sampan_set_on_seek(setopt, easy, SAMPAN_CURLOPT_SEEKFUNCTION) { context, offset, origin in
        guard origin == SEEK_SET else { return Int32(SAMPAN_CURL_SEEKFUNC_FAIL) }
        unsafe handle(context).file?.offset = Int(offset)
        return Int32(SAMPAN_CURL_SEEKFUNC_OK)
      })
  }
}

extension CurlHandle {
  /// The next bytes of the body; nil stops the upload.
  fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard !transfer.exchange.isOver else { return nil }
    let byteCount = unsafe file?.read(into: buffer)
    if byteCount == nil { transfer.fileChanged() }
    return byteCount
  }
}

/// The handle that a callback is about; the transfer holds it meanwhile.
private func handle(_ context: UnsafeMutableRawPointer?) -> CurlHandle {
  unsafe Unmanaged<CurlHandle>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
}

/// The file of a body: at most as many bytes as it had when it was measured.
struct BodyFile: ~Copyable {
  private let number: Int32
  private let byteCount: Int
  var offset = 0

  init(_ path: String, byteCount: Int) throws(Failure) {
    number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    self.byteCount = byteCount
    guard number >= 0 else { throw Failure(.configuration, "\"\(path)\" cannot be read") }
  }

  deinit { close(number) }

  /// The next bytes; none at the end; nil when the file has become shorter or can no longer be read.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let left = byteCount - offset
    guard left > 0 else { return 0 }
    let count = unsafe pread(number, buffer.baseAddress, min(buffer.count, left), off_t(offset))
    guard count > 0 else { return nil }
    offset += count
    return count
  }
}

extension CurlCause {
  fileprivate init(_ code: Int32) {
    switch Int(code) {
    case SAMPAN_CURLE_COULDNT_RESOLVE_PROXY: self = .proxyNotFound
    case SAMPAN_CURLE_COULDNT_RESOLVE_HOST: self = .hostNotFound
    case SAMPAN_CURLE_COULDNT_CONNECT, SAMPAN_CURLE_PROXY: self = .noConnection
    case SAMPAN_CURLE_SSL_CONNECT_ERROR, SAMPAN_CURLE_SSL_CIPHER: self = .handshake
    case SAMPAN_CURLE_PEER_FAILED_VERIFICATION, SAMPAN_CURLE_SSL_ISSUER_ERROR,
      SAMPAN_CURLE_SSL_INVALIDCERTSTATUS:
      self = .untrusted
    case SAMPAN_CURLE_SSL_CACERT_BADFILE: self = .noCertificates
    case SAMPAN_CURLE_UNSUPPORTED_PROTOCOL, SAMPAN_CURLE_URL_MALFORMAT: self = .refusedByLibrary
    default: self = .other
    }
  }
}

extension Failure {
  /// For results that libcurl's documentation rules out.
  static func curl(_ what: Text) -> Failure {
    Failure(.defect, "libcurl does not work as documented: \(what)")
  }
}
