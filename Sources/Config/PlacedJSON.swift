import Model

/// A value of a JSON file that sampan has written, with its place: what is wrong with it is reported there.
package struct PlacedJSON {
  private let source: SourceText
  private let node: Node

  /// The whole file. Failure: `.usage`, at the first mistake.
  package init(_ bytes: [UInt8], file: String) throws(Failure) {
    let source: SourceText
    do throws(SourceText.Undecodable) {
      source = try SourceText(bytes, file: file)
    } catch {
      throw Failure(.usage, "the file is not valid UTF-8 from here on", place: error.place)
    }
    guard source.scalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw Failure(.usage, "the file is empty", place: Place(file: file))
    }
    var parser = Parser(source, findings: Findings())
    let root = parser.document()
    if let first = parser.findings.sorted.first {
      throw Failure(.usage, first.message, place: first.place)
    }
    guard let root else { throw Failure(.usage, "the file is empty", place: Place(file: file)) }
    self.source = source
    node = root
  }

  private init(_ node: Node, in source: SourceText) {
    self.node = node
    self.source = source
  }

  package var place: Place { source.place(at: node.offset) }
  package var json: JSON { node.json }
  package var string: String? { node.string }
  package var integer: Int? { node.integer }

  /// What it is, for a message.
  package var description: Text { node.description }

  package subscript(key: String) -> PlacedJSON? { node[key].map { PlacedJSON($0, in: source) } }

  /// Nil if it is not a list.
  package var elements: [PlacedJSON]? {
    guard case .list(let elements) = node.value else { return nil }
    return elements.map { PlacedJSON($0, in: source) }
  }

  /// Nil if it is not an object.
  package var members: [(name: String, value: PlacedJSON)]? {
    guard case .object(let members) = node.value else { return nil }
    return members.map { ($0.key, PlacedJSON($0.value, in: source)) }
  }
}
