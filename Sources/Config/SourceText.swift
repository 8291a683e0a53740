import Model

/// The text of a config file as Unicode scalars, with the line and column of every offset.
struct SourceText {
  /// The largest file that is read, in bytes.
  static let byteLimit = 1 << 20

  let file: String
  private(set) var scalars: [Unicode.Scalar]
  /// The offsets at which lines start.
  private let lineStarts: [Int]

  /// The bytes are not UTF-8 from this place on.
  struct Undecodable: Error {
    var place: Place
  }

  /// A byte order mark is skipped: some editors write one.
  init(_ bytes: [UInt8], file: String) throws(Undecodable) {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var decoder = UTF8()
    var iterator =
      bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...].makeIterator() : bytes[...].makeIterator()
    var isDecodable = true
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): scalars.append(scalar)
      case .emptyInput: break decoding
      case .error:
        isDecodable = false
        break decoding
      }
    }
    self.file = file
    self.scalars = scalars
    lineStarts = Self.lineStarts(of: scalars)
    if !isDecodable { throw Undecodable(place: place(at: scalars.count)) }
  }

  /// Lines end with LF, CR LF or CR, as in editors.
  private static func lineStarts(of scalars: [Unicode.Scalar]) -> [Int] {
    var starts = [0]
    for (index, scalar) in scalars.enumerated() {
      let endsLine = scalar == "\n" || scalar == "\r" && scalars[safely: index + 1] != "\n"
      if endsLine { starts.append(index + 1) }
    }
    return starts
  }

  /// Columns count Unicode scalars, from 1.
  func place(at offset: Int) -> Place {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return Place(file: file, line: low + 1, column: offset - lineStarts[low] + 1)
  }

  /// The offset of the nth scalar in the value of the string literal that starts at `start`. An escape is one scalar.
  func offset(ofScalar number: Int, inStringAt start: Int) -> Int {
    var offset = start + 1
    for _ in 0..<number { offset += escapeLength(at: offset) ?? 1 }
    return min(offset, scalars.count)
  }

  /// The number of scalars that an escape takes in the source; nil if there is no escape at the offset.
  private func escapeLength(at offset: Int) -> Int? {
    guard scalars[safely: offset] == "\\" else { return nil }
    guard scalars[safely: offset + 1] == "u" else { return 2 }
    // A high surrogate and the low surrogate after it are one scalar.
    let digits = scalars[min(offset + 2, scalars.count)..<min(offset + 6, scalars.count)]
    let unit = UInt16(String(String.UnicodeScalarView(digits)), radix: 16) ?? 0
    return UTF16.isLeadSurrogate(unit) ? 12 : 6
  }

  /// Replaces text that must not be printed with dots. Offsets do not change.
  mutating func mask(_ range: Range<Int>) {
    for index in range { scalars[index] = "•" }
  }
}

extension Array {
  /// Nil outside the array.
  subscript(safely index: Int) -> Element? { index >= 0 && index < count ? self[index] : nil }
}
