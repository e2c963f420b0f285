/// Writes CSV as RFC 4180 has it, so that spreadsheets open it as data.
///
/// A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers and times,
/// which are written by the caller as such, do not.
package struct CSVWriter {
  /// How a file is written.
  package struct Options: Sendable {
    /// What stands between two fields.
    package var delimiter = CSVReader.Delimiter.comma
    /// Whether the file begins with a byte order mark, which Excel needs to see UTF-8.
    package var byteOrderMark = false
    /// Whether texts that look like formulas are made harmless.
    package var guardsFormulas = true
    /// What ends a line.
    package var lineEnd = "\r\n"

    /// Makes options: comma, no byte order mark, formulas guarded, CRLF.
    package init() {}
  }

  private let options: Options
  private var isAtLineStart = true
  /// The bytes written since they were last taken.
  package private(set) var bytes: [UInt8] = []

  /// Makes a writer.
  package init(options: Options = Options()) {
    self.options = options
    if options.byteOrderMark { bytes += [0xEF, 0xBB, 0xBF] }
  }

  /// Writes a text field.
  package mutating func text(_ value: String) {
    separate()
    var value = value
    let (guards, delimiter) = (options.guardsFormulas, options.delimiter.rawValue)
    value.withUTF8 { utf8 in
      let isFormula = guards && Self.looksLikeFormula(UnsafeRawBufferPointer(utf8))
      let mustQuote = utf8.contains {
        $0 == UInt8(ascii: "\"") || $0 == delimiter || $0 == 0x0A || $0 == 0x0D
      }
      let edges = utf8.first == 0x20 || utf8.last == 0x20
      guard mustQuote || edges else {
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        bytes.append(contentsOf: utf8)
        return
      }
      bytes.append(UInt8(ascii: "\""))
      if isFormula { bytes.append(UInt8(ascii: "'")) }
      for byte in utf8 {
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }

  /// Writes a whole number; a negative one is no formula.
  package mutating func number(_ value: some BinaryInteger) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a field without a value.
  package mutating func empty() { separate() }

  /// Ends the record.
  package mutating func endRecord() {
    bytes.append(contentsOf: options.lineEnd.utf8)
    isAtLineStart = true
  }

  /// Takes what was written so far, leaving nothing.
  package mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  private mutating func separate() {
    if !isAtLineStart { bytes.append(options.delimiter.rawValue) }
    isAtLineStart = false
  }

  /// Whether a spreadsheet may take the text for a formula: `=`, `+`, `-`, `@`, TAB, CR, LF or NUL
  /// first, or the full-width form of one of the signs, or one of them behind what cannot be seen.
  ///
  /// A space, a no-break space or a byte order mark before the sign hides it from whoever looks at the
  /// first character only; some spreadsheets drop them and then look.
  private static func looksLikeFormula(_ text: UnsafeRawBufferPointer) -> Bool {
    // Nearly every text begins with a letter, a digit or a Chinese character.
    guard let first = text.first, first < 0x30 || first == UInt8(ascii: "=") || first >= 0x40 else {
      return false
    }
    // The last are Chinese characters from U+4000 on.
    let letters = UInt8(ascii: "A")...UInt8(ascii: "z")
    if letters.contains(first) || (0xE4...0xE9).contains(first) { return false }
    for (index, scalar) in String(decoding: text, as: UTF8.self).unicodeScalars.enumerated() {
      switch scalar {
      case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
      case "\t", "\r", "\n", "\u{0}": if index == 0 { return true }
      default:
        let isUnseen =
          scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
          || scalar.properties.generalCategory == .control
        guard isUnseen else { return false }
      }
    }
    return false
  }
}
