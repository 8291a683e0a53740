import HTTP
import Model

/// Where a search in Tencent's Cloud Log Service continues. Lines arrive in any order within some seconds, so a search
/// after everything was found begins that much earlier, and leaves out what is known.
struct LogPosition: Sendable {
  private(set) var start: Timestamp
  /// The same for all pages of a search: with a cursor, no other member of the call may change (cls, SearchLog.Context),
  /// and a log that grows as fast as it is read has an end.
  private(set) var end: Timestamp
  /// The API's own cursor, while a search has more; else empty.
  private(set) var context = ""
  /// The search has more.
  private(set) var isOpen = false
  /// Lines that this cursor has returned.
  private var lineCount = 0
  /// The time of the newest line so far, and the marks of those around it, in seconds.
  private var newest: Int64
  private var known: [String: Int64] = [:]

  /// Seconds.
  private static let overlap: Int64 = 15
  /// A cursor returns so many lines at most (SDK of tcbr 3.1.155, SearchClsLogRequest.Context; cls, SearchLog.Context).
  private static let mostLines = 10_000
  /// Seconds that are read where nothing else is asked for.
  private static let usualPast: Int64 = 3600
  /// Pages of one read at most: whole pages of a busy service may be known already.
  static let knownPages = 50

  /// `text`: of the read before; nil: there was none.
  init(_ text: String?, since: Timestamp?, at now: Timestamp) {
    self =
      Self(text, at: now) ?? Self(start: since ?? Timestamp(seconds: now.seconds - Self.usualPast), end: now)
    if !isOpen { end = Timestamp(seconds: max(start.seconds, now.seconds + Self.overlap)) }
  }

  private init(start: Timestamp, end: Timestamp) {
    (self.start, self.end) = (Timestamp(seconds: max(0, start.seconds)), end)
    newest = self.start.seconds
  }

  /// From `text`.
  private init?(_ text: String?, at now: Timestamp) {
    guard let text, let json = try? JSONCoding.decode(JSON.self, from: Array(text.utf8), answering: ""),
      let start = json["start"]?.integer, let newest = json["newest"]?.integer
    else { return nil }
    self.init(start: Timestamp(seconds: Int64(start)), end: now)
    self.newest = Int64(newest)
    if let end = json["end"]?.integer {
      (self.end, isOpen) = (Timestamp(seconds: Int64(end)), true)
    }
    context = json["context"]?.string ?? ""
    lineCount = json["lines"]?.integer ?? 0
    known = (json["known"]?.object ?? [:]).compactMapValues { $0.integer.map(Int64.init) }
  }

  var text: String {
    JSON.object([
      "start": .integer(Int(start.seconds)), "end": isOpen ? .integer(Int(end.seconds)) : .null,
      "newest": .integer(Int(newest)), "context": .string(context), "lines": .integer(lineCount),
      "known": .object(known.mapValues { .integer(Int($0)) }),
    ]).text
  }

  /// Whether the line is new. `mark` distinguishes it from others of the same second. A line from after the end of the
  /// search has a wrong time, and counts as of its end.
  mutating func add(_ mark: String, at time: Timestamp?) -> Bool {
    let time = min(time?.seconds ?? newest, end.seconds)
    newest = max(newest, time)
    return known.updateValue(time, forKey: mark) == nil
  }

  /// After a page: where the search has more, it continues there, or, where its cursor is used up, at the newest line;
  /// otherwise the next search begins shortly before that.
  mutating func turn(to context: String?, isOver: Bool?, after count: Int) {
    known = known.filter { $0.value >= newest - Self.overlap }
    guard let context = context?.nonEmpty, isOver != true, count > 0 else {
      (self.context, isOpen, lineCount) = ("", false, 0)
      return begin(at: newest - Self.overlap)
    }
    isOpen = true
    lineCount += count
    guard lineCount >= Self.mostLines else {
      self.context = context
      return
    }
    (self.context, lineCount) = ("", 0)
    // All that a cursor can return may be of one second.
    begin(at: max(newest, start.seconds + 1))
  }

  /// Never earlier than before.
  private mutating func begin(at seconds: Int64) {
    start = Timestamp(seconds: max(start.seconds, seconds))
    end = max(end, start)
    known = known.filter { $0.value >= start.seconds }
  }
}

extension Timestamp {
  /// Of a line of a log: `2026-01-02 03:04:05`, or seconds or milliseconds since 1970. Nil for anything else, and for a
  /// time after the year 9999.
  init?(ofLogLine text: String?) {
    guard let text, let number = Int64(text) else {
      guard let time = Timestamp(chinaTime: text) else { return nil }
      self = time
      return
    }
    let seconds = number > 100_000_000_000 ? number / 1000 : number
    guard (0...253_402_300_799).contains(seconds) else { return nil }
    self = Timestamp(seconds: seconds)
  }
}
