import Foundation

extension ImportReport {
  /// The report as a person reads it, one fact a line.
  public var text: String {
    var lines = [
      dryRun ? "Tried, nothing kept (\(format.rawValue)):" : "Imported (\(format.rawValue)):"
    ]
    let figures: [(String, Int, Bool)] = [
      ("rows read", rowsRead, true), ("tickets", ticketsAdded, membersAdded == nil),
      ("members", membersAdded ?? 0, membersAdded != nil),
      ("events", eventsAdded, true), ("times inferred", inferredTimes, false),
      ("times clamped", clampedTimes, false), ("already in the log", alreadyPresent, false),
      ("changed since", changed, false), ("skipped", skipped, false),
    ]
    for (name, value, isAlwaysShown) in figures where value > 0 || isAlwaysShown {
      lines.append("  \(Self.padded(name, to: 20))\(value)")
    }
    if !findings.isEmpty { lines.append("Contradictions and gaps:") }
    for finding in findings {
      let field = finding.field.map { " in \($0)" } ?? ""
      let shown = finding.lines.prefix(10).map(String.init).joined(separator: ", ")
      let more = finding.count > 10 ? ", …" : ""
      let word = finding.count == 1 ? "line" : "lines"
      lines.append("  \(finding.count) × \(finding.kind.label)\(field): \(word) \(shown)\(more)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The report as one JSON document.
  ///
  /// - Throws: what `JSONEncoder` throws, which for these fields is nothing.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
