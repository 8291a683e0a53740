import Effects
import Foundation
import HTTP
import Model
import Testing

/// A port of 127.0.0.1 that is taken, so nobody else gets it, and where nobody listens.
private func silentPort() -> Int {
  let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  unsafe withUnsafeMutablePointer(to: &address) {
    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      _ = unsafe bind(number, $0, length)
      _ = unsafe getsockname(number, $0, &length)
    }
  }
  return Int(UInt16(bigEndian: address.sin_port))
}

/// Whether a request to this machine tried the proxy of the environment instead of the host.
private func triesProxy(exempt: Bool) async -> Bool {
  let (proxy, host) = (silentPort(), silentPort())
  unsafe setenv("http_proxy", "http://127.0.0.1:\(proxy)", 1)
  unsafe setenv("NO_PROXY", "a.example", 1)
  unsafe unsetenv("no_proxy")
  if exempt { bypassProxiesForLoopback() }
  do throws(Failure) {
    _ = try await Transport.live(version: "0")(Request("GET", "http://127.0.0.1:\(host)/"))
    return false
  } catch {
    return error.causes.contains { $0.contains("port \(proxy) ") }
  }
}

/// Each in a process of its own: they change the environment.
@Suite struct ProxyTests {
  @Test func `libcurl sends even loopback requests to the environment's proxy`() async {
    await #expect(processExitsWith: .exitCode(1)) { exit(await triesProxy(exempt: false) ? 1 : 0) }
  }

  @Test func `an exempted loopback host is asked directly`() async {
    await #expect(processExitsWith: .exitCode(0)) { exit(await triesProxy(exempt: true) ? 1 : 0) }
  }

  @Test func `other exemptions stay`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      unsafe setenv("HTTPS_PROXY", "http://proxy.example:3128", 1)
      unsafe setenv("NO_PROXY", "a.example", 1)
      unsafe unsetenv("no_proxy")
      bypassProxiesForLoopback()
      let hosts = ProcessInfo.processInfo.environment["no_proxy"]
      exit(hosts == "a.example,127.0.0.0/8,localhost,::1" ? 0 : 1)
    }
  }
}
