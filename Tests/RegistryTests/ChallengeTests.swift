import Registry
import Testing

@Suite struct ChallengeTests {
  @Test func `commas inside quotes belong to the value`() {
    let header =
      #"Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull,push""#
    #expect(
      Challenge.parse(header) == [
        Challenge(
          scheme: "bearer",
          parameters: [
            "realm": "https://auth.example.com/token", "service": "registry.example.com",
            "scope": "repository:a/b:pull,push",
          ])
      ])
  }

  @Test func `spaces, values without quotes, escapes and any case are accepted`() {
    let header = #"BEARER Realm = "https://a/t" , Service=plain,  x="a\"b\\c""#
    #expect(
      Challenge.parse(header) == [
        Challenge(scheme: "bearer", parameters: ["realm": "https://a/t", "service": "plain", "x": #"a"b\c"#])
      ])
  }

  @Test func `one header can have several challenges`() {
    #expect(
      Challenge.parse(#"Negotiate, Basic realm="a, b", Bearer realm="https://a/t""#).map(\.scheme)
        == ["negotiate", "basic", "bearer"])
    #expect(Challenge.parse("Negotiate abc==, Basic").map(\.scheme) == ["negotiate", "basic"])
  }

  @Test(arguments: ["", ",", "=", "\"", "Basic realm=\"", "Basic realm=\"\\", "a=b", "===,,,\"\"", "Basic ="])
  func `invalid text is skipped`(header: String) {
    #expect(Challenge.parse(header).count <= 2)
  }
}
