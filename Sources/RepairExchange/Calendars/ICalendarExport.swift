import RepairCore
import RepairStore

/// Writes a log as a calendar (RFC 5545): a task a ticket, an event a visit.
///
/// Contacts are left out: a calendar is passed on.
struct ICalendarExport {
  private var calendar = ICalendarWriter()
  private let origin: String

  /// Writes every ticket that the filter lets pass.
  ///
  /// - Throws: ``ExchangeError`` and what reading throws.
  /// - Complexity: O(events), in the memory of one ticket.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var export = ICalendarExport(origin: log.identity.origin)
    var report = ExportReport()
    export.calendar.line("BEGIN:VCALENDAR")
    export.calendar.line("VERSION:2.0")
    export.calendar.line("PRODID:-//repairctl//repair tickets//EN")
    export.calendar.line("CALSCALE:GREGORIAN")
    try TicketWalk.run(log, options) { visit in
      guard report.rows < options.limit, let ticket = try visit.ticket() else { return false }
      export.task(ticket)
      export.visits(visit, ticket)
      try file.write(export.calendar.take())
      report.rows += 1
      return true
    }
    export.calendar.line("END:VCALENDAR")
    try file.write(export.calendar.take())
    return report
  }

  private init(origin: String) {
    self.origin = origin
  }

  private mutating func task(_ ticket: Ticket) {
    calendar.line("BEGIN:VTODO")
    calendar.text("UID", name(ticket))
    calendar.time("DTSTAMP", ticket.updatedAt)
    calendar.time("CREATED", ticket.submittedAt)
    calendar.time("LAST-MODIFIED", ticket.updatedAt)
    calendar.text("SUMMARY", summary(ticket))
    calendar.text("DESCRIPTION", ticket.description)
    calendar.text("LOCATION", place(ticket))
    calendar.text("CATEGORIES", ticket.category.rawValue)
    if let priority = ticket.priority {
      // Ours goes from 1 to 5, a calendar's from 1 to 9.
      calendar.number("PRIORITY", priority.rawValue * 2 - 1)
    }
    calendar.time("DUE", ticket.deadline)
    switch ticket.phase {
    case .submitted, .accepted, .rejectedByWorker: calendar.line("STATUS:NEEDS-ACTION")
    case .dispatched: calendar.line("STATUS:IN-PROCESS")
    case .completed, .evaluated:
      calendar.line("STATUS:COMPLETED")
      calendar.time("COMPLETED", ticket.completion?.at ?? ticket.firstCompletedAt)
      calendar.number("PERCENT-COMPLETE", 100)
    case .cancelled: calendar.line("STATUS:CANCELLED")
    }
    calendar.number("SEQUENCE", ticket.version.rawValue)
    calendar.line("END:VTODO")
  }

  /// Writes every visit that was agreed on; the last one holds, the others were moved.
  private mutating func visits(_ visit: TicketWalk.Visit, _ ticket: Ticket) {
    let agreed = visit.steps.compactMap { step -> (TicketFact, VisitWindow)? in
      guard case .visitScheduled(let window) = step.fact.event else { return nil }
      return (step.fact, window)
    }
    for (number, (fact, window)) in agreed.enumerated() {
      calendar.line("BEGIN:VEVENT")
      calendar.text("UID", "\(ticket.id)/visit-\(fact.version)@\(origin)")
      calendar.time("DTSTAMP", fact.occurredAt)
      calendar.time("DTSTART", window.from)
      calendar.time("DTEND", window.to)
      calendar.text("SUMMARY", summary(ticket))
      calendar.text("LOCATION", place(ticket))
      calendar.text("RELATED-TO", name(ticket))
      if number == agreed.count - 1, ticket.phase != .cancelled {
        calendar.line("STATUS:CONFIRMED")
      } else {
        calendar.line("STATUS:CANCELLED")
      }
      calendar.line("END:VEVENT")
    }
  }

  private func name(_ ticket: Ticket) -> String { "\(ticket.id)@\(origin)" }

  private func summary(_ ticket: Ticket) -> String {
    let first = ticket.description.split(whereSeparator: \.isNewline).first.map { $0.prefix(80) }
    return "\(ticket.id) \(first ?? Substring(ticket.category.rawValue))"
  }

  private func place(_ ticket: Ticket) -> String? {
    let parts = [ticket.place.code, ticket.place.address].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }
}

extension TicketWalk.Visit {
  /// The ticket as all of its events leave it.
  ///
  /// - Throws: `ImpossibleHistory` for a history that cannot be a ticket's.
  func ticket() throws -> Ticket? {
    var ticket: Ticket?
    for step in steps { try Ticket.evolve(&ticket, named: id, with: step.fact) }
    return ticket
  }
}
