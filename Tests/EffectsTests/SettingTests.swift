import Effects
import Model
import Support
import Synchronization
import Testing

@Suite struct SettingTests {
  private func world(_ environment: [String: String]) -> (World, @Sendable () -> [String]) {
    let list = Notices()
    var world = World.refusing
    world.environment = environment
    world.tell = { if case .notice(let text) = $0 { list.texts.withLock { $0.append(text.description) } } }
    return (world, { list.texts.withLock { $0 } })
  }

  private final class Notices: Sendable { let texts = Mutex<[String]>([]) }

  @Test(arguments: ["key\n", "key\r\n", " key\t", "\u{FEFF}key", "\u{A0}key\u{3000}", "\n key \u{200B}\n"])
  func `what was pasted around a secret is left out, with a notice that names the variable`(
    value: String
  ) throws {
    let (world, notices) = world(["KEY": value])
    #expect(try world.setting("KEY") == "key")
    #expect(try world.setting("KEY") == "key")
    #expect(notices() == ["KEY begins or ends with white space, which is not sent"])
  }

  @Test(arguments: ["", " ", "\r\n"]) func `a blank value counts as not set`(value: String) throws {
    #expect(try world(["KEY": value]).0.setting("KEY") == nil)
  }

  @Test(arguments: ["ke\ny", "ke\u{0}y", "k\u{1B}ey", "one\r\ntwo"])
  func `a control character inside is an error that names the variable and not the value`(value: String) {
    let (world, _) = world(["KEY": "\(value)-value\n"])
    let failure = #expect(throws: Failure.self) { try world.setting("KEY") }
    #expect(failure?.kind == .credentials)
    #expect(failure?.what.hasPrefix("KEY contains a control character (U+00") == true)
    #expect("\(failure.map { "\($0)" } ?? "")".contains("value") == false)
    #expect(world.secrets.all.contains("\(value)-value"))
  }

  @Test func `a template prints no value that is a credential`() throws {
    let (world, _) = world([
      "BUILD": "17", "PLAIN": "ap-shanghai", "TENCENTCLOUD_REGION": "ap-shanghai",
      "TENCENTCLOUD_SECRET_KEY": "key-of-the-test\n", "COPY": "key-of-the-test", "PART": "x:key-of-the-test@",
      "DATABASE": "mysql://root:hunter2@db.example/x", "PAGE": "https://a.example/x@y:1",
      "LEARNED": "from-a-file", "GITHUB_TOKEN": "ghs_of-the-test", "GITHUB_COPY": "see ghs_of-the-test",
      "SAMPAN_NOTIFY_WECOM_URL": "https://chat.example/send?key=0123456789abcdef-key",
      "PERSIST_CREDENTIALS": "true",
      "CHAT": "https://chat.example/send?key=0123456789abcdef-key", "CHAT_KEY_ALONE": "0123456789abcdef-key",
      "DOCKER_AUTH_CONFIG": #"{"auths":{"r.example":{"auth":"dXNlcjpodW50ZXIyLXB3"}}}"#, "FLAG": "true",
      "PWD": "/builds/shop", "FOLDER": "/builds/shop/site",
      "REGISTRY": "r.example", "LOGIN": "dXNlcjpodW50ZXIyLXB3", "DOCKER_COPY": "hunter2-pw",
      "SECOND": "see http://a/ and postgres://u:pw@h/db",
    ])
    world.secrets.add(Secret("from-a-file"))
    for (name, value) in [
      ("BUILD", "17"), ("PLAIN", "ap-shanghai"), ("PAGE", "https://a.example/x@y:1"),
      ("FLAG", "true"), ("FOLDER", "/builds/shop/site"), ("REGISTRY", "r.example"),
    ] {
      #expect(try world.printable(name) == value)
    }
    #expect(try world.printable("ABSENT") == nil)
    for name in [
      "COPY", "PART", "DATABASE", "LEARNED", "TENCENTCLOUD_SECRET_KEY", "GITHUB_COPY", "CHAT",
      "CHAT_KEY_ALONE",
      "LOGIN", "DOCKER_COPY", "SECOND",
    ] {
      let failure = #expect(throws: Failure.self) { try world.printable(name) }
      #expect(failure?.kind == .configuration)
      #expect(
        failure?.what == "the value of \(name) contains a credential, and templates are printed and sent")
    }
  }
}
