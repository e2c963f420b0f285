import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// Event logs in XES, as strangers write them.
@Suite struct XESImportTests {
  private let scratch: Scratch
  private let log: EventLog

  init() throws {
    scratch = try Scratch()
    log = try scratch.log()
  }

  private static let map = """
    {"ticket":{"prefix":"x-"},
     "fields":{"campus":{"column":"case:site","default":"north"},
       "category":{"default":"other"},"description":"where/room"},
     "events":[{"activity":"Call","event":"submitted"},{"activity":"Mend","event":"completed"}]}
    """

  private func load(_ bytes: [UInt8], name: String = "log.xes") throws -> ImportReport {
    var options = ImportOptions()
    options.map = Array(Self.map.utf8)
    return try Importer.run(
      source: try scratch.file(name, bytes), format: .xes, options: options, into: log)
  }

  private func load(_ text: String) throws -> ImportReport { try load(Array(text.utf8)) }

  private static func event(_ name: String, _ time: String, _ more: String = "") -> String {
    """
    <event><string key="concept:name" value="\(name)"/><date key="time:timestamp" value="\(time)"/>
    \(more)</event>
    """
  }

  private static let call = event("Call", "2026-03-01T08:00:00.000+08:00")

  private static func log(_ inside: String) -> String {
    "<log xes.version=\"1849.2016\" xmlns=\"http://www.xes-standard.org/\">\(inside)</log>"
  }

  private static func trace(_ inside: String) -> String {
    "<trace><string key=\"concept:name\" value=\"1\"/>\(inside)</trace>"
  }

  @Test("What stands around the events is passed over, and nested attributes keep their place")
  func shape() throws {
    let report = try load(
      """
      <?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->
      <xes:log xmlns:xes="http://www.xes-standard.org/" xes.version="2.0">
      <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
      <global scope="event"><string key="concept:name" value="Call"/></global>
      <classifier name="a" keys="concept:name"/><string key="creator" value="x"/>
      <trace><string key="concept:name" value="1"/><string key="site" value="south"/>
      \(Self.event(
        "Call", "2026-03-01T08:00:00+08:00",
        """
        <list key="tags"><values><string key="tag" value="a"/><string key="tag" value="b"/></values>
        </list><string key="where" value="5"><string key="room" value="3&#x96F6;1 &amp; &lt;2&gt;"/>
        </string>
        """))
      <event><string key="concept:name" value="Mend"/><string key="lifecycle:transition"
        value="complete"/><date key="time:timestamp" value="2026-03-01T02:00:00Z"/>
      <string key="org:resource" value="王师傅"/></event>
      </trace></xes:log>
      """)
    #expect(report.findings.isEmpty && report.rowsRead == 2 && report.eventsAdded == 2)
    let events = try history("x-1", in: log)
    #expect(text(events[0]).contains(#""campus":"south""#))
    #expect(text(events[0]).contains(#""description":"3零1 & <2>""#))
    #expect(text(events[0]).contains(#""tags/tag":"a","tags/tag#4":"b""#))
    #expect(
      text(events[1]).contains(
        #""activity":"Mend","transition":"complete","resource":"王师傅""#))
    #expect(events.map(\.occurredAt.description).last == "2026-03-01T02:00:00.000Z")
  }

  @Test(
    "A log is read in the encoding it says, with or without a byte order mark",
    arguments: [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian, .isoLatin1])
  func encodings(_ encoding: String.Encoding) throws {
    let name: String
    switch encoding {
    case .utf8: name = "utf-8"
    case .isoLatin1: name = "iso-8859-1"
    default: name = "utf-16"
    }
    let word = Self.event("Caf\u{E9}", "2026-03-01T00:00:00Z")
    let written =
      "\u{FEFF}<?xml version=\"1.0\" encoding=\"\(name)\"?>"
      + Self.log(Self.trace(Self.call + word))
    let bytes = Array(
      try #require(
        (encoding == .isoLatin1 ? String(written.dropFirst()) : written).data(using: encoding))
    )
    #expect(try load(bytes).eventsAdded == 2)
    #expect(
      RepairExchangeTests.text(try history("x-1", in: log)[1]).contains(
        "\"activity\":\"Caf\u{E9}\""))
  }

  @Test("Events of no trace are reported, and so is a trace without a name")
  func nameless() throws {
    let report = try load(
      Self.log(Self.call + "<trace>\(Self.call)\(Self.call)</trace>" + Self.trace(Self.call)))
    #expect(report.rowsRead == 4 && report.eventsAdded == 1 && report.skipped == 3)
    #expect(report.findings.map(\.kind) == [.missingID])
  }

  @Test("An empty log adds nothing, and a trace without events is no ticket")
  func empty() throws {
    #expect(try load(Self.log("")).eventsAdded == 0)
    #expect(try load(Self.log("<trace/>" + Self.trace(""))).ticketsAdded == 0)
    #expect(try log.head() == .start)
  }

  /// What must not come in, and what is said of it.
  static let refused: [(xml: String, message: String)] = [
    (
      "<!DOCTYPE log [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" + log(trace(call)),
      "document type"
    ),
    ("<!DOCTYPE log SYSTEM \"file:///etc/passwd\">" + log(""), "document type"),
    ("<html><trace/></html>", "no XES log: it begins with <html>"),
    (log(trace(call)).replacingOccurrences(of: "</log>", with: ""), "not XML"),
    (log(trace(call + "</event>")), "not XML"),
    (log("<trace>&nbsp;</trace>"), "not XML"),
    (log("<trace>\u{1}</trace>"), "not XML"),
    (log(trace(call)) + "<log/>", "not XML"),
    ("{\"a\":1}", "not XML"),
    ("", "not XML"),
    ("<?xml version=\"1.0\" encoding=\"x-made-up\"?>" + log(""), "convert it to UTF-8"),
    (log(String(repeating: "<list>", count: 70)), "more than 64 deep"),
    (
      log(
        trace(
          "<event>" + (0...1_000).map { "<int key=\"k\($0)\" value=\"1\"/>" }.joined() + "</event>")
      ),
      "more than 1000 attributes"
    ),
    (log("<a b=\"\(String(repeating: "x", count: 5 << 20))\"/>"), "without a whole tag"),
    (log(trace(String(repeating: "<event/>", count: 20_001))), "more than 20000 events"),
  ]

  @Test(
    "What is no log, or means harm, is refused with its line, and nothing is kept",
    arguments: refused.indices)
  func hostile(_ index: Int) throws {
    let (xml, message) = Self.refused[index]
    // Something good comes first: it must not stay either.
    let said = refusal { _ = try load(xml) }
    #expect(said?.contains(message) == true, "\(said ?? "nothing was said")")
    #expect(said?.hasPrefix("line ") == true)
    #expect(try log.head() == .start)
  }

  @Test("A log that breaks off after its first tickets leaves none of them")
  func allOrNothing() throws {
    let good = (0..<2_000).map {
      "<trace><string key=\"concept:name\" value=\"\($0)\"/>\(Self.call)</trace>"
    }
    let broken = "<log>" + good.joined() + "<trace>"
    #expect(throws: ExchangeError.self) { try load(broken) }
    #expect(try log.head() == .start)
    #expect(try load("<log>" + good.joined() + "</log>").ticketsAdded == 2_000)
  }

  @Test("An XES log needs a map")
  func mapless() throws {
    let path = try scratch.file("log.xes", Self.log(""))
    let said = refusal { _ = try Importer.run(source: path, format: .xes, into: log) }
    #expect(said?.contains("needs a map") == true)
  }
}
