import RepairCore
import Testing

/// Input at the edge of what its types can hold: refused or not, it never traps.
struct ExtremeInputTests {
  private static let spans = [
    TimeSpan(milliseconds: .min), TimeSpan(milliseconds: -1), .zero, TimeSpan(milliseconds: .max),
  ]

  private static let policies: [TicketPolicy] =
    spans.flatMap { span in
      [Int.min, -1, 0, 1, .max].map { limit in
        var policy = TicketPolicy.standard
        policy.clockTolerance = span
        policy.hurryGap = span
        policy.acknowledgeWindow = span
        policy.confirmationWindow = span
        policy.evaluationWindow = span
        policy.reopenWindow = span
        policy.reopenWithdrawnWindow = span
        policy.openJobLimit = limit
        policy.longTextLimit = limit
        policy.shortTextLimit = limit
        policy.attachmentLimit = limit
        policy.pausingHolds = []
        return policy
      }
    }

  @Test("No policy, moment or status makes a decision trap", arguments: TicketCommandKind.allCases)
  func extremePolicies(_ kind: TicketCommandKind) {
    var random = SeededGenerator(seed: 11)
    for status in TicketStatus.allCases {
      var given = Given(status).and(.fileAttached(TicketFile(kind: "photo")))
      if status.phase.isOpen {
        given = given.onHold(.weather, until: .latest).and(.hurried, by: .requester)
      }
      for policy in Self.policies {
        given.policy = policy
        let at = random.pick([Timestamp.earliest, given.soon, .latest])
        let when = given.when(
          .command(random.command(kind, at: at)), by: random.actor(), at: at,
          worker: WorkerFacts(openJobs: random.pick([.min, 0, .max])), other: .exists)
        if case .success(let decision) = when.result {
          #expect(decision.events.count == 1)
          #expect(decision.occurredAt >= given.ticket?.updatedAt ?? .earliest)
        }
      }
    }
  }

  @Test(
    "A ticket that lives at the ends of time is still one",
    arguments: [Timestamp.earliest, .latest])
  func endsOfTime(_ at: Timestamp) {
    var ticket = Given.nothing.and(.submitted(.leak), by: .requester, at: at)
    ticket = ticket.when(.accept(priority: nil, category: nil), by: .dispatcher, at: at).accepted()
    ticket = ticket.when(.dispatch(worker: "w-1", override: nil, force: false), by: .timer, at: at)
      .accepted()
    ticket = ticket.when(.acknowledge, by: .worker, at: at).accepted()
    ticket = ticket.when(.sample(.complete, at: at), by: .worker, at: at).accepted()
    ticket = ticket.when(.rejectResult(reason: "x", text: nil, to: nil), by: .requester, at: at)
      .accepted()
    #expect(ticket.ticket?.status == .awaitingAcknowledgement)
    #expect(ticket.ticket?.updatedAt == at)
  }

  @Test("A text of megabytes is refused like one of a scalar too many")
  func hugeText() {
    let huge = String(repeating: "水", count: 3_000_000)
    Given(.submitted).when(.addNote(text: huge, internal: false), by: .requester)
      .refused(.invalidField, field: "text")
    Given(.inProgress).when(.reject(reason: "x", text: huge), by: .worker)
      .refused(.invalidField, field: "text")
  }

  @Test("A limit of nothing refuses every text and lets an absent one be")
  func zeroLimits() {
    let given = Given(.inProgress).under { $0.longTextLimit = 0 }
    given.when(.reject(reason: "x", text: "y"), by: .worker).refused(.invalidField, field: "text")
    given.when(.reject(reason: "x", text: nil), by: .worker).accepted()
    given.when(.reject(reason: "x", text: ""), by: .worker)
      .then(.workRejected(reason: "x", text: nil))
  }
}
