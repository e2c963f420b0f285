import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// Calendars and lists for the public.
@Suite struct PublicExportTests {
  private let desk: ExportDesk

  init() throws { desk = try ExportDesk() }

  /// The lines of a calendar, folded ones made whole.
  private func calendar(_ options: ExportOptions = ExportOptions()) throws -> [String] {
    let text = try desk.text(.ics, options)
    #expect(text.hasSuffix("END:VCALENDAR\r\n"))
    for line in text.utf8.split(separator: 0x0A) { #expect(line.count <= 76) }
    return text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
  }

  @Test("A ticket is a task and a visit is an event; of several visits the last one holds")
  func tasks() throws {
    let hand = try ExportDesk.person("w-7", .worker)
    func visit(_ from: String, _ to: String) throws -> TicketEvent {
      .visitScheduled(
        try #require(
          VisitWindow(from: Timestamp(from) ?? .earliest, to: Timestamp(to) ?? .earliest)))
    }
    var events = try ExportDesk.repair(from: 10)
    events.insert((12, hand, try visit("2026-03-02T08:00:00Z", "2026-03-02T09:30:00.500Z")), at: 3)
    events.insert((12, hand, try visit("2026-03-03T08:00:00Z", "2026-03-03T09:00:00Z")), at: 4)
    try desk.ticket("N-1", doing: events)
    let lines = try calendar()
    for line in [
      "BEGIN:VTODO", "UID:N-1@/campus/north", "SUMMARY:N-1 水管漏水", "CREATED:20260301T080000Z",
      "COMPLETED:20260301T081600Z", "STATUS:COMPLETED", "PRIORITY:3", "LOCATION:dorm-5",
      "DTSTART:20260302T080000Z", "DTEND:20260302T093000Z", "RELATED-TO:N-1@/campus/north",
    ] { #expect(lines.contains(line), "\(line)") }
    #expect(lines.filter { $0.hasPrefix("UID:N-1/visit") }.count == 2)
    #expect(
      lines.filter { $0.hasPrefix("STATUS:") } == [
        "STATUS:COMPLETED", "STATUS:CANCELLED", "STATUS:CONFIRMED",
      ])
  }

  @Test("Hostile text makes no line of its own in a calendar")
  func hostileCalendar() throws {
    for (index, text) in ExportDesk.hostile.enumerated() { try desk.ticket("H-\(index)", text) }
    let lines = try calendar()
    #expect(lines.count { $0 == "BEGIN:VTODO" } == ExportDesk.hostile.count)
    #expect(!lines.contains("BEGIN:VEVENT"))
    let said = lines.filter { $0.hasPrefix("DESCRIPTION:") }.map { $0.dropFirst(12) }
    #expect(said.contains(#"a\nBEGIN:VEVENT\nb"#))
    #expect(said.contains(#"a\;b\,c\\n"#))
    #expect(said.contains(#"\\u{1b}[2J\\u{7}"#))
    #expect(said.contains(Substring(String(repeating: "水", count: 100))))
    #expect(!lines.joined().unicodeScalars.contains { $0.value < 0x20 && $0 != "\t" })
  }

  @Test("Open311 says what is open and what became of the rest, and names nobody")
  func open311() throws {
    let place = Place(
      code: "dorm-5", address: "5栋 301",
      coordinates: Coordinates(latitudeE6: -5, longitudeE6: 121_473_701))
    try desk.ticket("N-1", place: place, doing: ExportDesk.repair(from: 10))
    try desk.ticket(
      "N-2",
      doing: [
        (
          5, ExportDesk.person("d-1", .dispatcher),
          .cancelled(
            TicketCancellation(kind: .declined, reason: ReasonCode("notOurs"), remark: "ask"))
        )
      ])
    try desk.ticket("N-3")
    let text = try desk.text(.open311)
    for person in ["u-17", "w-7", "d-1"] { #expect(!text.contains(person)) }
    for remark in ["seal", "ask", "photo", "media_url"] { #expect(!text.contains(remark)) }
    let requests = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(requests.map { $0["status"] as? String } == ["closed", "closed", "open"])
    #expect(
      requests.map { $0["status_notes"] as? String } == [
        "completed: fixed", "cancelled: declined: notOurs", "submitted",
      ])
    #expect(requests[0]["updated_datetime"] as? String == "2026-03-01T08:16:00.000Z")
    #expect(text.contains(#""lat":-0.000005,"long":121.473701"#))
    // The same in XML, read by somebody else.
    let xml = try ParsedXML(desk.export(.open311XML))
    #expect(xml.elements.filter { $0.name == "request" }.count == 3)
    #expect(xml.elements.filter { $0.name == "address" }.map(\.text) == ["5栋 301"])
    #expect(xml.elements.filter { $0.name == "lat" }.map(\.text) == ["-0.000005"])
  }

  @Test("What goes out as Open311 comes in again")
  func again() throws {
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    try desk.ticket("N-2", "tab\tand\nline")
    let copy = try desk.scratch.log("copy.db")
    let path = try desk.scratch.file("requests.json", desk.export(.open311))
    let report = try Importer.run(source: path, format: .open311, into: copy)
    #expect(report.ticketsAdded == 2 && report.findings.isEmpty, "\(report.findings)")
    #expect(
      try history("open311-N-1", in: copy).map(\.type.name) == ["TicketSubmitted", "WorkCompleted"])
    #expect(
      try history("open311-N-1", in: copy).last?.occurredAt.description
        == "2026-03-01T08:16:00.000Z")
  }

  @Test("Hostile text stays text in Open311's XML")
  func hostileXML() throws {
    for (index, text) in ExportDesk.hostile.enumerated() { try desk.ticket("H-\(index)", text) }
    let xml = try ParsedXML(desk.export(.open311XML))
    let said = xml.elements.filter { $0.name == "description" }.map(\.text)
    #expect(said.count == ExportDesk.hostile.count)
    #expect(said.contains("\"><script>alert(1)</script>") && said.contains("\\u{1b}[2J\\u{7}"))
    #expect(said.contains("a\r\nBEGIN:VEVENT\r\nb"))
  }

  @Test("A list without tickets is a whole file, and filters choose the tickets")
  func filtered() throws {
    #expect(try desk.text(.open311) == "[\n]\n")
    #expect(try ParsedXML(desk.export(.open311XML)).elements.count == 1)
    #expect(try calendar().count == 5)
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    try desk.ticket("N-2")
    var options = ExportOptions()
    options.filter.types = ["WorkStarted"]
    #expect(try calendar(options).count { $0 == "BEGIN:VTODO" } == 1)
    #expect(try desk.text(.open311, options).contains("N-2") == false)
    options = ExportOptions()
    options.limit = 1
    #expect(try calendar(options).count { $0 == "BEGIN:VTODO" } == 1)
  }
}
