import Foundation
import Support

/// Repositories that are the same on every machine.
enum Repositories {
  /// Files of made-up source code, about four times as long as their compressed form.
  static func files(_ count: Int, of byteCount: Int, in directory: String, seed: UInt64 = 1) throws {
    try make(directory) { stream in
      var random = SeededRandom(seed: seed)
      try stream.write("commit refs/heads/main\n\(signature(0))data 1\nc\n")
      for number in 0..<count {
        try stream.write("M 644 inline src/d\(number / 100)/f\(number).txt\n")
        try stream.write(data: text(byteCount, &random))
      }
    }
  }

  /// One commit for each tag, and a few after the last one.
  static func tags(_ count: Int, in directory: String) throws {
    try make(directory) { stream in
      for number in 1...count + 5 {
        try stream.write("commit refs/heads/main\n\(signature(number * 600))data 1\nc\n")
        try stream.write("M 644 inline f\n")
        try stream.write(data: Array("\(number)\n".utf8))
        if number <= count { try stream.write("reset refs/tags/v1.\(number).0\nfrom refs/heads/main\n\n") }
      }
    }
  }

  /// Commits with a merge now and then and a version tag on every hundredth, the last one being a while ago.
  static func history(_ count: Int, in directory: String) throws {
    try make(directory) { stream in
      var random = SeededRandom(seed: 2)
      for number in 1...count {
        try stream.write("commit refs/heads/main\nmark :\(number)\n\(signature(number * 600))data 1\nc\n")
        if number > 1 { try stream.write("from :\(number - 1)\n") }
        if number > 20, number % 7 == 0 {
          try stream.write("merge :\(number - 2 - Int(random.next() % 15))\n")
        }
        try stream.write("M 644 inline f\(number % 50)\n")
        try stream.write(data: Array("\(number)\n".utf8))
        if number % 100 == 0, number + 150 < count {
          try stream.write("reset refs/tags/v1.\(number / 100).0\nfrom :\(number)\n\n")
        }
      }
    }
  }

  /// Clones of the repositories at those paths, with their names, to be changed at will.
  static func clones(of paths: [String], in directory: String) throws -> [(name: String, directory: String)] {
    try paths.enumerated().map { number, path in
      let clone = "\(directory)/clone-\(number)"
      try git(["clone", "-q", path, clone], in: directory)
      return (path, clone)
    }
  }

  /// Changes one file in a hundred and commits.
  static func change(_ directory: String, round: Int) throws {
    let listing = try git(["ls-files", "-z"], in: directory)
    var random = SeededRandom(seed: UInt64(1000 + round))
    for name in listing.split(separator: "\0") where random.next() % 100 == 0 {
      let path = "\(directory)/\(name)"
      guard let handle = FileHandle(forWritingAtPath: path) else { continue }
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("round \(round) \(random.next())\n".utf8))
    }
    try git(["commit", "-q", "-a", "-m", "round \(round)"], in: directory)
  }

  @discardableResult
  static func git(_ arguments: [String], in directory: String) throws -> String {
    try run(["git"] + arguments, in: directory)
  }

  /// The output of a program that has to succeed.
  @discardableResult
  static func run(_ words: [String], in directory: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = ProcessInfo.processInfo.environment.merging(
      GitFixture.environment.compactMapValues { $0 }
    ) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Program.Failed(description: "\(words.joined(separator: " ")) in \(directory)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Making them

  /// What git fast-import reads, gathered in pieces: this process stays small.
  private final class Stream {
    private let handle: FileHandle
    private var buffer = Data()

    init(_ handle: FileHandle) { self.handle = handle }

    func write(_ text: String) throws {
      buffer.append(contentsOf: text.utf8)
      if buffer.count > 1 << 20 { try flush() }
    }

    func write(data bytes: [UInt8]) throws {
      try write("data \(bytes.count)\n")
      buffer.append(contentsOf: bytes)
      try write("\n")
    }

    func flush() throws {
      try handle.write(contentsOf: buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private static func make(_ directory: String, _ fill: (Stream) throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try git(["init", "-q", "-b", "main"], in: directory)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "fast-import", "--quiet"]
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let input = Pipe()
    process.standardInput = input
    try process.run()
    let stream = Stream(input.fileHandleForWriting)
    try fill(stream)
    try stream.flush()
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Program.Failed(description: "git fast-import in \(directory)")
    }
    try git(["checkout", "-q", "-f", "main"], in: directory)
    // Large files share nothing here: to look for what they share takes git many minutes.
    try git(["-c", "core.bigFileThreshold=1m", "gc", "-q"], in: directory)
  }

  private static func signature(_ time: Int) -> String {
    "committer A <a@example.com> \(1_600_000_000 + time) +0000\n"
  }

  private static func text(_ byteCount: Int, _ random: inout SeededRandom) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount + 40)
    while bytes.count < byteCount {
      let number = random.next()
      bytes += words[Int(number % UInt64(words.count))]
      if number >> 60 == 0 { bytes += Array(String(number >> 40 & 0xFFFF, radix: 16).utf8) }
      bytes.append((number >> 32) % 9 == 0 ? 0x0A : 0x20)
    }
    return Array(bytes.prefix(byteCount))
  }

  private static let words: [[UInt8]] = {
    var random = SeededRandom(seed: 3)
    return (0..<2000).map { _ in
      (0..<2 + random.next() % 8).map { _ in 0x61 + UInt8(random.next() % 26) }
    }
  }()
}
