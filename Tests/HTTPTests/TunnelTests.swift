import Foundation
import HTTP
import Model
import Support
import Synchronization
import Testing

/// A proxy that gives tunnels to one server, whatever host it is asked for.
private func tunnelProxy(to port: Int, login: String? = nil, refusing status: String? = nil) throws
  -> LoopbackServer
{
  try LoopbackServer { connection in
    guard let head = connection.readHead(), head.hasPrefix("CONNECT ") else { return }
    let expected = login.map { "Basic " + Data($0.utf8).base64EncodedString() }
    if header("Proxy-Authorization", in: head) != expected {
      return connection.answer(
        "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", body: "no")
    }
    if let status { return connection.answer(status, body: "no") }
    guard let server = try? LoopbackServer.Connection(to: port, of: connection.server) else { return }
    defer { close(server.fd) }
    connection.send("HTTP/1.1 200 Connection established\r\n\r\n")
    connection.exchange(with: server)
  }
}

private struct Tunnelled {
  var result: Result<Response, Failure>
  var asked: [String]
}

/// What comes of a request to `https://deploy.example` through a proxy. For a process of its own: it changes the
/// environment.
private func ask(
  _ method: String = "POST", login: String? = nil, as user: String? = nil, refusing status: String? = nil
) async throws -> Tunnelled {
  let authority = try await TestAuthority()
  let server = try await authority.serve("DNS:deploy.example")
  let proxy = try tunnelProxy(to: server.port, login: login, refusing: status)
  defer {
    proxy.stop()
    server.stop()
    authority.folder.remove()
  }
  let address = "http://\(user.map { $0 + "@" } ?? "")127.0.0.1:\(proxy.port)"
  unsafe setenv("HTTPS_PROXY", address, 1)
  for name in ["https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"] { unsafe unsetenv(name) }
  let environment = ["SSL_CERT_FILE": authority.certificate, "HTTPS_PROXY": address]
  let request = Request(
    method, "https://deploy.example/", headers: [Header("Authorization", "Bearer of-the-cloud")],
    body: method == "POST" ? .bytes([1]) : .none)
  do throws(Failure) {
    let transport = Transport.live(version: "0", environment: environment)
    return Tunnelled(result: .success(try await transport(request)), asked: proxy.requests)
  } catch {
    return Tunnelled(result: .failure(error), asked: proxy.requests)
  }
}

/// Ends this process with 0 when the expectation holds, otherwise it prints what came.
private func end(_ tunnelled: Tunnelled, _ expectation: (Tunnelled) -> Bool) -> Never {
  if expectation(tunnelled) { exit(0) }
  FileHandle.standardError.write(Data("\(tunnelled)\n".utf8))
  exit(1)
}

extension Tunnelled {
  var status: Int? { try? result.get().status }
  var failure: Failure? {
    if case .failure(let failure) = result { return failure }
    return nil
  }
}

@Suite struct TunnelTests {
  @Test func `a request goes through the environment's proxy, which sees nothing of it`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      end(try await ask("GET")) { tunnelled in
        tunnelled.status == 200 && tunnelled.asked.count == 1
          && tunnelled.asked[0].hasPrefix("CONNECT deploy.example:443 ")
          && !tunnelled.asked[0].contains("of-the-cloud")
      }
    }
  }

  @Test func `a proxy gets the password that the environment has for it`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      end(try await ask("GET", login: "ci:p@ss", as: "ci:p%40ss")) { $0.status == 200 }
    }
  }

  @Test func `a proxy that wants a password is exit 78 and names HTTPS_PROXY`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      end(try await ask(login: "ci:right")) { tunnelled in
        guard let failure = tunnelled.failure else { return false }
        return failure.kind == .configuration && failure.retry == .never
          && "\(failure)".contains("HTTPS_PROXY") && failure.what.contains("407")
      }
    }
  }

  @Test func `a wrong password for the proxy is exit 78 and is not shown`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      end(try await ask(login: "ci:right", as: "ci:wrong-one")) { tunnelled in
        guard let failure = tunnelled.failure else { return false }
        return failure.kind == .configuration && failure.what.contains("407")
          && !"\(failure)".contains("wrong-one")
      }
    }
  }

  @Test(arguments: [403, 503])
  func `a proxy that refuses a connection is named, and nothing was sent`(status: Int) async {
    await #expect(processExitsWith: .exitCode(0)) { [status] in
      end(try await ask(refusing: "\(status) No")) { tunnelled in
        let isNamed = tunnelled.failure?.what.hasPrefix(
          "the proxy of HTTPS_PROXY answered \(status) when asked for a connection to deploy.example")
        return isNamed == true && tunnelled.failure?.remedies.isEmpty == false
          && tunnelled.failure?.kind == (status == 503 ? .tryLater : .configuration)
          && tunnelled.failure?.retry == (status == 503 ? .safe(after: nil) : .never)
      }
    }
  }

  @Test func `this machine is never asked through a proxy`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let proxy = try LoopbackServer { connection in _ = connection.readHead() }
      let server = try LoopbackServer { connection in
        _ = connection.readHead()
        connection.answer("200 OK")
      }
      for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
        unsafe setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
      }
      unsafe setenv("NO_PROXY", "a.example", 1)
      let response = try await Transport.live(version: "0")(Request("GET", server.url()))
      exit(response.status == 200 && proxy.requests.isEmpty ? 0 : 1)
    }
  }
}
