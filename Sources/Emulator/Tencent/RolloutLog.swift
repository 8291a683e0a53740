/// What the platform logs while it rolls out. Foreign text, on purpose: colours and lines that CI systems
/// would obey stand in it, as they do in real build logs.
enum RolloutLog {
  static func build(_ failure: String?) -> [String] {
    var lines = ["Cloning package ...", "#1 [internal] load build definition from Dockerfile"]
    lines += (1...30).map { "#2 [2/3] RUN npm ci: package \($0) of 30" }
    if let failure {
      lines += ["::error::not an annotation of this job", "\u{1B}[31mERROR\u{1B}[0m: \(failure)"]
    } else {
      lines += ["#3 exporting to image", "#3 pushing layers done"]
    }
    return lines
  }

  static func process(_ steps: [CloudTask.Step]) -> [String] {
    var lines: [String] = []
    for step in steps {
      let (begin, check) =
        step.name == "BuildImage"
        ? ("create_build_image", "check_build_image")
        : ("create_eks_virtual_service", "check_eks_virtual_service")
      lines.append("\(begin) : creating")
      if let reason = step.failReason {
        lines.append("\(check) : process, \(reason)")
        lines.append("\(check) : fail, [ErrorCode]:300502, [ErrorMessage]:\(reason)")
        return lines
      }
      lines.append("\(check) : succ")
    }
    return lines
  }
}
