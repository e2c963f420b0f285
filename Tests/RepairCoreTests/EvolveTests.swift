import RepairCore
import Testing

/// The three histories that cannot be one, and nothing else.
struct EvolveTests {
  private static func fact(_ version: Int, _ event: TicketEvent) -> TicketFact {
    TicketFact(
      version: StreamVersion(version), occurredAt: .start, actor: "u-1", role: .requester,
      event: event)
  }

  private static func fault(
    _ facts: [TicketFact], sourceLocation: SourceLocation = #_sourceLocation
  ) -> ImpossibleHistory? {
    var ticket: Ticket?
    for (index, fact) in facts.enumerated() {
      let before = ticket
      do throws(ImpossibleHistory) {
        try Ticket.evolve(&ticket, named: "N-1", with: fact)
      } catch {
        #expect(index == facts.count - 1, sourceLocation: sourceLocation)
        #expect(ticket == before, sourceLocation: sourceLocation)
        return error
      }
    }
    return nil
  }

  @Test(
    "A first event that does not begin a ticket",
    arguments: TicketEventKind.allCases.filter { $0 != .submitted })
  func doesNotBegin(_ kind: TicketEventKind) {
    var random = SeededGenerator(seed: 1)
    let fault = Self.fault([Self.fact(1, random.event(kind, at: .start))])
    #expect(
      fault
        == ImpossibleHistory(
          of: "ticket N-1", version: StreamVersion(1), event: kind.rawValue,
          fault: .doesNotBegin(with: "TicketSubmitted")))
  }

  @Test("A second beginning")
  func beginsAgain() {
    let fault = Self.fault([Self.fact(1, .submitted(.leak)), Self.fact(2, .submitted(.leak))])
    #expect(fault?.fault == .beginsAgain)
    #expect(fault?.version == StreamVersion(2))
  }

  @Test("A gap, a repetition or a step back in versions", arguments: [Int.min, -1, 0, 1, 3, .max])
  func gap(_ version: Int) {
    let fault = Self.fault([Self.fact(1, .submitted(.leak)), Self.fact(version, .hurried)])
    #expect(fault?.fault == .gap(after: StreamVersion(1)))
    #expect(
      fault?.description
        == "ticket N-1, version \(version) (TicketHurried): version 2 was to come next")
  }

  @Test("A history that begins at another version than 1", arguments: [Int.min, 0, 2, .max])
  func lateBeginning(_ version: Int) {
    #expect(Self.fault([Self.fact(version, .submitted(.leak))])?.fault == .gap(after: .none))
  }

  @Test("A ticket remembers what its history says, and its end drops what waited for an answer")
  func memory() {
    let given = Given(.inProgress)
      .and(.noteAdded(text: "careful", internal: true), by: .storekeeper)
      .and(.visitScheduled(.between(.start(.days(1)), .start(.days(2)))))
      .and(.extensionRequested(until: .start(.days(4)), reason: "parts"), by: .worker)
      .and(.cancellationRequested(reason: "moved", remark: nil), by: .requester)
      .and(.workDone, by: .worker)
    let ticket = given.ticket
    #expect(ticket?.notes.map(\.author) == ["s-1"])
    #expect(ticket?.workedBy == ["w-3", "w-1"])
    #expect(ticket?.rejections == 1)
    #expect(ticket?.acceptedAt == .start(.minutes(10)))
    #expect(ticket?.visit == nil)
    #expect(ticket?.extensionRequest == nil)
    #expect(ticket?.cancellationRequest == nil)
  }

  @Test("An imported history without the steps between is a ticket all the same")
  func legacy() {
    let given = Given.nothing.and(.submitted(.leak), by: .timer)
      .and(.workerDispatched(WorkerDispatch(worker: nil, assignment: 1)), by: .timer)
      .and(.workDone, by: .timer)
      .and(.evaluated(TicketEvaluation(result: 4, efficiency: nil)), by: .timer)
    #expect(given.ticket?.status == .evaluated)
    #expect(given.ticket?.requester == nil)
    #expect(given.ticket?.worker == nil)
    #expect(given.ticket?.workedBy == [])
    given.when(.sample(.reopen, at: .start), by: .dispatcher).accepted()
  }
}
