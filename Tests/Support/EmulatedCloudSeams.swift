import Emulator
import Synchronization

extension EmulatedCloud {
  /// Replaces the answers of requests that the closure has one for; the cloud does nothing for them.
  package func intercept(_ answer: @escaping @Sendable (RecordedRequest) -> Reply?) {
    gateway.pass { request, serve in answer(request) ?? serve() }
  }

  /// Loses the first answer of each of the actions, though it is executed.
  package func lose(_ actions: Set<String>) {
    let lost = Lost()
    gateway.pass { request, serve in
      guard let action = request.action, actions.contains(action) else { return serve() }
      let before = writes(of: action)
      let reply = serve()
      let isExecuted = writes(of: action) > before
      return isExecuted && lost.actions.withLock({ $0.insert(action).inserted }) ? .lose : reply
    }
  }
}

private final class Lost: Sendable {
  let actions = Mutex<Set<String>>([])
}

extension EmulatedTencent {
  /// As `intercept`, for uploads alone.
  package func interceptUploads(_ answer: @escaping @Sendable (RecordedRequest) -> Reply?) {
    intercept { $0.method == "PUT" ? answer($0) : nil }
  }
}

extension EmulatedClouds {
  package var tencent: EmulatedTencent { only() }
  package var alibaba: EmulatedAlibaba { only() }
  package var weChat: EmulatedWeChat { only() }
  package var registry: EmulatedRegistry { only() }
  package var chats: EmulatedChats { only() }

  private func only<Cloud: EmulatedCloud>() -> Cloud {
    for case let cloud as Cloud in all { return cloud }
    preconditionFailure("no \(Cloud.self) among the emulated clouds")
  }
}

extension RecordedRequest {
  /// The action of an API that it calls, in the way of the three vendors.
  package var action: String? {
    self[header: "X-TC-Action"] ?? self[header: "x-acs-action"]
      ?? head.path.split(separator: "/").last.map(String.init)
  }
}
