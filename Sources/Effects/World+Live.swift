import HTTP
import Model

extension World {
  /// The outside itself. Made once, by the program.
  package static func live(
    version: String, stop: StopSignal, tell: @escaping @Sendable (Event) -> Void,
    unpack: @escaping @Sendable (_ zip: String, _ directory: String) throws(Failure) -> Void
  ) -> World { .refusing }
}
