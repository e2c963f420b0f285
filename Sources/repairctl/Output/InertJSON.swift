import RepairCore
import RepairReport

/// JSON that is harmless on a terminal and still means exactly what it says.
///
/// Members keep their order. Characters that could steer a terminal or hide are written as
/// `\uXXXX`, which any reader turns back; everything else, Chinese too, stays as UTF-8.
struct InertJSON {
  private(set) var bytes: [UInt8] = []
  private let isIndented: Bool
  private var depth = 0

  /// Makes an empty text.
  ///
  /// - Parameter isIndented: one member a line, for a single document that people read.
  init(isIndented: Bool = false) {
    self.isIndented = isIndented
  }

  /// A value as JSON text.
  static func text(_ value: OutputValue, isIndented: Bool = false) -> [UInt8] {
    var json = InertJSON(isIndented: isIndented)
    json.append(value)
    return json.bytes
  }

  mutating func append(_ value: OutputValue) {
    switch value {
    case .text(let text): append(quoted: text)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .time(let time):
      bytes.append(UInt8(ascii: "\""))
      time.withRFC3339 { bytes.append(contentsOf: $0) }
      bytes.append(UInt8(ascii: "\""))
    case .list(let values):
      append(between: "[", "]", values) { json, value in json.append(value) }
    case .record(let record):
      append(between: "{", "}", record.members) { json, member in
        json.append(quoted: member.key)
        json.bytes.append(contentsOf: (json.isIndented ? ": " : ":").utf8)
        json.append(member.value)
      }
    case .json(let text): append(wellFormed: text)
    }
  }

  private mutating func append<Element>(
    between open: Unicode.Scalar, _ close: Unicode.Scalar, _ elements: [Element],
    _ appendElement: (inout InertJSON, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      appendElement(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    bytes.append(UInt8(ascii: close))
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    if Self.isPlain(text.utf8) || !text.unicodeScalars.contains(where: Self.mustEscape) {
      bytes.append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": bytes.append(contentsOf: #"\""#.utf8)
        case "\\": bytes.append(contentsOf: #"\\"#.utf8)
        case "\n": bytes.append(contentsOf: #"\n"#.utf8)
        case "\r": bytes.append(contentsOf: #"\r"#.utf8)
        case "\t": bytes.append(contentsOf: #"\t"#.utf8)
        default: append(scalar)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Takes JSON over; active characters can only stand inside its strings, where an escape means
  /// the same.
  private mutating func append(wellFormed text: [UInt8]) {
    // Nearly every payload is inert already: a whole log is printed this way.
    let isASCII = text.allSatisfy { (0x20..<0x7F).contains($0) }
    let scalars = String(decoding: isASCII ? [] : text, as: UTF8.self).unicodeScalars
    guard scalars.contains(where: { InertText.isActive($0) }) else {
      bytes.append(contentsOf: text)
      return
    }
    for scalar in scalars {
      // White space between tokens would break the promise of one object a line.
      if scalar == "\n" || scalar == "\r" || scalar == "\t" { continue }
      append(scalar)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    guard InertText.isActive(scalar) else {
      bytes.append(contentsOf: scalar.utf8)
      return
    }
    for unit in scalar.utf16 {
      let digits = String(unit, radix: 16)
      bytes.append(contentsOf: "\\u".utf8)
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
      bytes.append(contentsOf: digits.utf8)
    }
  }

  /// Whether text is ASCII that a JSON string holds as it is.
  private static func isPlain(_ text: String.UTF8View) -> Bool {
    text.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
  }

  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\"" || scalar == "\\" || InertText.isActive(scalar)
  }
}
