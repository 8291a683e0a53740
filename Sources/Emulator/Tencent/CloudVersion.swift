import Model

/// A version of a service: what was deployed, with the settings of that moment.
struct CloudVersion: Sendable {
  var number: Int
  var name: String
  var remark: String
  var deployType: String
  var image: String
  var packageName = ""
  var packageVersion = ""
  var created: Timestamp
  var runID: String
  /// 0 where nothing was built.
  var buildID: Int
  /// `creating`, `deploying`, `normal`, `build_failed` or `deploy_failed`.
  var status: String
  /// 0–100.
  var flowRatio: Int
  /// By their names in `ServerBaseConfig`.
  var settings: [String: JSON]
  var buildLog: [String] = []
  var processLog: [String] = []

  /// `007`
  var deployID: String { CloudVersion.padded(number) }

  static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }
}
