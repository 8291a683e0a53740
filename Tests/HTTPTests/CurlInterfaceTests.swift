import Foundation
import Support
import Testing

private let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path

/// The names and numbers of our own declaration of libcurl, e.g. `CURLOPT_URL` and 10002.
private func declared() throws -> [(name: String, number: Int)] {
  try String(contentsOfFile: repository + "/Sources/CCurl/shim.h", encoding: .utf8)
    .matches(of: #/SAMPAN_(CURL\w+) = (0x[0-9A-F]+|\d+)/#).map { match in
      let text = match.output.2
      let number = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
      return (String(match.output.1), try #require(number))
    }
}

/// Where curl's own header is; nil where nobody installed it.
private let headerFolder =
  ["", "/x86_64-linux-gnu", "/aarch64-linux-gnu"].map { "/usr/include" + $0 }
  .filter { FileManager.default.fileExists(atPath: $0 + "/curl/curl.h") }.first
  ?? ProcessInfo.processInfo.environment["SAMPAN_TEST_CURL_HEADERS"]

@Suite struct CurlInterfaceTests {
  @Test func `the library itself knows our options by these numbers`() async throws {
    let options = try declared().filter { $0.name.hasPrefix("CURLOPT_") }
    #expect(options.count > 30)
    let judge = """
      import ctypes, sys
      class Option(ctypes.Structure):
          _fields_ = [("name", ctypes.c_char_p), ("id", ctypes.c_int), ("type", ctypes.c_int), ("flags", ctypes.c_uint)]
      library = ctypes.CDLL("libcurl.so.4")
      library.curl_easy_option_by_name.restype = ctypes.POINTER(Option)
      for name in sys.argv[1:]:
          option = library.curl_easy_option_by_name(name.encode())
          print(name, option.contents.id if option else "unknown")
      """
    let names = options.map { String($0.name.dropFirst("CURLOPT_".count)) }
    let said = try await Command.succeed(["python3", "-c", judge] + names)
    let expected = zip(names, options).map { "\($0) \($1.number)" }
    for (line, ours) in zip(said.split(separator: "\n"), expected) {
      // Newer than the library of this machine, and asked for only where it is known.
      let isNew = ["QUICK_EXIT unknown", "PROTOCOLS_STR unknown"].contains(line)
      #expect(String(line) == ours || isNew)
    }
  }

  @Test(.enabled(if: headerFolder != nil, "install libcurl4-openssl-dev to compare with curl/curl.h"))
  func `curl's header has the same numbers and layouts`() async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let numbers = try declared().map { "_Static_assert((long)\($0.name) == \($0.number), \"\($0.name)\");" }
    let source = """
      #include <curl/curl.h>
      #include "\(repository)/Sources/CCurl/shim.h"
      #include <stddef.h>
      \(numbers.joined(separator: "\n"))
      _Static_assert(sizeof(sampan_message) == sizeof(CURLMsg), "");
      _Static_assert(offsetof(sampan_message, easy) == offsetof(CURLMsg, easy_handle), "");
      _Static_assert(offsetof(sampan_message, data) == offsetof(CURLMsg, data), "");
      _Static_assert(offsetof(sampan_version, version) == offsetof(curl_version_info_data, version), "");
      _Static_assert(offsetof(sampan_version, version_num) == offsetof(curl_version_info_data, version_num), "");
      _Static_assert(sizeof(curl_off_t) == sizeof(int64_t), "");
      """
    let path = try folder.write("compare.c", source)
    try await Command.succeed([
      "clang", "-fsyntax-only", "-Werror", "-I", try #require(headerFolder), path,
    ])
  }
}
