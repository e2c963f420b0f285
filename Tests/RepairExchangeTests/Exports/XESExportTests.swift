import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite struct XESExportTests {
  private let desk: ExportDesk

  init() throws { desk = try ExportDesk() }

  @Test("A ticket is a trace, and its events are the trace's, each with who, when and what")
  func events() throws {
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    try desk.ticket("N-2")
    let text = try desk.text(.xes)
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"2.0\""))
    let traces = try ParsedXML(Array(text.utf8)).traces
    #expect(traces.map(\.name) == ["N-1", "N-2"])
    let events = traces[0].events
    #expect(
      events.map { $0["concept:name"] } == [
        "TicketSubmitted", "TicketAccepted", "WorkerDispatched", "WorkAcknowledged", "WorkStarted",
        "TicketHeld", "TicketResumed", "WorkCompleted",
      ])
    #expect(Set(events.map { $0["lifecycle:transition"] }) == ["complete"])
    #expect(
      events[2] == [
        "concept:name": "WorkerDispatched", "concept:instance": "event 3", "position": "3",
        "time:timestamp": "2026-03-01T08:11:00.000Z", "lifecycle:transition": "complete",
        "org:resource": "d-1", "org:role": "dispatcher", "worker": "w-7",
      ])
    // One element a line, so that tools of lines can look at it.
    #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("<") && $0.hasSuffix(">") })
  }

  private func work(_ ticket: Int = 0) throws -> [String] {
    var options = ExportOptions()
    options.xesMode = .work
    return try ParsedXML(desk.export(.xes, options)).traces[ticket].events.map {
      [$0["concept:name"], $0["lifecycle:transition"], $0["concept:instance"]].compactMap(\.self)
        .joined(separator: " ")
    }
  }

  @Test("Work on an assignment is started, suspended, resumed and completed")
  func work() throws {
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    #expect(
      try work() == [
        "TicketSubmitted complete event 1", "TicketAccepted complete event 2",
        "WorkerDispatched complete event 3", "WorkAcknowledged complete event 4",
        "Work start assignment 1", "Work suspend assignment 1", "Work resume assignment 1",
        "Work complete assignment 1",
      ])
  }

  @Test(
    "Who does not say that they begin has begun when they took the job; what nobody began ends in nothing"
  )
  func unsaid() throws {
    let repair = try ExportDesk.repair(from: 10)
    let hand = try ExportDesk.person("w-7", .worker)
    let reason = try #require(ReasonCode("noParts"))
    try desk.ticket("N-1", doing: Array(repair[0...2]) + [repair[6]])
    try desk.ticket(
      "N-2", doing: Array(repair[0...2]) + [(20, hand, .workRejected(reason: reason, text: nil))])
    try desk.ticket(
      "N-3", doing: Array(repair[0...3]) + [(20, hand, .workRejected(reason: reason, text: nil))])
    try desk.ticket("N-4", doing: Array(repair[0...1]) + [repair[6]])
    #expect(
      try work(0).suffix(3) == [
        "Work start assignment 1", "WorkAcknowledged complete event 4",
        "Work complete assignment 1",
      ])
    #expect(try work(1).allSatisfy { !$0.hasPrefix("Work ") })
    #expect(
      try work(2).suffix(3) == [
        "Work start assignment 1", "Work ate_abort assignment 1", "WorkRejected complete event 6",
      ])
    #expect(try work(3).suffix(2) == ["Work start assignment 1", "Work complete assignment 1"])
  }

  @Test("Hostile text stays text, and what XML cannot hold is shown")
  func hostile() throws {
    for (index, text) in ExportDesk.hostile.enumerated() {
      try desk.ticket("H-\(index)", text, place: Place(code: String(text.prefix(20))))
    }
    let xml = try ParsedXML(desk.export(.xes))
    let said = xml.elements.filter { $0.attributes["key"] == "description" }
    #expect(xml.traces.count == ExportDesk.hostile.count && said.count == xml.traces.count)
    for (text, element) in zip(ExportDesk.hostile, said) {
      let shown = text.replacing("\u{1B}", with: "\\u{1b}").replacing("\u{7}", with: "\\u{7}")
        .replacing("\u{FFFE}", with: "\\u{fffe}").replacing("\u{FFFF}", with: "\\u{ffff}")
      #expect(element.attributes["value"].map { Array($0.utf8) } == Array(shown.utf8))
    }
  }

  @Test("Filters narrow the events, and a ticket without any is left out")
  func filters() throws {
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    try desk.ticket("N-2")
    var options = ExportOptions()
    options.filter.types = ["WorkStarted", "WorkCompleted"]
    #expect(try ParsedXML(desk.export(.xes, options)).traces.map(\.events.count) == [2])
    options = ExportOptions()
    options.filter.tag = .worker(try #require(PersonID("w-7")))
    let tagged = try ParsedXML(desk.export(.xes, options)).traces
    #expect(tagged.count == 1 && tagged[0].events.count == 6)
    options = ExportOptions()
    options.filter.stream = StreamName("ticket/N-2")
    #expect(try ParsedXML(desk.export(.xes, options)).traces.map(\.name) == ["N-2"])
    options = ExportOptions()
    options.limit = 3
    #expect(try ParsedXML(desk.export(.xes, options)).traces.map(\.events.count) == [3])
    options = ExportOptions()
    options.after = LogPosition(8)
    #expect(try ParsedXML(desk.export(.xes, options)).traces.map(\.name) == ["N-2"])
  }

  @Test("An empty log is a log without traces, and a stopped export leaves no file")
  func empty() throws {
    #expect(try ParsedXML(desk.export(.xes)).traces.isEmpty)
    try desk.ticket("N-1")
    var options = ExportOptions()
    options.isCancelled = { true }
    #expect(throws: ExchangeError.self) { try desk.export(.xes, options) }
    let left = try FileManager.default.contentsOfDirectory(atPath: desk.scratch.folder.path)
    #expect(left.count(where: { $0.hasPrefix("out-") }) == 1)
  }

  /// How often one activity directly follows another.
  private func graph(_ bytes: [UInt8]) throws -> [String: Int] {
    var graph: [String: Int] = [:]
    for trace in try ParsedXML(bytes).traces {
      let names = trace.events.map {
        "\($0["concept:name"] ?? "") \($0["lifecycle:transition"] ?? "complete")"
      }
      for (one, next) in zip(names, names.dropFirst()) {
        graph["\(one) > \(next)", default: 0] += 1
      }
    }
    return graph
  }

  @Test(
    "What came from another system's event log goes out in its words: the same directly-follows graph",
    .enabled(if: SharedData.isThere, "the data beside the repository is not there"))
  func sameGraph() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../../Fixtures")
      .standardizedFileURL
    for (map, name, edges) in [
      ("running-example-xes.json", "running-example/running-example.xes", 16),
      ("repair-process-xes.json", "repair-process/repairExample.xes.gz", 29),
    ] {
      let log = try desk.scratch.log("\(map).db")
      var options = ImportOptions()
      options.map = try Array(Data(contentsOf: folder.appending(path: map)))
      let path = SharedData.path(name)
      let report = try Importer.run(source: path, format: .xes, options: options, into: log)
      #expect(report.findings.isEmpty, "\(report.findings)")
      try Exporter.run(from: log, format: .xes, to: desk.scratch.path("\(map).xes"))
      let source = try ByteSource(path: path)
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 << 20, alignment: 16)
      defer { buffer.deallocate() }
      var original: [UInt8] = []
      while case let count = try source.read(into: buffer), count > 0 {
        original += buffer[..<count]
      }
      let before = try graph(original)
      #expect(before.count == edges)
      #expect(try graph(desk.scratch.bytes("\(map).xes")) == before)
    }
  }
}
