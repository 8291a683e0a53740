import Foundation
import FoundationNetworking
import Model
import Synchronization

extension Transport {
  /// The network, by URLSession with guards for what it does otherwise on Linux (Swift 6.3, each measured by
  /// the test of that name): a Basic 401 never ends, its timeouts do not cover slow answers, redirects carry
  /// `Authorization` to other hosts, and URLs with dot segments are rewritten.
  ///
  /// Proxies are libcurl's: `HTTPS_PROXY`, `http_proxy`, `NO_PROXY` of the process's environment, also for
  /// loopback hosts unless `bypassProxiesForLoopback` was called. `environment`: the process's, so that a proxy's
  /// address is checked first. Plain http is sent to loopback hosts only, and elsewhere where the request allows it.
  package static func live(version: String, environment: [String: String] = [:]) -> Transport {
    // A session starts threads: only those who send something pay for one.
    let made = Mutex<Connections?>(nil)
    return Transport { (request, sent) throws(Failure) in
      let url = try exactURL(request)
      let proxy = ProxyAddress(for: url.origin, in: environment)
      try proxy?.check()
      let connections = made.withLock { made in
        let connections = made ?? Connections(version: version)
        made = connections
        return connections
      }
      return try await connections.send(request, to: url, by: proxy, sent: sent).get()
    }
  }
}

/// The sessions of one run: requests that change nothing share connections; every other request gets its own,
/// because libcurl silently sends a request again when a connection that was kept alive dies under it.
///
/// Sharing also spares the processor. URLSession (6.3.1) goes on watching whether a socket can be written
/// after libcurl has lost interest, and a socket always can: whoever waits for an answer on a connection that
/// was just opened, or for the end of a body that filled its buffer, keeps a core busy. On a kept connection
/// short requests ask for no such watch, and a wait costs nothing (measured: 0.5 s and 0.001 s of processor
/// time for a second's wait). What is left are the first answer, writes, and the end of an upload.
private final class Connections: Sendable {
  private let version: String
  private let delegate = Delegate()
  private let kept: URLSession

  init(version: String) {
    self.version = version
    kept = Self.session(delegate)
  }

  deinit { kept.invalidateAndCancel() }

  func send(
    _ request: Request, to url: (url: URL, origin: Origin), by proxy: ProxyAddress?,
    sent: (@Sendable (Int) -> Void)?
  ) async -> Result<Response, Failure> {
    let isRepeatable = request.kind == .read
    let session = isRepeatable ? kept : Self.session(delegate)
    defer { if !isRepeatable { session.finishTasksAndInvalidate() } }

    let task = Self.task(request, URLRequest(request, url.url, version: version), in: session)
    let exchange = Exchange(
      task, origin: url.origin, proxy: proxy, limit: request.maxAnswerBytes, sent: sent)
    delegate.add(exchange)
    return await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          guard (try? await Task.sleep(for: request.deadline)) != nil else { return }
          exchange.end(.failure(.noAnswer(from: url.origin, within: request.deadline)))
        }
        let result = await exchange.result()
        group.cancelAll()
        return result
      }
    } onCancel: {
      exchange.end(.failure(Failure(.interrupted, "interrupted while waiting for \(url.origin.name)")))
    }
  }

  private static func session(_ delegate: Delegate) -> URLSession {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.urlCredentialStorage = nil
    configuration.urlCache = nil
    return URLSession(configuration: configuration, delegate: delegate, delegateQueue: nil)
  }

  private static func task(
    _ request: Request, _ urlRequest: URLRequest, in session: URLSession
  ) -> URLSessionTask {
    switch request.body {
    case .none: session.dataTask(with: urlRequest)
    case .bytes(let bytes): session.uploadTask(with: urlRequest, from: Data(bytes))
    case .file(let path, _): session.uploadTask(with: urlRequest, fromFile: URL(fileURLWithPath: path))
    }
  }
}

extension URLRequest {
  fileprivate init(_ request: Request, _ url: URL, version: String) {
    self.init(url: url)
    httpMethod = request.method
    // URLSession's idle timer must never be faster than our deadline.
    timeoutInterval = Double(request.deadline.components.seconds) + 60
    setValue("sampan/\(version)", forHTTPHeaderField: "User-Agent")
    // Otherwise an answer arrives inflated under the Content-Length of its compressed form.
    setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    // Without one, URLSession claims that a body is a web form.
    if request.body != .none { setValue("application/octet-stream", forHTTPHeaderField: "Content-Type") }
    for header in request.headers { setValue(header.value, forHTTPHeaderField: header.name) }
  }
}

/// One request and its answer. It ends once: by its last byte, its deadline, its size or the caller's
/// cancellation.
private final class Exchange: Sendable {
  private struct State {
    var waiting: CheckedContinuation<Result<Response, Failure>, Never>?
    var result: Result<Response, Failure>?
    var response: Response?
    var isRefused = false
  }

  let task: URLSessionTask
  let sent: (@Sendable (Int) -> Void)?
  private let origin: Origin
  private let proxy: ProxyAddress?
  private let limit: Int
  private let state = Mutex(State())

  init(
    _ task: URLSessionTask, origin: Origin, proxy: ProxyAddress?, limit: Int,
    sent: (@Sendable (Int) -> Void)?
  ) {
    self.task = task
    self.origin = origin
    self.proxy = proxy
    self.limit = limit
    self.sent = sent
  }

  /// Starts the request unless it has ended already, and waits for its end.
  func result() async -> Result<Response, Failure> {
    await withCheckedContinuation { continuation in
      let early = state.withLock { state in
        if state.result == nil { state.waiting = continuation }
        return state.result
      }
      if let early { continuation.resume(returning: early) } else { task.resume() }
    }
  }

  /// The first end counts; URLSession is told to stop, but not waited for.
  func end(_ result: Result<Response, Failure>) {
    let waiting = state.withLock { state in
      guard state.result == nil else { return nil as CheckedContinuation<Result<Response, Failure>, Never>? }
      state.result = result
      defer { state.waiting = nil }
      return state.waiting
    }
    guard let waiting else { return }
    waiting.resume(returning: result)
    task.cancel()
  }

  func began(_ answer: URLResponse?) {
    guard let answer = answer as? HTTPURLResponse else { return }
    let headers = answer.allHeaderFields.compactMap { name, value in
      (name as? String).flatMap { name in (value as? String).map { Header(name, $0) } }
    }
    let response = Response(status: answer.statusCode, headers: headers.sorted { $0.name < $1.name })
    state.withLock { $0.response = response }
  }

  func received(_ bytes: Data) {
    let isTooLong = state.withLock { state in
      state.response?.body.append(contentsOf: bytes)
      return (state.response?.body.count ?? 0) > limit
    }
    guard isTooLong else { return }
    end(
      .failure(
        Failure(
          .unavailable, "the answer of \(origin.name) is longer than \(limit) bytes", retry: .readsOnly)))
  }

  /// An authentication challenge: we cancel it, so the error that follows is ours and this answer stands.
  func refused(_ answer: URLResponse) {
    began(answer)
    state.withLock { $0.isRefused = true }
  }

  func ended(by error: (any Error)?) {
    let (response, isRefused) = state.withLock { ($0.response, $0.isRefused) }
    if let error, !isRefused {
      let error = error as NSError
      end(.failure(.network(code: error.code, text: error.localizedDescription, origin, proxy)))
    } else if let response {
      end(.success(response))
    } else {
      end(.failure(.network(code: -1, text: "no answer", origin, proxy)))
    }
  }
}

private final class Delegate: NSObject, URLSessionDataDelegate, Sendable {
  private let exchanges = Mutex<[ObjectIdentifier: Exchange]>([:])

  func add(_ exchange: Exchange) {
    exchanges.withLock { $0[ObjectIdentifier(exchange.task)] = exchange }
  }

  private func exchange(_ task: URLSessionTask) -> Exchange? {
    exchanges.withLock { $0[ObjectIdentifier(task)] }
  }

  /// Any other reply to a Basic challenge hangs (default handling) or crashes (a credential of nil).
  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    guard let answer = challenge.failureResponse else {
      return completionHandler(.performDefaultHandling, nil)
    }
    exchange(task)?.refused(answer)
    completionHandler(.cancelAuthenticationChallenge, nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    exchange(task)?.began(response)
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didSendBodyData bytesSent: Int64, totalBytesSent: Int64,
    totalBytesExpectedToSend: Int64
  ) {
    exchange(task)?.sent?(Int(totalBytesSent))
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    exchange(dataTask)?.began(response)
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    exchange(dataTask)?.received(data)
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    exchanges.withLock { $0.removeValue(forKey: ObjectIdentifier(task)) }?.ended(by: error)
  }
}
