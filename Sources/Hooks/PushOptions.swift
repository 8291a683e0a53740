import Model

/// The options of `git push -o …` for sampan. Git passes all options to the hook as variables (githooks(5)); options of
/// other tools are ignored.
struct PushOptions: Equatable, Sendable {
  var skips = false
  var targets: [String] = []
  /// Options that start with `sampan.` and do not exist.
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
