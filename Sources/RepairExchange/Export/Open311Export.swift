import RepairCore
import RepairStore

/// Writes a log as service requests of Open311 GeoReport v2, as JSON or XML.
///
/// These lists are for the public: whoever asked for a repair is not named, nor who did it; what staff
/// wrote and photographs are left out, and what became of a request is said by codes. The description
/// and the address go out as the requester wrote them.
struct Open311Export {
  /// The two forms that the standard has.
  enum Form { case json, xml }

  /// A request's fields in the order of the standard; those that are not known are left out.
  private struct Request {
    var fields: [(name: String, text: String)] = []
    /// Millionths of a degree, north and east.
    var coordinates: Coordinates?
  }

  /// Writes every ticket that the filter lets pass.
  ///
  /// - Throws: ``ExchangeError`` and what reading throws.
  /// - Complexity: O(events), in the memory of one ticket.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions, as form: Form
  ) throws -> ExportReport {
    var report = ExportReport()
    try file.write(
      Array(
        (form == .json
          ? "[" : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<service_requests>\n").utf8))
    try TicketWalk.run(log, options) { visit in
      guard report.rows < options.limit, let ticket = try visit.ticket() else { return false }
      let request = request(ticket)
      switch form {
      case .json: try file.write(json(request, isFirst: report.rows == 0))
      case .xml: try file.write(xml(request))
      }
      report.rows += 1
      return true
    }
    try file.write(Array((form == .json ? "\n]\n" : "</service_requests>\n").utf8))
    return report
  }

  private static func request(_ ticket: Ticket) -> Request {
    var request = Request(coordinates: ticket.place.coordinates)
    func add(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { request.fields.append((name, text)) }
    }
    add("service_request_id", ticket.id.rawValue)
    let isOpen = ticket.phase.isOpen
    add("status", isOpen ? "open" : "closed")
    add("status_notes", notes(ticket))
    add("service_name", ticket.category.rawValue)
    add("service_code", ticket.category.rawValue)
    add("description", ticket.description)
    add("agency_responsible", ticket.campus.rawValue)
    add("requested_datetime", ticket.submittedAt.description)
    // Of a closed request the standard takes this for when it was closed.
    let closed = ticket.completion?.at ?? ticket.phaseSince
    add("updated_datetime", (isOpen ? ticket.updatedAt : closed).description)
    add("expected_datetime", ticket.deadline?.description)
    add("address", ticket.place.address)
    add("address_id", ticket.place.code)
    return request
  }

  /// What became of it, in codes: remarks are for the desk, and may say anything.
  private static func notes(_ ticket: Ticket) -> String? {
    let parts: [String?]
    switch ticket.state {
    case .cancelled(let ended):
      let cancellation = ended.cancellation
      parts = [
        "cancelled", cancellation.kind?.rawValue, cancellation.reason?.rawValue,
      ]
    case .completed, .evaluated:
      parts = ["completed", ticket.completion?.work.outcome?.rawValue]
    case .submitted, .accepted, .dispatched, .rejectedByWorker: parts = [ticket.status.rawValue]
    }
    return parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
  }

  // MARK: - The two forms

  private static func json(_ request: Request, isFirst: Bool) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    for field in request.fields {
      writer.key(field.name)
      writer.string(field.text)
    }
    if let coordinates = request.coordinates {
      writer.key("lat")
      writer.raw(degrees(coordinates.latitudeE6))
      writer.key("long")
      writer.raw(degrees(coordinates.longitudeE6))
    }
    writer.endObject()
    return Array((isFirst ? "\n" : ",\n").utf8) + writer.bytes
  }

  private static func xml(_ request: Request) -> [UInt8] {
    var writer = XMLWriter()
    writer.markup("<request>\n")
    var fields = request.fields
    if let coordinates = request.coordinates {
      fields.append(("lat", degrees(coordinates.latitudeE6)))
      fields.append(("long", degrees(coordinates.longitudeE6)))
    }
    for field in fields {
      // The names are ours, from above.
      writer.markup("<")
      writer.text(field.name)
      writer.markup(">")
      writer.text(field.text)
      writer.markup("</")
      writer.text(field.name)
      writer.markup(">\n")
    }
    writer.markup("</request>\n")
    return writer.bytes
  }

  /// Millionths of a degree as degrees, to the last digit.
  private static func degrees(_ millionths: some BinaryInteger) -> String {
    let digits = String(millionths.magnitude)
    let padded = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    return (millionths < 0 ? "-" : "") + padded.dropLast(6) + "." + padded.suffix(6)
  }
}
