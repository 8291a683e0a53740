import Effects
import HTTP
import Model

/// The robot of a chat, as the environment sets it. Its address and its secret are registered as secrets.
package struct Robot: Equatable, Sendable {
  package var address: String
  /// Signs the messages; nil: they are not signed.
  package var secret: Secret?

  package init(address: String, secret: Secret? = nil) {
    self.address = address
    self.secret = secret
  }

  /// Nil if the chat is not set up.
  ///
  /// Failure: `.configuration` for an address that is not https, except to this machine. It is never shown.
  package init?(of account: ChatAccount, in world: World) throws(Failure) {
    guard let address = try world.setting(account.address) else { return nil }
    for secret in ChatAccount.secrets(in: address) { world.secrets.add(Secret(secret)) }
    guard let origin = Origin(of: address), origin.scheme == "https" || origin.isLoopback,
      !address.contains("#"), address.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw Failure(
        .configuration, "\(account.address) is not a valid https address",
        remedies: ["copy the webhook address of the robot from \(account.name) again"])
    }
    self.address = address
    guard let name = account.secret, let value = try world.setting(name) else { return }
    secret = Secret(value)
    world.secrets.add(Secret(value))
  }

  /// The address with more parameters in its query.
  func address(adding parameters: [(name: String, value: String)]) -> String {
    "\(address)\(address.contains("?") ? "&" : "?")\(queryString(parameters))"
  }
}
