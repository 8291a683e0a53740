import Config
import Model
import Testing

@Suite struct TargetTests {
  @Test func `an unknown key is found with the nearest known one`() {
    let text = target(
      "\"tcbr\": {\"envId\": \"e\", \"serverName\": \"s\", 1️⃣\"regoin\": \"r\"}, \"package\": {}")
    #expect(found(text) == ["1️⃣ unknown key \"regoin\" in target \"prod\""])
    #expect(remedies(text) == ["did you mean \"region\"?"])
    #expect(remedies(complete("\"on_failure\": 1")) == ["did you mean \"onFailure\"?"])
    #expect(remedies("{\"target\": {}, \"targets\": {\"a\": {}}}").first == "did you mean \"targets\"?")
  }

  @Test func `a missing key is reported at the object that needs it`() {
    #expect(
      found(target("1️⃣\"tcbr\": {\"envId\": \"e\"}, \"package\": {}"))
        == ["1️⃣ target \"prod\" needs \"serverName\" in \"tcbr\""])
    #expect(
      found(target("\"tcbr\": {\"envId\": \"e\", \"serverName\": \"s\"}, 1️⃣\"image\": {}"))
        == ["1️⃣ target \"prod\" needs \"repository\" in \"image\""])
    #expect(found("1️⃣{}") == ["1️⃣ the file needs \"targets\""])
    #expect(
      found(target("\"local\": {\"directory\": 1️⃣\"\"}, \"package\": {}"))
        == ["1️⃣ \"local.directory\" in target \"prod\" is empty"])
  }

  @Test func `what only follows from another finding is not reported`() {
    #expect(
      found(target("\"tcbr\": {\"envId\": \"e\", 1️⃣\"servername\": \"s\"}, \"package\": {}"))
        == ["1️⃣ unknown key \"servername\" in target \"prod\""])
    #expect(
      found(target("\"local\": {\"directory\": \"d\"}, 1️⃣\"packag\": {}"))
        == ["1️⃣ unknown key \"packag\" in target \"prod\""])
    #expect(
      found(target("\"tem\": {\"applicationId\": \"a\", 1️⃣\"packagename\": \"p\"}"))
        == ["1️⃣ unknown key \"packagename\" in target \"prod\""])
    #expect(
      found("{\"targets\": {\"a\": {\"local\": {\"directory\": \"d\"}, \"package\": {}}, 1️⃣\"a\": {}}}")
        == ["1️⃣ duplicate key \"a\", first at sampan.json:1:14"])
  }

  @Test func `targets without findings are known, even if others have findings`() {
    let file = """
      {"versoin": 1, "targets": {"a": {"local": {"directory": "d"}, "package": {}}, "b": {"local": {}}}}
      """
    #expect(read(file).configuration == nil)
    #expect(read(file).soundTargets.map(\.name) == ["a"])
  }

  @Test func `a wrong type is reported with what was expected and what was found`() {
    #expect(
      found(
        complete(
          "\"order\": 1️⃣\"newset\", \"wait\": 2️⃣true, \"verify\": {\"expectStatus\": 3️⃣600, \"url\": 4️⃣[]}"))
        == [
          "1️⃣ expected \"newest\" or \"any\" for \"order\" in target \"prod\", found the string \"newset\"",
          "2️⃣ expected an object or false for \"wait\" in target \"prod\", found true",
          "3️⃣ expected an integer from 100 to 599 for \"verify.expectStatus\" in target \"prod\", found 600",
          "4️⃣ expected a URL, or a path that starts with \"/\" for \"verify.url\" in target \"prod\", found a list",
        ])
    #expect(remedies(complete("\"order\": \"newset\"")) == ["did you mean \"newest\"?"])
  }

  @Test func `options of a provider are checked all the way down`() {
    let items =
      "{\"Cpu\": 1️⃣99, \"MinNum\": 2️⃣1.0, \"EnvParams\": {\"A\": 3️⃣1}, \"Ports\": [80, 4️⃣\"x\"], 5️⃣\"cpu\": 1}"
    #expect(
      found(
        target("\"tcbr\": {\"envId\": \"e\", \"serverName\": \"s\", \"items\": \(items)}, \"package\": {}"))
        == [
          "1️⃣ expected a number from 0.25 to 16.0 for \"tcbr.items.Cpu\" in target \"prod\", found 99",
          "2️⃣ expected an integer from 0 to 50 for \"tcbr.items.MinNum\" in target \"prod\", found 1.0",
          "3️⃣ expected a string for \"tcbr.items.EnvParams.A\" in target \"prod\", found 1",
          "4️⃣ expected an integer from 1 to 65535 for \"tcbr.items.Ports[1]\" in target \"prod\", "
            + "found the string \"x\"",
          "5️⃣ unknown key \"cpu\" in target \"prod\"",
        ])
  }

  @Test func `a target has one provider`() {
    #expect(found(target("\"package\": {}")) == ["9️⃣ target \"prod\" has no provider"])
    #expect(remedies(target("\"package\": {}")) == ["add \"tcbr\", \"tem\", \"tcbTask\" or \"local\""])
    #expect(
      found(complete("1️⃣\"tcbTask\": {\"externalId\": \"x\"}"))
        == [
          "1️⃣ target \"prod\" has two providers: \"local\" at sampan.json:1:23 and \"tcbTask\""
        ])
  }

  @Test func `a misspelt provider is one finding`() {
    let text = target("1️⃣\"locl\": {\"directory\": \"d\"}, \"package\": {}")
    #expect(found(text) == ["1️⃣ unknown key \"locl\" in target \"prod\""])
    #expect(remedies(text) == ["did you mean \"local\"?"])
  }

  @Test func `a target has one artifact that its provider accepts`() {
    #expect(found(target("\"local\": {\"directory\": \"d\"}")) == ["9️⃣ nothing to deploy in target \"prod\""])
    #expect(
      found(target("\"local\": {\"directory\": \"d\"}, 1️⃣\"image\": {\"repository\": \"r\"}"))
        == ["1️⃣ \"local\" does not accept \"image\" (target \"prod\")"])
    #expect(
      found(
        target("\"tem\": {\"applicationId\": \"a\"}, \"package\": {}, 1️⃣\"image\": {\"repository\": \"r\"}"))
        == ["1️⃣ target \"prod\" has two artifacts: \"package\" at sampan.json:1:54 and \"image\""])
    #expect(
      found(target("\"tcbTask\": {\"externalId\": \"x\"}, 1️⃣\"package\": {}"))
        == ["1️⃣ \"tcbTask\" does not accept \"package\" (target \"prod\")"])
    #expect(
      found(target("\"tem\": {\"applicationId\": \"a\", \"packageName\": \"p\"}, 1️⃣\"package\": {}"))
        == ["1️⃣ \"tem.packageName\" in target \"prod\" already specifies what to deploy"])
    #expect(
      read(target("\"tem\": {\"applicationId\": \"a\"}").withoutMarkers).findings.first?.remedies
        == ["add \"package\" or \"image\"", "or set \"packageName\" in \"tem\""])
  }

  @Test func `a built file is sent as it is`() {
    #expect(
      found(target("\"local\": {\"directory\": \"d\"}, \"package\": {\"file\": \"a.jar\", 1️⃣\"level\": 3}"))
        == ["1️⃣ \"package.level\" in target \"prod\" cannot be combined with \"file\", which is sent as it is"]
    )
  }

  @Test(arguments: ["", "-a", "a b", "a/b", "ä", String(repeating: "a", count: 64)])
  func `the name of a target has only letters, digits, dots, underscores and hyphens`(name: String) {
    let text = "{\"targets\": {\"\(name)\": {\"local\": {\"directory\": \"d\"}, \"package\": {}}}}"
    #expect(read(text).findings.map(\.rule) == ["config/name"])
  }

  @Test func `there is at least one target`() {
    #expect(found("{\"targets\": 1️⃣{}}") == ["1️⃣ \"targets\" is empty"])
  }

  @Test func `every finding of a file comes in one run and in its order`() {
    #expect(
      found("{1️⃣\"x\": 1, \"version\": 2️⃣[], \"targets\": {\"a\": 3️⃣1, 4️⃣\"b\": {\"order\": 5️⃣2}}}").map {
        $0.prefix(1)
      }
        == ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"])
  }
}
