import RepairCore
import Testing

/// A history to begin with, in the words given, when, then.
///
/// ```swift
/// Given(.acknowledged).when(.startWork, by: .worker).then(.workStarted)
/// ```
struct Given {
  private(set) var id: TicketID = "N-1"
  var policy = TicketPolicy.standard
  private(set) var history: [TicketFact] = []
  private(set) var ticket: Ticket?

  /// Nothing has happened yet.
  static let nothing = Given()

  /// The same history under other rules.
  func under(_ change: (inout TicketPolicy) -> Void) -> Given {
    var given = self
    change(&given.policy)
    return given
  }

  /// One more fact; a minute after the last one, if nobody says when.
  func and(
    _ event: TicketEvent, by person: Person = .dispatcher, at: Timestamp? = nil,
    remarks: EventRemarks? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Given {
    and(event, by: person.actor, at: at, remarks: remarks, sourceLocation: sourceLocation)
  }

  func and(
    _ event: TicketEvent, by actor: Actor, at: Timestamp? = nil, remarks: EventRemarks? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Given {
    var given = self
    let fact = TicketFact(
      version: StreamVersion(history.count + 1), occurredAt: at ?? soon, actor: actor.id,
      role: actor.role, onBehalfOf: actor.onBehalfOf, event: event, remarks: remarks)
    given.history.append(fact)
    do {
      try Ticket.evolve(&given.ticket, named: id, with: fact)
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
    return given
  }

  /// A minute after the last event.
  var soon: Timestamp { ticket.map { $0.updatedAt + .minutes(1) } ?? .start }

  /// What comes of a command; a minute after the last event, if nobody says when.
  func when(
    _ command: TicketCommand, by person: Person, at: Timestamp? = nil,
    worker: WorkerFacts? = nil, other: OtherTicket? = nil, stock: StockFacts? = nil
  ) -> When {
    when(
      .command(command), by: person.actor, at: at, worker: worker, other: other, stock: stock)
  }

  func when(
    _ request: TicketRequest, by actor: Actor, at: Timestamp? = nil,
    worker: WorkerFacts? = nil, other: OtherTicket? = nil, stock: StockFacts? = nil
  ) -> When {
    When(
      given: self, request: request,
      context: CommandContext(
        actor: actor, at: at ?? soon, worker: worker, other: other, stock: stock))
  }
}

/// A command given, and what comes of it.
struct When {
  let given: Given
  let request: TicketRequest
  let context: CommandContext
  let result: Result<TicketDecision, Refusal>

  init(given: Given, request: TicketRequest, context: CommandContext) {
    self.given = given
    self.request = request
    self.context = context
    do throws(Refusal) {
      let decision = try Ticket.decide(
        request, on: given.ticket, named: given.id, in: context, under: given.policy)
      result = .success(decision)
    } catch {
      result = .failure(error)
    }
  }

  /// What this actor could do then.
  var allowed: [TicketCommandKind] {
    Ticket.allowedCommands(
      on: given.ticket, named: given.id, in: context, under: given.policy)
  }

  /// Exactly this event happens; the history goes on with it.
  @discardableResult
  func then(
    _ event: TicketEvent, statedAt: Timestamp? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Given {
    guard let decision = success(sourceLocation) else { return given }
    #expect(decision.events == [event], sourceLocation: sourceLocation)
    #expect(decision.remarks?.statedAt == statedAt, sourceLocation: sourceLocation)
    return continued(decision, sourceLocation)
  }

  /// It is not refused; the history goes on with what was decided.
  @discardableResult
  func accepted(sourceLocation: SourceLocation = #_sourceLocation) -> Given {
    guard let decision = success(sourceLocation) else { return given }
    return continued(decision, sourceLocation)
  }

  /// It is refused for this reason, with the phase and what would be allowed.
  @discardableResult
  func refused(
    _ code: RefusalCode, field: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Given {
    switch result {
    case .success(let decision):
      Issue.record(
        "\(request.kind) happened (\(decision.events)); expected \(code)",
        sourceLocation: sourceLocation)
    case .failure(let refusal):
      #expect(
        refusal.code == code, Comment(rawValue: refusal.message), sourceLocation: sourceLocation)
      #expect(refusal.field == field, sourceLocation: sourceLocation)
      #expect(refusal.phase == given.ticket?.phase, sourceLocation: sourceLocation)
      #expect(refusal.allowed == allowed, sourceLocation: sourceLocation)
      #expect(!refusal.message.isEmpty, sourceLocation: sourceLocation)
    }
    return given
  }

  private func success(_ sourceLocation: SourceLocation) -> TicketDecision? {
    switch result {
    case .success(let decision): return decision
    case .failure(let refusal):
      Issue.record(
        "\(request.kind) was refused: \(refusal)", sourceLocation: sourceLocation)
      return nil
    }
  }

  private func continued(
    _ decision: TicketDecision, _ sourceLocation: SourceLocation
  ) -> Given {
    decision.events.reduce(given) {
      $0.and(
        $1, by: context.actor, at: decision.occurredAt, remarks: decision.remarks,
        sourceLocation: sourceLocation)
    }
  }
}
