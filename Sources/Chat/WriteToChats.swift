import Effects
import HTTP
import Model

extension World {
  /// What came of writing to one chat.
  package struct Written: Sendable {
    package var account: ChatAccount
    /// Nil: the chat has accepted the message.
    package var failure: Failure?
  }

  /// Writes a message to every chat that the environment sets, to all at the same time, once. A message that was lost is
  /// not sent again: it may have been shown. `limit`: of the whole, so that a chat delays nothing for longer.
  package func write(
    _ message: ChatMessage, within limit: Duration = .seconds(10)
  ) async -> [Written] {
    let robots = Chat.allCases.compactMap { chat -> (Chat, Result<Robot, Failure>)? in
      robot(of: chat).map { (chat, $0) }
    }
    let world = self
    return await withTaskGroup(of: (Int, Written).self) { group in
      for (index, (chat, robot)) in robots.enumerated() {
        group.addTask { (index, await world.write(message, to: chat, robot, within: limit)) }
      }
      var written: [(Int, Written)] = []
      for await one in group { written.append(one) }
      return written.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func robot(of chat: Chat) -> Result<Robot, Failure>? {
    do throws(Failure) {
      return try Robot(of: chat.account, in: self).map { .success($0) }
    } catch {
      return .failure(error)
    }
  }

  private func write(
    _ message: ChatMessage, to chat: Chat, _ robot: Result<Robot, Failure>, within limit: Duration
  ) async -> Written {
    var written = Written(account: chat.account)
    do throws(Failure) {
      let (masked, secrets, time) = (masked, secrets, now())
      let text = ChatText(in: translation) { masked($0, secrets.all) }
      let robot = try robot.get()
      // An answer may repeat the request.
      if let signature = chat.signature(robot, at: time) { secrets.add(signature) }
      var request = chat.request(message, to: robot, at: time, text)
      request.deadline = limit
      written.failure = chat.refusal(in: try await transport(request))
    } catch {
      written.failure = error
    }
    return written
  }
}
