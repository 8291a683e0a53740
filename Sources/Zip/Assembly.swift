import Dispatch
import Model

/// Gives the content of an entry, of a link its target, to the body. For one thread.
package typealias ContentReader =
  (_ entry: PackageEntry, _ body: (RawSpan) throws(Failure) -> Void) throws(Failure) -> Void

/// Entries being read and compressed on threads of their own, and returned in order.
///
/// Work is taken in order, too, and only while what is in memory stays below the bound; the entry that is
/// next to be returned may exceed it. So the bound is exceeded by the largest entry at most (and by what each
/// thread just found in the cache), and no two threads wait for each other.
final class Assembly: Sendable {
  /// An entry ready to be written.
  struct Part: Sendable {
    var compressed: CompressedEntry
    /// The blob it was made of, when the cache should keep it.
    var remembered: BlobKey?
  }

  private struct State: Sendable {
    /// The next batch that a thread takes.
    var next = 0
    /// The batch that is returned next.
    var head = 0
    /// Of contents being compressed, and of what waits to be returned.
    var byteCount = 0
    var done: [Int: Result<[Part], Failure>] = [:]
    /// The results are no longer waited for.
    var isStopped = false
  }

  private let entries: [PackageEntry]
  private let batches: [Range<Int>]
  private let level: Int
  private let bound: Int
  private let cache: BlobCache?
  private let monitor = Monitor(State())
  private let threads = DispatchGroup()

  /// Small entries are taken together: handing over each by itself costs more than compressing it.
  private static let batchSize = 1 << 18
  /// Batches that may be ahead of the one that is returned next: more would only fill memory.
  private static let longestLead = 32

  init(_ entries: [PackageEntry], level: Int, bound: Int, cache: BlobCache?) {
    self.entries = entries
    self.level = level
    self.bound = bound
    self.cache = cache
    var batches: [Range<Int>] = []
    var start = 0
    var size = 0
    for (index, entry) in entries.enumerated() {
      size += entry.size
      guard size >= Self.batchSize || index == entries.count - 1 else { continue }
      batches.append(start..<index + 1)
      (start, size) = (index + 1, 0)
    }
    self.batches = batches
  }

  /// Hands every entry on, in order, on the calling thread. All other threads have ended when this returns or
  /// throws; the failure is that of the first entry that has one. `isCancelled` is asked several times a second.
  func run(
    threads count: Int, isCancelled: () -> Bool,
    open: @escaping @Sendable () throws(Failure) -> ContentReader,
    body: (PackageEntry, Part) throws(Failure) -> Void
  ) throws(Failure) {
    for number in 0..<min(max(count, 1), max(batches.count, 1)) {
      // A serial queue of one's own is a thread of one's own, outside the pool of the tasks.
      DispatchQueue(label: "sampan.deflate.\(number)").async(group: threads) { self.work(open) }
    }
    defer {
      monitor.change { state in
        state.isStopped = true
        state.next = batches.count
      }
      threads.wait()
    }
    for (index, batch) in batches.enumerated() {
      let parts = try result(of: index, unless: isCancelled).get()
      for (entry, part) in zip(entries[batch], parts) { try body(entry, part) }
      let byteCount = parts.reduce(0) { $0 + $1.compressed.byteCount }
      monitor.change { state in
        state.byteCount -= byteCount
        state.head = index + 1
      }
    }
  }

  private func result(of batch: Int, unless isCancelled: () -> Bool) -> Result<[Part], Failure> {
    while !isCancelled() {
      let result = monitor.wait({ $0.done.removeValue(forKey: batch) }, atMost: .now() + .milliseconds(100))
      if let result { return result }
    }
    return .failure(Self.interrupted)
  }

  private static let interrupted = Failure(.interrupted, "interrupted while packaging")

  // MARK: On the other threads

  private func work(_ open: () throws(Failure) -> ContentReader) {
    let deflater = level > 0 ? Deflater(level: min(level, 9)) : nil
    let reader: Result<ContentReader, Failure>
    do throws(Failure) { reader = .success(try open()) } catch { reader = .failure(error) }
    while let index = take() {
      let reservation = Reservation(batches[index].reduce(0) { $0 + entries[$1].size }, for: index, of: self)
      let result: Result<[Part], Failure>
      do throws(Failure) {
        let read = try reader.get()
        var parts: [Part] = []
        for entry in entries[batches[index]] {
          parts.append(try part(entry, read, deflater, reservation))
        }
        result = .success(parts)
      } catch {
        result = .failure(error)
      }
      finish(index, result, reserved: reservation.byteCount)
    }
  }

  /// What one batch may keep in memory.
  private final class Reservation {
    private(set) var byteCount: Int
    private let index: Int
    private let assembly: Assembly

    init(_ byteCount: Int, for index: Int, of assembly: Assembly) {
      self.byteCount = byteCount
      self.index = index
      self.assembly = assembly
    }

    func extend(_ byteCount: Int) throws(Failure) {
      try assembly.reserve(byteCount, for: index)
      self.byteCount += byteCount
    }
  }

  /// The next batch; nil when there is nothing to do any more.
  private func take() -> Int? {
    monitor.wait { state -> Int?? in
      guard state.next < batches.count else { return .some(nil) }
      let size = batches[state.next].reduce(0) { $0 + entries[$1].size }
      let isNear = state.next - state.head < Self.longestLead
      guard state.byteCount == 0 || isNear && state.byteCount + size <= bound else { return nil }
      state.byteCount += size
      state.next += 1
      return state.next - 1
    }
  }

  private func reserve(_ byteCount: Int, for index: Int) throws(Failure) {
    let isGranted = monitor.wait { state -> Bool? in
      if state.isStopped { return false }
      guard state.head == index || state.byteCount + byteCount <= bound else { return nil }
      state.byteCount += byteCount
      return true
    }
    guard isGranted else { throw Self.interrupted }
  }

  private func finish(_ index: Int, _ result: Result<[Part], Failure>, reserved: Int) {
    var kept = 0
    if case .success(let parts) = result { kept = parts.reduce(0) { $0 + $1.compressed.byteCount } }
    monitor.change { state in
      state.byteCount -= reserved - kept
      state.done[index] = result
      // What comes before it still decides which failure is reported; nothing after it is needed.
      if case .failure = result { state.next = batches.count }
    }
  }

  private func part(
    _ entry: PackageEntry, _ read: ContentReader, _ deflater: Deflater?, _ reservation: Reservation
  ) throws(Failure) -> Part {
    let key = entry.size > 1 ? cache?.key(of: entry) : nil
    let found = key.flatMap { cache?.find($0, contentSize: entry.size) }
    if let key, case .deflated(let compressed)? = found {
      try reservation.extend(compressed.byteCount)
      return Part(compressed: compressed, remembered: cache?.keepsAll == true ? key : nil)
    }
    var made: CompressedEntry?
    try read(entry) { (content) throws(Failure) in
      guard content.byteCount == entry.size else { throw changed(entry, byteCount: content.byteCount) }
      made = try CompressedEntry(
        content, by: found == nil ? deflater : nil, reserve: reservation.extend)
    }
    guard let made else { throw Failure(.defect, "\"\(entry.path)\" was not read") }
    return Part(compressed: made, remembered: found == nil || cache?.keepsAll == true ? key : nil)
  }

  private func changed(_ entry: PackageEntry, byteCount: Int) -> Failure {
    Failure(
      .repository,
      "\"\(entry.path)\" changed while it was being packaged: \(entry.size) bytes before, \(byteCount) now",
      remedies: ["package again after the build has finished"])
  }
}
