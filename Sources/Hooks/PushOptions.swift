import Model

/// What `git push -o …` asks of us. Git hands the options to the hook as variables (githooks(5)); those of other
/// tools are none of our business.
struct PushOptions: Equatable, Sendable {
  var skips = false
  var targets: [String] = []
  /// Begin as ours do, and are none.
  var unknown: [String] = []

  init(_ environment: [String: String]) {
    let count = min(environment["GIT_PUSH_OPTION_COUNT"].flatMap { Int($0) } ?? 0, 1000)
    for index in 0..<max(0, count) {
      let option = environment["GIT_PUSH_OPTION_\(index)"] ?? ""
      let target = "sampan.target="
      if option == "sampan.skip" {
        skips = true
      } else if option.hasPrefix(target) {
        targets += option.dropFirst(target.count).split(separator: ",").map(String.init)
      } else if option.hasPrefix("sampan.") {
        unknown.append(option)
      }
    }
  }
}
