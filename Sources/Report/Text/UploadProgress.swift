/// How far an upload is.
struct UploadProgress: Equatable, Sendable {
  var sent: Int
  var total: Int
  var elapsed: Duration

  private var share: Double { total > 0 ? min(1, max(0, Double(sent) / Double(total))) : 1 }

  /// Bytes a second; nil while there is nothing to measure.
  private var rate: Double? {
    let seconds = elapsed / .seconds(1)
    return seconds > 0 && sent > 0 ? Double(sent) / seconds : nil
  }

  /// `[=========>          ]`
  var bar: String {
    let width = 20
    let filled = Int(share * Double(width))
    let head = filled < width ? ">" : ""
    let rest = String(repeating: " ", count: max(0, width - filled - head.count))
    return "[" + String(repeating: "=", count: filled) + head + rest + "]"
  }

  /// `45 %, 1.2 MB of 2.7 MB, 300 kB/s, 5 s left`
  var text: String {
    var parts = ["\(Int(share * 100)) %", "\(Amounts.bytes(sent)) of \(Amounts.bytes(total))"]
    if let rate {
      parts.append(Amounts.bytes(Int(min(rate, 1e15))) + "/s")
      if sent < total {
        parts.append(Amounts.time(.seconds(min(Double(total - sent) / rate, 1e9))) + " left")
      }
    }
    return parts.joined(separator: ", ")
  }
}
