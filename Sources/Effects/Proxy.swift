import Foundation

/// Keeps requests to this machine away from the environment's proxies, by adding the loopback hosts to
/// `no_proxy`.
///
/// libcurl reads the environment at every connection, and a session's own proxy settings do not undo it
/// (measured, Swift 6.3 with libcurl 7.88, see the test of `Proxy`). To be called once by the program, first
/// of all: the environment of a process may not change while threads read it.
package func bypassProxiesForLoopback() {
  let environment = ProcessInfo.processInfo.environment
  guard let hosts = loopbackExemption(in: environment) else { return }
  unsafe setenv("no_proxy", hosts, 1)
}

/// The new value of `no_proxy`; nil when nothing has to change. libcurl reads `NO_PROXY` only without
/// `no_proxy`.
func loopbackExemption(in environment: [String: String]) -> String? {
  let proxies = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
  guard proxies.contains(where: { environment[$0]?.isEmpty == false }) else { return nil }
  let hosts = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
  if hosts == "*" { return nil }
  return (hosts.isEmpty ? "" : hosts + ",") + "127.0.0.0/8,localhost,::1"
}
