import Foundation
import RepairReport
import Testing

/// What each reader must not find in what it is given.
enum HostileReading {
  /// Checks what was written for a reader.
  static func check(
    _ text: String, for reader: HostileChannel.Reader,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    switch reader {
    case .terminal: expectInert(text, sourceLocation)
    case .json:
      expectInert(text, sourceLocation)
      _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
    case .ndjson:
      expectInert(text, sourceLocation)
      try expectLines(text, sourceLocation)
    case .csv:
      expectInert(text.replacing("\r\n", with: "\n"), allowing: ["\t"], sourceLocation)
      expectNoFormula(text, sourceLocation)
    case .html:
      expectInert(text, sourceLocation)
      expectOwnMarkup(text, sourceLocation)
    case .exactLines: try expectLines(text, sourceLocation)
    case .exactJSON: _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
    case .exactCSV:
      expectNoFormula(text, sourceLocation)
      let controls = text.unicodeScalars.filter {
        $0.properties.generalCategory == .control && !["\t", "\n", "\r"].contains($0)
      }
      #expect(controls.isEmpty, sourceLocation: sourceLocation)
    case .xml: expectXML(text, sourceLocation)
    case .calendar: expectCalendar(text, sourceLocation)
    case .database: #expect(text.hasPrefix("SQLite format 3"), sourceLocation: sourceLocation)
    }
  }

  /// Nothing that steers a terminal or cannot be seen.
  private static func expectInert(
    _ text: String, allowing: Set<Unicode.Scalar> = [], _ sourceLocation: SourceLocation
  ) {
    let active = text.unicodeScalars.filter {
      $0 != "\n" && !allowing.contains($0) && InertText.isActive($0)
    }
    let codes = active.prefix(5).map { String($0.value, radix: 16) }
    #expect(codes.isEmpty, sourceLocation: sourceLocation)
  }

  private static func expectLines(_ text: String, _ sourceLocation: SourceLocation) throws {
    // By bytes: Swift takes other characters for line breaks too, and readers of lines do not.
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let object = try JSONSerialization.jsonObject(with: Data(line))
      #expect(object is [String: Any], sourceLocation: sourceLocation)
    }
  }

  /// No cell that begins as formulas do, once what cannot be seen is left out.
  private static func expectNoFormula(_ text: String, _ sourceLocation: SourceLocation) {
    let signs: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
    var count = 0
    for cell in cells(of: text) {
      count += 1
      if Int(cell) != nil { continue }
      let first = cell.unicodeScalars.first {
        !$0.properties.isWhitespace && $0.properties.generalCategory != .format
          && $0.properties.generalCategory != .control
      }
      #expect(!(first.map(signs.contains) ?? false), "\(cell)", sourceLocation: sourceLocation)
      #expect(cell.utf8.first != 0x09 && cell.utf8.first != 0x0D, sourceLocation: sourceLocation)
    }
    #expect(count > 0, sourceLocation: sourceLocation)
  }

  /// The cells of CSV, as RFC 4180 has them.
  private static func cells(of text: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var isAfterQuote = false
    for scalar in text.unicodeScalars {
      if isQuoted, scalar == "\"" {
        if isAfterQuote { cell.unicodeScalars.append(scalar) }
        isAfterQuote.toggle()
      } else if isQuoted, !isAfterQuote {
        cell.unicodeScalars.append(scalar)
      } else if scalar == "," || scalar == "\n" {
        cells.append(cell)
        (cell, isQuoted, isAfterQuote) = ("", false, false)
      } else if scalar == "\"", cell.isEmpty {
        isQuoted = true
      } else if scalar != "\r" {
        cell.unicodeScalars.append(scalar)
      }
    }
    return cells
  }

  /// Only the elements and attributes that a page of ours has.
  private static func expectOwnMarkup(_ text: String, _ sourceLocation: SourceLocation) {
    let elements: Set<Substring> = [
      "!doctype", "html", "head", "meta", "title", "style", "body", "header", "main", "section",
      "footer", "nav", "h1", "h2", "h3", "p", "div", "span", "table", "caption", "thead", "tbody",
      "tr", "th", "td", "ul", "ol", "li", "a", "svg", "g", "rect", "path", "line", "text", "circle",
      "polyline", "small", "strong", "b", "i", "em", "dl", "dt", "dd", "details", "summary", "br",
      "figure", "figcaption", "time", "abbr", "code", "link", "desc", "pre", "mark",
    ]
    for match in text.matches(of: /<\/?([^\s<>\/]*)([^<>]*)>/) {
      #expect(
        elements.contains(match.1.lowercased()[...]), "\(match.0)", sourceLocation: sourceLocation)
      #expect(
        match.2.firstMatch(of: /(?i)\s(on\w+|srcdoc|formaction|style)\s*=/) == nil, "\(match.0)",
        sourceLocation: sourceLocation)
    }
    #expect(!text.contains("javascript:alert") || !text.contains("href=\"javascript"))
    #expect(text.contains("Content-Security-Policy"), sourceLocation: sourceLocation)
  }

  private static func expectXML(_ text: String, _ sourceLocation: SourceLocation) {
    #expect(!text.contains("<!ENTITY"), sourceLocation: sourceLocation)
    #expect(!text.contains("<script"), sourceLocation: sourceLocation)
    let broken = text.unicodeScalars.contains {
      ($0.value < 0x20 && !["\t", "\n", "\r"].contains($0)) || $0.value == 0xFFFE
        || $0.value == 0xFFFF
    }
    #expect(!broken, sourceLocation: sourceLocation)
  }

  /// Lines of the writer's own only, of the length that calendars have.
  private static func expectCalendar(_ text: String, _ sourceLocation: SourceLocation) {
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 75 }, sourceLocation: sourceLocation)
    let others = text.unicodeScalars.contains {
      ($0.value < 0x20 && !["\t", "\n", "\r"].contains($0)) || (0x7F...0x9F).contains($0.value)
    }
    #expect(!others, sourceLocation: sourceLocation)
    let (tasks, events) = (
      lines.count { $0 == "BEGIN:VTODO" }, lines.count { $0 == "BEGIN:VEVENT" }
    )
    #expect(tasks == HostileCorpus.all.count * 5, sourceLocation: sourceLocation)
    #expect(events == HostileCorpus.all.count, sourceLocation: sourceLocation)
    #expect(lines.count { $0 == "END:VTODO" } == tasks, sourceLocation: sourceLocation)
  }
}
