import Model
import Testing

@Suite struct TemplateTests {
  @Test func `names are replaced and doubled braces stay`() throws {
    let template = try Template("{{x}} {tag}-{env:BUILD}")
    #expect(template.names == [.known(.tag), .environment("BUILD")])
    #expect(template.filled { $0.text.uppercased() } == "{x} TAG-ENV:BUILD")
  }

  @Test func `a malformed template says where`() {
    #expect(throws: Template.Malformed(reason: .unknownName("tga"), offset: 2)) { try Template("v-{tga}") }
    #expect(throws: Template.Malformed(reason: .unclosedBrace, offset: 1)) { try Template("v{tag") }
    #expect(throws: Template.Malformed(reason: .strayBrace, offset: 3)) { try Template("tag}") }
  }
}
