/// ASCII letters and digits, as the grammars of protocols define them. Those of other scripts do not count.
extension UInt8 {
  package var isDigit: Bool { (0x30...0x39).contains(self) }
  package var isLowercaseLetter: Bool { (0x61...0x7A).contains(self) }
  package var isAlphanumeric: Bool { isDigit || isLowercaseLetter || (0x41...0x5A).contains(self) }
  package var isLowercaseHexDigit: Bool { isDigit || (0x61...0x66).contains(self) }
}

extension Unicode.Scalar {
  package var isAlphanumeric: Bool { isASCII && UInt8(truncatingIfNeeded: value).isAlphanumeric }
}
