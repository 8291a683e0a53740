import Config
import Model
import Support
import Testing

@Suite struct ValueTests {
  @Test func `when names branches or tags`() {
    #expect(
      found(complete("\"when\": 1️⃣{}")) == ["1️⃣ \"when\" in target \"prod\" is empty"])
    #expect(
      found(complete("\"when\": {\"branch\": 1️⃣[], \"tag\": [\"v*\", 2️⃣\"v[\", 3️⃣\"\", 4️⃣\"!\"]}"))
        == [
          "1️⃣ \"when.branch\" in target \"prod\" is an empty list",
          "2️⃣ glob \"v[\" in \"when.tag[1]\" in target \"prod\" is not valid: a bracket is not closed, or a range is empty",
          "3️⃣ \"when.tag[2]\" in target \"prod\" is empty",
          "4️⃣ \"!\" in \"when.tag[3]\" in target \"prod\" excludes nothing",
        ])
  }

  @Test func `a glob that can match nothing is refused`() {
    func exclude(_ list: String) -> String {
      target("\"local\": {\"directory\": \"d\"}, \"package\": {\"exclude\": \(list)}")
    }
    #expect(
      found(exclude("[1️⃣\"/docs\", 2️⃣\"!./a\", \"docs/**\"]"))
        == [
          "1️⃣ glob \"/docs\" in \"package.exclude[0]\" in target \"prod\" matches nothing: "
            + "names never start with / or ./",
          "2️⃣ glob \"!./a\" in \"package.exclude[1]\" in target \"prod\" matches nothing: "
            + "names never start with / or ./",
        ])
    #expect(
      found(exclude("1️⃣\"docs\""))
        == [
          "1️⃣ expected a list, each element a glob for \"package.exclude\" in target \"prod\", "
            + "found the string \"docs\""
        ])
    #expect(remedies(exclude("\"docs\"")) == ["write [\"docs\"]"])
  }

  @Test func `a glob of another syntax is refused, with the way to write it`() {
    func package(_ key: String, _ glob: String) -> String {
      target("\"local\": {\"directory\": \"d\"}, \"package\": {\"\(key)\": [1️⃣\"\(glob)\"]}")
    }
    for key in ["include", "exclude", "add"] {
      for glob in [
        #"docs\\"#, #"docs\\*.md"#, "docs//a", "docs/../a", "a/./b", "..", "~/site/**", "docs/{a,b}",
        " docs/**",
        "!docs/ ", "a/{b,c}/**",
      ] {
        #expect(read(package(key, glob).withoutMarkers).findings.map(\.rule) == ["config/glob"], "\(glob)")
      }
      for glob in ["docs/", "**/docs/", "!docs/", "..a", "~", "a~/b", "{slug}/**", "{{a}}", "a b"] {
        #expect(read(package(key, glob).withoutMarkers).findings == [], "\(glob)")
      }
    }
    #expect(
      found(package("exclude", #"docs\\*.md"#)) == [
        #"1️⃣ glob "docs\*.md" in "package.exclude[0]" in target "prod" contains a backslash, which has no meaning here"#
      ])
    #expect(
      remedies(package("exclude", #"docs\\*.md"#)) == [
        "separate folders with /, and write [*] for a literal *"
      ])
  }

  @Test func `no branch or tag ends with a slash`() {
    let text = complete("\"when\": {\"branch\": 1️⃣\"release/\"}, \"tags\": [\"v*\", 2️⃣\"api\\\\v*\"]")
    #expect(
      found(text) == [
        "1️⃣ glob \"release/\" in \"when.branch\" in target \"prod\" matches nothing: no branch or tag ends with /",
        "2️⃣ glob \"api\\v*\" in \"tags[1]\" in target \"prod\" contains a backslash, which has no meaning here",
      ])
    #expect(remedies(text).first == "write \"release/**\"")
  }

  @Test(.timeLimit(.minutes(1))) func `20,000 globs are one finding`() {
    func exclude(_ count: Int) -> String {
      let globs = (0..<count).map { "\"dir\($0)/**\"" }.joined(separator: ",")
      return target("\"local\": {\"directory\": \"d\"}, \"package\": {\"exclude\": 1️⃣[\(globs)]}")
    }
    #expect(
      found(exclude(20_000)) == [
        "1️⃣ \"package.exclude\" in target \"prod\" has 20000 globs, the limit is 1000"
      ])
    #expect(found(exclude(1000)) == [])
    let long = String(repeating: "a", count: 5000)
    #expect(
      found(complete("\"tags\": 1️⃣\"\(long)\"")) == [
        "1️⃣ the glob in \"tags\" in target \"prod\" is 5000 bytes long, the limit is 4096"
      ])
  }

  @Test func `a local directory may be in the home directory, a path of the repository may not`() {
    for key in ["path", "file", "shared"] {
      let value = key == "shared" ? "[1️⃣\"~/app\"]" : "1️⃣\"~/app\""
      let text = target("\"local\": {\"directory\": \"~/site\"}, \"package\": {\"\(key)\": \(value)}")
      let name = key == "shared" ? "shared[0]" : key
      #expect(
        found(text) == [
          "1️⃣ path \"~/app\" in \"package.\(name)\" in target \"prod\" is in the home directory"
        ])
      #expect(remedies(text) == ["write it relative to the repository root, e.g. services/api"])
    }
    let other = target("\"local\": {\"directory\": 1️⃣\"~git/site\"}, \"package\": {}")
    #expect(
      found(other) == [
        "1️⃣ \"~git/site\" in \"local.directory\" in target \"prod\" is in the home directory of another user"
      ])
    #expect(found(target("\"local\": {\"directory\": \"a/~b\"}, \"package\": {\"path\": \"~a\"}")) == [])
  }

  @Test func `onConflict cannot be cancel where the provider cannot cancel`() {
    #expect(
      found(complete("\"onConflict\": 1️⃣\"cancel\"")) == [
        "1️⃣ \"onConflict\" in target \"prod\" is \"cancel\", which \"local\" does not support: "
          + "a local release is switched in one step"
      ])
    #expect(found(complete("\"onConflict\": \"wait\"")) == [])
  }

  @Test func `a value or a list is accepted`() {
    #expect(
      found(complete("\"tags\": 1️⃣5"))
        == ["1️⃣ expected a glob, or a list of them for \"tags\" in target \"prod\", found 5"])
  }

  @Test func `a template is checked at the brace`() {
    let text = complete(
      #""remark": "é\u00e9\n{{1️⃣{shrot} x", "version": ["{tag}", "2️⃣{version}"], "tags": 3️⃣[]"#)
    #expect(
      found(text)
        == [
          "1️⃣ unknown name {shrot} in \"remark\" in target \"prod\"",
          "2️⃣ {version} cannot be used in \"version[1]\" in target \"prod\", which defines the version",
          "3️⃣ \"tags\" in target \"prod\" is an empty list",
        ])
    #expect(remedies(text).first == "did you mean {short}?")
    #expect(
      found(complete(#""remark": "😀1️⃣{tag""#)) == [
        "1️⃣ unclosed { in \"remark\" in target \"prod\""
      ])
    #expect(
      found(complete(#""remark": "\ud83d\ude001️⃣}""#)) == [
        "1️⃣ unmatched } in \"remark\" in target \"prod\""
      ])
  }

  @Test func `a template may use only the variables in allowEnv`() {
    let file =
      #"{"allowEnv": ["BUILD"], "targets": {"a": {"tcbTask": {"externalId": "{{}}{env:BUILD}1️⃣{env:BIULD}"}}}}"#
    #expect(found(file) == ["1️⃣ {env:BIULD} in \"tcbTask.externalId\" in target \"a\" is not in \"allowEnv\""])
    #expect(remedies(file) == ["did you mean {env:BUILD}?"])
  }

  @Test(arguments: [
    "90", "90 s", "1.5h", "s", "30m1h", "1m1m", "-5s", "١s", "0s", "0h0m", "169h", "9999999s",
  ])
  func `a duration that is none is refused`(text: String) {
    let findings = read(complete("\"wait\": {\"timeout\": \"\(text)\"}").withoutMarkers).findings
    #expect(findings.count == 1)
    #expect(findings.first?.remedies == ["write it as \"90s\", \"30m\", \"2h\" or \"1h30m\""])
  }

  @Test(arguments: ["/a", "../a", "a/../b", "a//b", "a\\\\b", "..", "/\u{301}a", "a/../\u{301}b"])
  func `a path stays inside the repository`(path: String) {
    let text = target("\"local\": {\"directory\": \"d\"}, \"package\": {\"path\": \"\(path)\"}")
      .withoutMarkers
    #expect(read(text).findings.map(\.rule) == ["config/path"])
  }

  @Test(arguments: [
    "health", "ftp://a/", "https://", "//evil/", "https://a b/", "https://user:hunter2@a/",
    "https://[::1/", "http://[::1]x:8080/", "https://a/#up", "/#up", "https://a/健康", "/健康", "https://ä/",
    "https://a?b",
    "/a/../b", "https://a/%zz", "https://a:0/", "https://a:b/", "/a|b",
  ])
  func `a probe has a URL that can be asked`(url: String) {
    let findings = read(complete("\"verify\": {\"url\": \"\(url)\"}").withoutMarkers).findings
    #expect(findings.map(\.rule) == ["config/url"])
    #expect(findings.first?.message.contains("hunter2") == false)
  }

  @Test(arguments: ["https://r/a", "r/a:latest", "r/a@sha256:00", "r/a b"])
  func `an image repository has no tag`(repository: String) {
    let body = "\"tem\": {\"applicationId\": \"a\"}, \"image\": {\"repository\": \"\(repository)\"}"
    #expect(read(target(body).withoutMarkers).findings.map(\.rule) == ["config/image"])
  }

  @Test func `a fleet has one option of its provider that differs`() {
    func fleet(_ over: String, _ rest: String = "", provider: String = "\"serverName\": \"s\"") -> String {
      target("\"tcbr\": {\(provider)}, \"package\": {}, \"fleet\": {\"over\": \(over)\(rest)}")
    }
    #expect(found(fleet("{\"envId\": [\"a\"]}")).isEmpty)
    #expect(found(fleet("{\"file\": \"t.txt\"}")).isEmpty)
    #expect(found(fleet("{\"file\": \"t.txt\"}", provider: "")).count == 2)
    #expect(
      found(fleet("{1️⃣\"envid\": [\"a\"]}", provider: "\"serverName\": \"s\", \"envId\": \"e\""))
        == ["1️⃣ \"envid\" in \"fleet.over\" in target \"prod\" is not a text option of \"tcbr\""])
    #expect(
      found(fleet("1️⃣{}", provider: "\"serverName\": \"s\", \"envId\": \"e\"")).map { $0.prefix(1) } == ["1️⃣"])
    #expect(
      found(fleet("{\"envId\": [\"a\"]}", ", \"waves\": [1️⃣0, 2️⃣\"0%\", 3️⃣\"101%\", 4️⃣\"+5%\", \"5%\"]"))
        .map { $0.prefix(1) } == ["1️⃣", "2️⃣", "3️⃣", "4️⃣"])
  }
}

@Suite struct CredentialTests {
  @Test(arguments: ["secretId", "SECRET_KEY", "password", "token", "dbPassword", "accessKeySecret"])
  func `a key for a secret is refused with the variables to set instead`(key: String) {
    for text in [complete("\"\(key)\": \"x\""), "{\"\(key)\": \"x\", \"targets\": {}}"] {
      let finding = read(text.withoutMarkers).findings.first
      #expect(finding?.rule == "config/secret")
      #expect(
        finding?.message.contains("secrets are read from the environment, never from this file") == true)
      #expect(finding?.remedies.first?.contains("TENCENTCLOUD_SECRET_ID") == true)
    }
  }

  @Test func `an endpoint is refused`() {
    let finding = read(complete("\"endpoint\": \"https://evil\"").withoutMarkers).findings.first
    #expect(finding?.rule == "config/endpoint")
    #expect(finding?.remedies.first?.contains("SAMPAN_ENDPOINT_TENCENT") == true)
  }

  @Test func `variables of a service may be named endpoint, but not password`() {
    func variables(_ name: String) -> String {
      target(
        "\"tcbr\": {\"envId\": \"e\", \"serverName\": \"s\", \"items\": {\"EnvParams\": {1️⃣\"\(name)\": \"v\"}}},"
          + "\"package\": {}"
      )
    }
    #expect(found(variables("ENDPOINT")).isEmpty)
    #expect(found(variables("PASSWORD")).count == 1)
  }

  @Test func `a value that looks like an access key id is refused and not printed`() {
    let ids = ["AKID" + String(repeating: "a1", count: 16), "LTAI5t" + String(repeating: "B2", count: 9)]
    for id in ids {
      let texts = [
        complete("\"order\": \"1️⃣\(id)\""), complete("\"remark\": \"{1️⃣\(id)}\""), complete("\"1️⃣\(id)\": 1"),
        complete("// 1️⃣\(id)\n"), complete("\"when\": {\"branch\": \"[1️⃣\(id)\"}"),
        complete("\"order\": 1️⃣\(id)"),
      ]
      for text in texts {
        let reading = read(text.withoutMarkers)
        #expect(reading.configuration == nil)
        #expect(!"\(reading)".contains(id))
        #expect(found(text).contains { $0.hasPrefix("1️⃣ this looks like") })
      }
    }
  }

  @Test func `the finding says why a variable may not be printed`() {
    func message(_ name: String) -> String? {
      found("{\"allowEnv\": [1️⃣\"\(name)\"], \"targets\": \(one)}").first.map { String($0.dropFirst(2)) }
    }
    let place = "in \"allowEnv[0]\" at the top level"
    #expect(
      message("GITHUB_PAT")?.hasSuffix(
        "\"GITHUB_PAT\" \(place) is named like a secret (PAT), and templates are printed and sent")
        == true)
    #expect(
      message("TENCENTCLOUD_REGION")?.contains("is a variable for credentials") == true)
    #expect(message("https_proxy")?.contains("may contain the password of a proxy") == true)
    for name in [
      "SAMPAN_CONFIG", "SAMPAN_BIN", "SAMPAN_CACHE_DIR", "SAMPAN", "DOCKER_CONFIG", "SSL_CERT_FILE",
      "PLUGIN_CONFIG",
      "GIT_CONFIG_VALUE_0",
    ] {
      #expect(message(name)?.contains("is a setting of sampan") == true)
    }
    for name in ["PATCH_LEVEL", "SAMPAN_IMAGE", "HOME"] { #expect(message(name) == nil) }
  }

  @Test func `a variable that holds a secret may not be printed by templates`() {
    let text =
      "{\"allowEnv\": [\"BUILD\", 1️⃣\"CI_JOB_TOKEN\", 2️⃣\"TENCENTCLOUD_SECRET_KEY\", 3️⃣\"1A\"],"
      + "4️⃣\"x\": 1, \"targets\": \(one)}"
    #expect(found(text).map { $0.prefix(1) } == ["1️⃣", "2️⃣", "3️⃣", "4️⃣"])
  }
  private let one = "{\"a\": {\"local\": {\"directory\": \"d\"}, \"package\": {}}}"
}

extension String {
  var withoutMarkers: String { filter { !$0.unicodeScalars.contains("\u{20E3}") } }
}
