/// One property of an iCalendar file: `DTSTART;VALUE=DATE:20261001`.
struct ICalendarLine: Hashable, Sendable {
  /// The line it begins on, counted from 1.
  var number: Int
  /// Its name in capital letters.
  var name: String
  /// Its parameters, names in capital letters.
  var parameters: [String: String]
  /// Its value as it stands there.
  var value: String

  /// Reads all properties of a file, folded lines made whole.
  ///
  /// - Throws: ``ExchangeError`` with code `malformed` for bytes that are not UTF-8 and a line that is
  ///   no property.
  static func lines(of text: [UInt8]) throws(ExchangeError) -> [ICalendarLine] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var lines: [ICalendarLine] = []
    var number = 0
    var open: (number: Int, bytes: [UInt8])?
    for piece in text.dropFirst(text.starts(with: mark) ? mark.count : 0)
      .split(separator: 0x0A, omittingEmptySubsequences: false)
    {
      number += 1
      let line = piece.last == 0x0D ? piece.dropLast() : piece
      // A character may be cut in two by folding, so bytes are put together and not characters.
      if let first = line.first, first == 0x20 || first == 0x09, open != nil {
        open?.bytes.append(contentsOf: line.dropFirst())
        continue
      }
      if let whole = open { lines.append(try ICalendarLine(whole.bytes, number: whole.number)) }
      open = line.isEmpty ? nil : (number, Array(line))
    }
    if let open { lines.append(try ICalendarLine(open.bytes, number: open.number)) }
    return lines
  }

  private init(_ bytes: [UInt8], number: Int) throws(ExchangeError) {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw ExchangeError(
        .malformed, "the line is not text in UTF-8", at: .init(line: number))
    }
    var parts: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    var value: Substring?
    for index in text.indices {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case ";" where !isQuoted:
        parts.append(text[start..<index])
        start = text.index(after: index)
      case ":" where !isQuoted:
        parts.append(text[start..<index])
        value = text[text.index(after: index)...]
      default: break
      }
      if value != nil { break }
    }
    let name = parts.first?.uppercased() ?? ""
    guard let value, !name.isEmpty,
      name.utf8.allSatisfy({
        (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
      })
    else {
      throw ExchangeError(
        .malformed, "the line is no property of an iCalendar file, such as SUMMARY:…",
        at: .init(line: number))
    }
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else {
        throw ExchangeError(
          .malformed, "a parameter of \(name) has no value", at: .init(line: number))
      }
      parameters[halves[0].uppercased()] = String(halves[1]).filter { $0 != "\"" }
    }
    self.number = number
    self.name = name
    self.parameters = parameters
    self.value = String(value)
  }

  /// An error about this line.
  func malformed(_ problem: String) -> ExchangeError {
    ExchangeError(.malformed, "\(name) \(problem)", at: .init(line: number))
  }
}
