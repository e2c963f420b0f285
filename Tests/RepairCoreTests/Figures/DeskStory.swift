import RepairCore
import Testing

/// Several tickets' stories on one desk, and the figures they come to.
struct DeskStory {
  private(set) var facts: [(ticket: TicketID, fact: TicketFact)] = []

  /// A desk without any history.
  static let empty = DeskStory()

  /// One more ticket, whose events are told in order.
  func with(_ ticket: TicketID, _ given: Given) -> DeskStory {
    var story = self
    story.facts += given.history.map { (ticket, $0) }
    return story
  }

  /// What all of it comes to, in the order it happened.
  func fold(upTo last: Timestamp = .latest) throws -> DeskFold {
    var fold = DeskFold()
    let ordered = facts.enumerated().sorted {
      ($0.element.fact.occurredAt, $0.offset) < ($1.element.fact.occurredAt, $1.offset)
    }
    for (_, entry) in ordered where entry.fact.occurredAt <= last {
      try fold.apply(entry.fact, of: entry.ticket)
    }
    return fold
  }

  /// The figures some time after the beginning.
  func figures(
    _ span: TimeSpan, _ change: (inout FiguresRequest) -> Void = { _ in }
  ) throws -> DeskFigures {
    var request = FiguresRequest(at: .start(span))
    change(&request)
    return try fold().figures(request)
  }
}

extension Given {
  /// A fault reported some time after the beginning.
  static func report(
    _ span: TimeSpan = .zero, campus: CampusCode = "north", category: CategoryCode = "plumbing",
    place: String? = "dorm-5", asset: AssetCode? = nil, remarks: EventRemarks? = nil
  ) -> Given {
    let submission = TicketSubmission(
      campus: campus, category: category, description: "水管漏水", place: Place(code: place),
      contact: Contact(phone: "1"), asset: asset)
    return Given.nothing.and(
      .submitted(submission), by: .requester, at: .start(span), remarks: remarks)
  }

  func accepted(_ span: TimeSpan) -> Given {
    and(.accepted(priority: 3, category: nil), at: .start(span))
  }

  func sent(_ worker: PersonID, _ number: AssignmentNumber, _ span: TimeSpan) -> Given {
    and(.dispatched(worker, number), at: .start(span))
  }

  func taken(_ span: TimeSpan) -> Given { and(.workAcknowledged, by: .worker, at: .start(span)) }

  func done(_ span: TimeSpan, _ outcome: Outcome? = .fixed) -> Given {
    and(.workCompleted(WorkCompletion(outcome: outcome)), by: .worker, at: .start(span))
  }

  /// Reported, accepted, sent, taken and done, an hour each.
  static func mended(
    _ span: TimeSpan = .zero, by worker: PersonID = "w-1", place: String? = "dorm-5"
  ) -> Given {
    func later(_ hours: Int64) -> TimeSpan {
      TimeSpan(milliseconds: span.milliseconds + hours * 3_600_000)
    }
    return report(span, place: place).accepted(later(1)).sent(worker, 1, later(2))
      .taken(later(3)).done(later(4))
  }
}
