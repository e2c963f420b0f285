package import RepairCore

/// An audit report as one page: no script, no network, and its own evidence inside.
///
/// The page is made of the data alone, the same bytes always, so that whoever checks it makes it again
/// and compares: it cannot show anything but what is proved.
package struct AuditPage: Sendable {
  /// What stands above the events.
  package struct Summary: Sendable {
    /// Where the log's events come from.
    package var origin: String
    /// When the report was made.
    package var madeAt: Timestamp
    /// How many events the log had.
    package var size: UInt64
    /// The root over them, in base 64.
    package var root: String
    /// The name and the number of the key that signed.
    package var signer: String
    /// How many events are in the report.
    package var events: Int
    /// What is proved about events that are not.
    package var completeness: Completeness
    /// Whether what people wrote is left out.
    package var withholdsPayloads: Bool
    /// What was asked.
    package var question: Question

    /// Makes a summary.
    package init(
      origin: String, madeAt: Timestamp, size: UInt64, root: String, signer: String, events: Int,
      completeness: Completeness, withholdsPayloads: Bool, question: Question
    ) {
      (self.origin, self.madeAt, self.size, self.root) = (origin, madeAt, size, root)
      (self.signer, self.events, self.completeness) = (signer, events, completeness)
      (self.withholdsPayloads, self.question) = (withholdsPayloads, question)
    }
  }

  /// What is proved about events that are not in a report.
  package enum Completeness: Sendable {
    case vouched, withoutGaps, provedBehind, proved
  }

  /// What was asked; what is empty did not narrow.
  package struct Question: Sendable {
    package var tickets: [String] = []
    package var types: [String] = []
    package var tag: String?
    package var actor: String?
    package var person: String?
    package var isDelegated = false
    package var actedFor: String?
    package var correlation: String?
    package var since: Timestamp?
    package var until: Timestamp?
    package var after = 0

    /// Asks for everything.
    package init() {}
  }

  /// The attributes of the element that has the data, which no other element has.
  private static let dataOpening = "<pre id=\"report-data\" hidden>"
  private static let dataEnding = "</pre>\n</body>\n</html>\n"

  private let language: DashboardLanguage
  private let groupsTickets: Bool
  private var rows = HTML()
  private var group: String?

  /// Begins a page without events.
  ///
  /// - Parameters:
  ///   - language: in which words.
  ///   - groupsTickets: whether events come ticket by ticket, or in the order of the log.
  package init(in language: DashboardLanguage, groupsTickets: Bool) {
    self.language = language
    self.groupsTickets = groupsTickets
  }

  /// How many bytes the events take so far.
  package var byteCount: Int { rows.string.utf8.count }

  /// Adds an event behind the others.
  package mutating func add(_ event: AuditPageEvent) {
    let name = groupsTickets ? event.stream : ""
    if group != name {
      if group != nil { rows.raw(Self.tableEnding) }
      group = name
      begin(event)
    }
    AuditPageRow(event, in: language, namesStream: !groupsTickets).append(to: &rows)
  }

  private static let tableEnding = "</tbody>\n</table>\n</section>\n"

  private mutating func begin(_ event: AuditPageEvent) {
    rows.raw("<section class=\"events\">\n<h2>")
    if groupsTickets {
      rows.text(say("Ticket ", "工单 ") + event.subject)
    } else {
      rows.text(say("Events, in the order of the log", "事件（按日志顺序）"))
    }
    rows.raw("</h2>\n<table>\n<thead><tr>")
    let titles = [
      say("no.", "序号"), say("time (UTC)", "时间（UTC）"), say("event, by whom", "事件与操作人"),
      say("what it says", "内容"), say("in the log", "日志位置"),
    ]
    for title in titles {
      rows.raw("<th scope=\"col\">")
      rows.text(title)
      rows.raw("</th>")
    }
    rows.raw("</tr></thead>\n<tbody>\n")
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - summary: what stands above the events.
  ///   - data: the report as lines, which the page carries.
  /// - Returns: HTML in which whatever was in the events is text and nothing else.
  package func rendered(_ summary: Summary, data: [UInt8]) -> [UInt8] {
    var html = HTML()
    let title = say("Audit report: ", "审计报告：") + summary.origin
    html.raw(Self.opening(language))
    html.element("title", title)
    html.raw("\n<style>\(AuditPageStyle.sheet)</style>\n</head>\n<body>\n<header>\n")
    html.element("h1", title)
    html.raw("\n</header>\n<main>\n")
    AuditPageNotes(summary, in: language).append(to: &html)
    var bytes = Array(html.string.utf8)
    bytes += rows.string.utf8
    if group != nil { bytes += Self.tableEnding.utf8 }
    var end = HTML()
    if group == nil {
      end.raw("<section class=\"events\">\n")
      end.element("p", say("No event answers the question.", "没有符合条件的事件。"))
      end.raw("\n</section>\n")
    }
    AuditPageNotes(summary, in: language).appendEvidence(to: &end)
    end.raw("</main>\n\(Self.dataOpening)")
    bytes += end.string.utf8
    Self.append(data, to: &bytes)
    bytes += Self.dataEnding.utf8
    return bytes
  }

  private func say(_ en: String, _ zh: String) -> String { Phrase(en, zh).in(language) }

  // MARK: The data

  /// How a page in a language begins.
  private static func opening(_ language: DashboardLanguage) -> String {
    """
    <!doctype html>
    <html lang="\(language == .zh ? "zh-CN" : "en")">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(AuditPageStyle.policy)">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <link rel="icon" href="data:,">

    """
  }

  /// Writes data so that a browser's text of the element is the data again, byte for byte.
  private static func append(_ data: [UInt8], to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + data.count + data.count / 16)
    for byte in data {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      default: bytes.append(byte)
      }
    }
  }

  /// The language of a page and the data in it, or `nil` for a page of another kind.
  ///
  /// - Parameter page: the page.
  /// - Returns: what ``rendered(_:data:)`` was given, if the page is one of its.
  /// - Complexity: O(page).
  package static func data(of page: [UInt8]) -> (language: DashboardLanguage, data: [UInt8])? {
    let language = DashboardLanguage.allCases.first { page.starts(with: opening($0).utf8) }
    let (mark, ending) = (Array(dataOpening.utf8), Array(dataEnding.utf8))
    guard let language, page.count > ending.count,
      page.suffix(ending.count).elementsEqual(ending), let start = place(of: mark, in: page)
    else { return nil }
    var rest = page[(start + mark.count)..<max(start + mark.count, page.count - ending.count)]
    var data: [UInt8] = []
    data.reserveCapacity(rest.count)
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "&") else {
        data.append(byte)
        continue
      }
      let marks = [
        ("amp;", UInt8(ascii: "&")), ("lt;", UInt8(ascii: "<")), ("gt;", UInt8(ascii: ">")),
      ]
      guard let mark = marks.first(where: { rest.starts(with: $0.0.utf8) }) else { return nil }
      data.append(mark.1)
      rest = rest.dropFirst(mark.0.utf8.count)
    }
    return (language, data)
  }

  /// Where a page has the element with the data: nothing that people wrote can look like it.
  private static func place(of mark: [UInt8], in page: [UInt8]) -> Int? {
    guard let first = mark.first else { return nil }
    var start = 0
    while let place = page[start...].firstIndex(of: first) {
      if page[place...].starts(with: mark) { return place }
      start = place + 1
    }
    return nil
  }
}
