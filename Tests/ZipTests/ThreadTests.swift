import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import Zip

@Suite struct ThreadTests {
  /// Some entries larger than a piece and than the memory that is allowed, among small ones.
  private func samples(seed: UInt64) -> [Sample] {
    var random = SeededRandom(seed: seed)
    let large = [300_000, 1_500_000, 700_000].map { length in
      Sample(
        "large-\(length)", .file,
        (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next() % (seed % 2 == 0 ? 7 : 256)) })
    }
    return randomSamples(seed: seed) + large + randomSamples(seed: seed + 1)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `any number of threads and any memory give the same bytes`(seed: UInt64) throws {
    let samples = samples(seed: seed)
    for level in [0, 1, 6] {
      let alone = try zip(samples, level: level, threads: 1, memory: .max)
      for threads in 2...6 {
        for memory in [1, 500_000, 100 << 20] {
          let bytes = try zip(samples, level: level, threads: threads, memory: memory)
          #expect(bytes == alone, "\(threads) threads, \(memory) bytes, level \(level)")
        }
      }
    }
  }

  @Test func `contents in memory stay within the bound, but for the entry that is next`() throws {
    let size = 400_000
    let entries = (0..<40).map { entry("\($0)", number: $0, size: size) }
    // The writer is slow: only the bound keeps the readers from running ahead.
    let read = Mutex(0)
    let furthest = Mutex(0)
    var written = 0
    _ = try ZipWriter.write(
      entries, time: noon, level: 0, threads: 4, memory: 4 * size,
      open: reading { _ in
        read.withLock { $0 += 1 }
        return [UInt8](repeating: 7, count: size)
      },
      sink: { bytes in
        guard bytes.count == size else { return }
        let ahead = read.withLock { $0 } - written
        furthest.withLock { $0 = max($0, ahead) }
        written += 1
      })
    #expect(written == 40)
    #expect(furthest.withLock { $0 } <= 4)
  }

  @Test func `the first failure in order is told, whichever thread meets it, and nothing is read after it`()
    throws
  {
    for failing in [0, 3, 11, 29] {
      let entries = (0..<30).map { entry("\($0)", number: $0, size: 300_000) }
      let reads = Mutex(0)
      let open = Mutex(0)
      let failure = #expect(throws: Failure.self) {
        try ZipWriter.write(
          entries, time: noon, level: 1, threads: 4, memory: 1_000_000,
          open: reading { (entry) throws(Failure) in
            reads.withLock { $0 += 1 }
            open.withLock { $0 += 1 }
            defer { open.withLock { $0 -= 1 } }
            if entry.number >= failing { throw Failure(.repository, "entry \(entry.number)") }
            return [UInt8](repeating: 1, count: 300_000)
          },
          sink: { _ in })
      }
      #expect(failure?.what == "entry \(failing)")
      #expect(reads.withLock { $0 } <= failing + 4)
      #expect(open.withLock { $0 } == 0)
    }
  }

  @Test func `a full disk stops all threads at once`() throws {
    let entries = (0..<1000).map { entry("\($0)", number: $0, size: 300_000) }
    let reads = Mutex(0)
    let full = Failure(.repository, "no space left")
    #expect(throws: full) {
      try ZipWriter.write(
        entries, time: noon, level: 1, threads: 3, memory: 1_000_000,
        open: reading { _ in
          reads.withLock { $0 += 1 }
          return [UInt8](repeating: 1, count: 300_000)
        },
        sink: { _ throws(Failure) in throw full })
    }
    #expect(reads.withLock { $0 } < 100)
  }

  @Test func `an interruption does not wait for what is being read`() throws {
    let asked = Mutex(0)
    let sunk = Mutex(0)
    let failure = #expect(throws: Failure.self) {
      try ZipWriter.write(
        [entry("large", size: 300_000)], time: noon, level: 1, threads: 2,
        isCancelled: {
          asked.withLock { asked in
            asked += 1
            return asked > 3
          }
        },
        open: reading { _ in
          while asked.withLock({ $0 }) <= 3 { usleep(1000) }
          return [UInt8](repeating: 1, count: 300_000)
        },
        sink: { _ in sunk.withLock { $0 += 1 } })
    }
    #expect(failure?.kind == .interrupted)
    #expect(sunk.withLock { $0 } == 0)
  }

  @Test func `each thread opens a reader of its own`() throws {
    let opened = Mutex(0)
    let entries = (0..<8).map { entry("\($0)", size: 300_000) }
    _ = try ZipWriter.write(
      entries, time: noon, level: 0, threads: 3,
      open: { () throws(Failure) -> ContentReader in
        opened.withLock { $0 += 1 }
        return { (_, body) throws(Failure) in try [UInt8](repeating: 1, count: 300_000).withContent(body) }
      },
      sink: { _ in })
    #expect((1...3).contains(opened.withLock { $0 }))
  }
}
