import RepairCore
import Testing

/// The rules that look beyond one ticket: a worker's jobs, and one open ticket for one fault.
struct OtherTicketsTests {
  private static let other: TicketID = "N-2"

  /// A ticket about a registered tap, under the rule that it has one open ticket for one fault.
  private static func given(_ status: TicketStatus) -> Given {
    var report = TicketSubmission.leak
    report.asset = "tap-7"
    let submitted = Given.nothing.under { $0.oneTicketPerFault = true }
      .and(.submitted(report), by: .requester, at: .start)
    let done =
      submitted
      .and(.accepted(priority: 3, category: nil)).and(.dispatched("w-1", 1))
      .and(.workAcknowledged, by: .worker).and(.workDone, by: .worker)
    switch status {
    case .unconfirmed: return done
    case .confirmed: return done.and(.resultConfirmed, by: .requester)
    case .withdrawn:
      return submitted.and(
        .cancelled(TicketCancellation(kind: .withdrawn, reason: "x")), by: .requester)
    default: return submitted
    }
  }

  private static func result(
    _ command: TicketCommand, on given: Given, by person: Person, sameFault: TicketID?
  ) -> When {
    When(
      given: given, request: .command(command),
      context: CommandContext(actor: person.actor, at: given.soon, sameFault: sameFault))
  }

  private static var report: TicketCommand {
    var report = TicketSubmission.leak
    report.asset = "tap-7"
    return .submit(report)
  }

  private static let nothing = Given.nothing.under { $0.oneTicketPerFault = true }

  // MARK: - One open ticket for one fault

  /// Every way for a ticket to be open for a fault it was not open for.
  private static let ways: [(TicketCommand, Given, Person)] = [
    (report, nothing, .requester),
    (.amend(TicketAmendment(asset: "tap-8")), given(.submitted), .requester),
    (.accept(priority: nil, category: "electric"), given(.submitted), .dispatcher),
    (.recategorise("electric", reason: "wrongKind"), given(.submitted), .dispatcher),
    (.reopen(reason: "again", text: nil), given(.confirmed), .requester),
    (.reopen(reason: "again", text: nil), given(.withdrawn), .dispatcher),
  ]

  @Test("A second open ticket for one fault is refused, and the open one named", arguments: 0..<6)
  func second(_ way: Int) {
    let (command, given, person) = Self.ways[way]
    let refused = Self.result(command, on: given, by: person, sameFault: Self.other)
    refused.refused(.limitReached)
    guard case .failure(let refusal) = refused.result else { return }
    #expect(refusal.message.contains("N-2"), "\(refusal)")
    #expect(refusal.message.contains("tap-"), "\(refusal)")
  }

  @Test("The only one is not, and a policy that does not ask allows any number", arguments: 0..<6)
  func only(_ way: Int) {
    let (command, given, person) = Self.ways[way]
    Self.result(command, on: given, by: person, sameFault: nil).accepted()
    let lenient = given.under { $0.oneTicketPerFault = false }
    Self.result(command, on: lenient, by: person, sameFault: Self.other).accepted()
  }

  @Test("The standard policy does not ask")
  func standard() {
    #expect(!TicketPolicy.standard.oneTicketPerFault)
  }

  @Test("What brings no fault that was not there is not refused for another ticket")
  func noNewFault() {
    let given = Self.given(.submitted)
    let commands: [(TicketCommand, Person)] = [
      (.accept(priority: nil, category: nil), .dispatcher),
      (.accept(priority: nil, category: "plumbing"), .dispatcher),
      (.amend(TicketAmendment(description: "worse")), .requester),
      (.hurry, .requester),
    ]
    for (command, person) in commands {
      Self.result(command, on: given, by: person, sameFault: Self.other).accepted()
    }
    Self.result(.submit(.leak), on: Self.nothing, by: .requester, sameFault: Self.other).accepted()
    let rework = TicketCommand.rejectResult(reason: "again", text: nil, to: nil)
    Self.result(rework, on: Self.given(.unconfirmed), by: .requester, sameFault: Self.other)
      .accepted()
  }

  @Test("Reopening is not among what is allowed while another ticket is open for the fault")
  func allowed() {
    let given = Self.given(.confirmed)
    let free = Self.result(.hurry, on: given, by: .requester, sameFault: nil)
    #expect(free.allowed.contains(.reopen))
    let taken = Self.result(.hurry, on: given, by: .requester, sameFault: Self.other)
    #expect(!taken.allowed.contains(.reopen))
    taken.refused(.illegalTransition)
  }

  @Test("A field at fault and a time that is over weigh more than the limit")
  func order() {
    let blank = TicketSubmission(
      campus: "north", category: "plumbing", description: " ", place: Place(code: "dorm-5"),
      asset: "tap-7")
    Self.result(.submit(blank), on: Self.nothing, by: .requester, sameFault: Self.other)
      .refused(.invalidField, field: "description")
    let given = Self.given(.confirmed)
    let late = CommandContext(
      actor: Person.requester.actor, at: given.soon + .days(60), sameFault: Self.other)
    When(
      given: given, request: .command(.reopen(reason: "again", text: nil)), context: late
    ).refused(.tooLate)
  }

  // MARK: - Folds

  @Test("Jobs are counted from the sending to the end, those on hold left out")
  func jobs() {
    var jobs = WorkerJobs(of: "w-1")
    func expect(_ event: TicketEvent, _ open: [TicketID], line: Int = #line) {
      jobs.apply(event, of: "N-1")
      #expect(jobs.openTickets == open, "line \(line)")
      #expect(jobs.openJobs == open.count, "line \(line)")
    }
    let end = TicketEvent.assignmentReleased(reason: "shift", assignment: nil)
    expect(.dispatched("w-1", 1), ["N-1"])
    expect(.held(reason: .parts, until: nil, text: nil, pausesClock: true), [])
    expect(.workerArrived(place: nil), [])
    expect(.resumed(text: nil), ["N-1"])
    expect(.accessDenied(text: nil), [])
    expect(.workerArrived(place: nil), ["N-1"])
    expect(.workDone, [])
    expect(.reworkRequested(reason: "x", text: nil, to: nil, assignment: 2), ["N-1"])
    expect(.workHandedOver(worker: "w-2", reason: nil, assignment: 3), [])
    expect(.held(reason: .parts, until: nil, text: nil, pausesClock: true), [])
    expect(.resumed(text: nil), [])
    expect(.workHandedOver(worker: "w-1", reason: nil, assignment: 4), ["N-1"])
    expect(.workRejected(reason: "noParts", text: nil), [])
    expect(.dispatched("w-1", 5), ["N-1"])
    expect(.dispatched("w-2", 6), [])
    expect(.dispatched("w-1", 7), ["N-1"])
    expect(end, [])
  }

  @Test("A job that rested before the worker was sent counts until the ticket itself is seen")
  func correctedJob() {
    let resting = Given(.accepted).onHold(.parts).and(.dispatched("w-1", 4))
    var jobs = WorkerJobs(of: "w-1")
    jobs.apply(.dispatched("w-1", 4), of: "N-1")
    #expect(jobs.openTickets == ["N-1"])
    jobs.correct("N-1", to: resting.ticket)
    #expect(jobs.openTickets == [])
    jobs.apply(.resumed(text: nil), of: "N-1")
    #expect(jobs.openTickets == ["N-1"])
    jobs.correct("N-1", to: Given(.unconfirmed).ticket)
    #expect(jobs == WorkerJobs(of: "w-1"))
  }

  @Test("A thing's open tickets are known by their kind of fault")
  func faults() {
    var faults = AssetFaults(of: "tap-7")
    func expect(
      _ event: TicketEvent, of ticket: TicketID = "N-1", plumbing: [TicketID],
      electric: [TicketID], line: Int = #line
    ) {
      faults.apply(event, of: ticket)
      #expect(faults.tickets(of: "plumbing") == plumbing, "line \(line)")
      #expect(faults.tickets(of: "electric") == electric, "line \(line)")
    }
    var report = TicketSubmission.leak
    report.asset = "tap-7"
    expect(.submitted(report), plumbing: ["N-1"], electric: [])
    expect(.accepted(priority: 3, category: "electric"), plumbing: [], electric: ["N-1"])
    expect(.submitted(report), of: "N-2", plumbing: ["N-2"], electric: ["N-1"])
    expect(.recategorised("plumbing", reason: "x"), plumbing: ["N-1", "N-2"], electric: [])
    expect(.amended(TicketAmendment(asset: "tap-8")), plumbing: ["N-2"], electric: [])
    // Of a ticket that comes from another thing nobody here knows what it is about.
    expect(
      .amended(TicketAmendment(asset: "tap-7")), plumbing: ["N-1", "N-2"], electric: ["N-1"])
    expect(.recategorised("electric", reason: "x"), plumbing: ["N-2"], electric: ["N-1"])
    expect(.workDone, plumbing: ["N-2"], electric: [])
    expect(
      .reworkRequested(reason: "x", text: nil, to: nil, assignment: nil),
      plumbing: ["N-1", "N-2"], electric: ["N-1"])
    expect(.cancelled(TicketCancellation(kind: .declined)), plumbing: ["N-2"], electric: [])
    expect(.reopened(reason: "x", text: nil), plumbing: ["N-1", "N-2"], electric: ["N-1"])
  }
}
