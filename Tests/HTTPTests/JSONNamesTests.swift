import HTTP
import Model
import Testing

/// Names of members in PascalCase, and the properties that they are decoded into.
@Suite struct JSONNamesTests {
  private struct Answer: Decodable, Equatable {
    struct Pod: Decodable, Equatable { var podIDs: [String] }
    var id: Int
    var tmpSecretID: String?
    var imageURL: String?
    var vpcCIDR: String?
    var idleTime: Int?
    var pods: [Pod]?
    var settings: [String: JSON]?
  }

  private func decode(_ text: String) throws(Failure) -> Answer {
    try JSONCoding.decode(Answer.self, from: Array(text.utf8), answering: "DescribeIt", names: .pascal)
  }

  @Test func `names in PascalCase are properties in camelCase, abbreviations in capitals`() throws {
    let answer = try decode(
      #"{"Id": 7, "TmpSecretId": "a", "ImageUrl": "b", "VpcCIDR": "c", "IdleTime": 1, "New": true}"#)
    #expect(
      answer
        == Answer(id: 7, tmpSecretID: "a", imageURL: "b", vpcCIDR: "c", idleTime: 1, pods: nil, settings: nil)
    )
  }

  @Test func `a first letter in lower case is the same name`() throws {
    #expect(try decode(#"{"id": 7, "imageUrl": "b"}"#).imageURL == "b")
  }

  @Test func `the keys of a dictionary stay as they are`() throws {
    let answer = try decode(#"{"Id": 7, "Settings": {"AppId": {"Id": 1}}}"#)
    #expect(answer.settings == ["AppId": ["Id": 1]])
  }

  @Test func `what does not fit is named as the API writes it`() throws {
    let missing = #expect(throws: Failure.self) { try decode(#"{"TmpSecretId": "a"}"#) }
    #expect(missing?.what.hasSuffix("\"Id\" is missing") == true)
    let wrong = #expect(throws: Failure.self) { try decode(#"{"Id": 7, "ImageUrl": 1}"#) }
    #expect(wrong?.what.contains("\"ImageUrl\" is not of type") == true)
  }
}
