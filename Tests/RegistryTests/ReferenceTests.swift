import Model
import Registry
import Testing

@Suite struct ReferenceTests {
  @Test(arguments: [
    ("ccr.ccs.tencentyun.com/acme/api", "ccr.ccs.tencentyun.com", "acme/api"),
    ("127.0.0.1:5000/api", "127.0.0.1:5000", "api"),
    ("localhost/api", "localhost", "api"),
    ("nginx", "docker.io", "library/nginx"),
    ("acme/api", "docker.io", "acme/api"),
    ("docker.io/nginx", "docker.io", "library/nginx"),
    ("index.docker.io/acme/api", "docker.io", "acme/api"),
    ("ghcr.io/a.b/c_d/e__f/g---h", "ghcr.io", "a.b/c_d/e__f/g---h"),
  ]) func `a repository is a registry and a path`(text: String, registry: String, path: String) throws {
    let repository = try #require(ImageRepository(text))
    #expect(repository.registry == registry)
    #expect(repository.path == path)
  }

  @Test(arguments: [
    "", "/api", "ghcr.io/", "ghcr.io//api", "ghcr.io/Acme/api", "ghcr.io/acme/api/", "ghcr.io/-api",
    "ghcr.io/a..b", "ghcr.io/a.-b", "ghcr.io/a___b", "ghcr.io/a b", "ghcr.io/ä", "ghcr.io/a\u{301}",
    "g_h.io/api",
    "user@ghcr.io/api", "ghcr.io:0/api", "ghcr.io:x/api", "https://ghcr.io/api", "ghcr.io/api?x",
    "ghcr.io/api%2f",
    "ghcr.io/" + String(repeating: "a", count: 250),
  ]) func `what is no repository is not sent`(text: String) {
    #expect(ImageRepository(text) == nil)
  }

  @Test func `only this machine is reached without TLS`() {
    #expect(ImageRepository("127.0.0.1:5000/a")?.endpoint == "http://127.0.0.1:5000")
    #expect(ImageRepository("localhost:5000/a")?.endpoint == "http://localhost:5000")
    #expect(ImageRepository("192.168.0.1:5000/a")?.endpoint == "https://192.168.0.1:5000")
    #expect(ImageRepository("nginx")?.endpoint == "https://registry-1.docker.io")
  }

  @Test(arguments: ["1", "_x", "v1.2.3-rc.1", "A", String(repeating: "a", count: 128)])
  func `a tag is added`(text: String) {
    #expect(ImageTag(text)?.description == text)
  }

  @Test(arguments: [
    "", ".x", "-x", "a/b", "a+b", "a:b", "a b", "ä", "a\u{301}", "a\n", String(repeating: "a", count: 129),
  ]) func `what is no tag is not sent`(text: String) {
    #expect(ImageTag(text) == nil)
  }

  @Test func `from can be a tag, a digest or a whole reference`() throws {
    let repository = try #require(ImageRepository("ghcr.io/acme/api"))
    let digest = "sha256:" + String(repeating: "a", count: 64)
    #expect(ImageReference(from: "c0ffee", in: repository)?.description == "ghcr.io/acme/api:c0ffee")
    #expect(ImageReference(from: digest, in: repository)?.description == "ghcr.io/acme/api@\(digest)")
    #expect(
      ImageReference(from: "ghcr.io/acme/ci:c0ffee", in: repository)?.description == "ghcr.io/acme/ci:c0ffee")
    // Both: the digest wins.
    #expect(
      ImageReference(from: "ghcr.io/acme/ci:x@\(digest)", in: repository)?.description
        == "ghcr.io/acme/ci@\(digest)")
    #expect(ImageReference("127.0.0.1:5000/a:b")?.selector.description == "b")
  }

  @Test(arguments: [
    "", "feature/x", "ghcr.io/acme/api", "127.0.0.1:5000/a", "ghcr.io/a:", "ghcr.io/a:b:c", "sha256:abc",
    "ghcr.io/a@sha256:" + String(repeating: "A", count: 64), "a@b@c", "@", ":", "a@",
  ]) func `a reference without tag and digest is none`(text: String) throws {
    let repository = try #require(ImageRepository("ghcr.io/acme/api"))
    #expect(ImageReference(from: text, in: repository) == nil || text == "sha256:abc")
  }
}
