import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A log whose tickets are written down event by event, and what comes out of it.
struct ExportDesk {
  let scratch: Scratch
  let log: EventLog

  init(origin: String = "/campus/north") throws {
    scratch = try Scratch()
    log = try scratch.log(origin: origin)
  }

  /// Something that happened, so many minutes after eight.
  typealias Happening = (minute: Int, by: Actor, event: TicketEvent)

  static func person(_ name: String, _ role: Role) throws -> Actor {
    Actor(id: try #require(PersonID(name)), role: role)
  }

  /// Writes a ticket that is submitted at eight.
  func ticket(
    _ name: String, _ description: String = "水管漏水", place: Place = Place(code: "dorm-5"),
    doing happenings: [Happening] = []
  ) throws {
    let id = try #require(TicketID(name))
    let report = TicketSubmission(
      campus: try #require(CampusCode("north")), category: try #require(CategoryCode("plumbing")),
      description: description, place: place)
    var ticket: Ticket?
    let start = try #require(Timestamp("2026-03-01T08:00:00Z"))
    for (minute, actor, event) in [
      (0, try Self.person("u-17", .requester), .submitted(report))
    ] + happenings {
      let at = start + .minutes(Int64(minute))
      let new = try NewEvent(event, at: at, by: actor, remarks: nil, before: ticket)
      try log.append([new], to: StreamName(ticket: id), expecting: .any)
      try Ticket.evolve(
        &ticket, named: id,
        with: TicketFact(
          version: (ticket?.version ?? .none).next, occurredAt: at, actor: actor.id,
          role: actor.role, onBehalfOf: actor.onBehalfOf, event: event))
    }
  }

  /// A worker sent, the work begun, interrupted and done.
  static func repair(from minute: Int, by worker: String = "w-7") throws -> [Happening] {
    let (desk, hand) = (try person("d-1", .dispatcher), try person(worker, .worker))
    return [
      (minute, desk, .accepted(priority: Priority(2), category: nil)),
      (
        minute + 1, desk,
        .workerDispatched(WorkerDispatch(worker: hand.id, assignment: AssignmentNumber.none.next))
      ),
      (minute + 2, hand, .workAcknowledged), (minute + 3, hand, .workStarted),
      (minute + 4, hand, .held(reason: .parts, until: nil, text: nil, pausesClock: true)),
      (minute + 5, hand, .resumed(text: nil)),
      (minute + 6, hand, .workCompleted(WorkCompletion(workDone: "seal", outcome: .fixed))),
    ]
  }

  /// Exports into a file and reads that.
  func export(_ format: ExportFormat, _ options: ExportOptions = ExportOptions()) throws -> [UInt8]
  {
    let name = "out-\(UUID().uuidString)"
    try Exporter.run(from: log, format: format, to: scratch.path(name), options: options)
    return try scratch.bytes(name)
  }

  func text(_ format: ExportFormat, _ options: ExportOptions = ExportOptions()) throws -> String {
    String(decoding: try export(format, options), as: UTF8.self)
  }

  /// Text that breaks formats which are put together carelessly.
  static let hostile = [
    "\"><script>alert(1)</script>", "]]><!--", "a\r\nBEGIN:VEVENT\r\nb", "tab\tand\nline",
    "\u{1B}[2J\u{7}", "\u{FFFE}\u{FFFF}", "a;b,c\\n", "' OR 1=1 --", "&lt;&#0;%n", "\u{202E}fdp",
    String(repeating: "水", count: 100), " leading and trailing ",
  ]
}

/// Elements of an XML file as Foundation reads them, which shares no code with what wrote it.
final class ParsedXML: NSObject, XMLParserDelegate {
  /// One element: its name, its attributes and the text in it.
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
    var depth: Int
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(stream: InputStream(data: Data(bytes)))
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes, depth: open.count))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if let last = open.last { elements[last].text += string }
  }

  /// The traces of an XES file: their names, and of each event its attributes by key.
  var traces: [(name: String, events: [[String: String]])] {
    var traces: [(name: String, events: [[String: String]])] = []
    for element in elements {
      let (key, value) = (element.attributes["key"] ?? "", element.attributes["value"] ?? "")
      switch (element.name, element.depth) {
      case ("trace", _): traces.append(("", []))
      case ("event", _): traces[traces.count - 1].events.append([:])
      case (_, 3) where key == "concept:name" && !traces.isEmpty:
        traces[traces.count - 1].name = value
      case (_, 4) where !traces.isEmpty && !(traces.last?.events.isEmpty ?? true):
        let (trace, event) = (traces.count - 1, traces[traces.count - 1].events.count - 1)
        traces[trace].events[event][key] = value
      default: break
      }
    }
    return traces
  }
}
