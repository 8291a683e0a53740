import Model

/// A refusal in the words of the API: `{"Error": {"Code": …, "Message": …}}` in an answer of status 200.
package struct APIError: Error, Equatable, Sendable {
  package var code: String
  package var message: String

  package init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  static func missing(_ name: String) -> APIError {
    APIError("MissingParameter", "The request is missing a required parameter `\(name)`.")
  }

  static func invalid(_ message: String) -> APIError { APIError("InvalidParameter", message) }

  static let taskRunning = APIError("ResourceInUse", "当前已有部署发布任务运行中,请结束后再执行")
}
