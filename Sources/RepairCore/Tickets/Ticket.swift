/// A repair ticket as it stands after some number of its events.
///
/// The value is made by ``evolve(_:named:with:)`` alone, event by event; nothing else changes it,
/// so that the same history always gives the same ticket.
public struct Ticket: Hashable, Sendable {
  /// The ticket's name.
  public let id: TicketID
  /// How many events it has.
  public internal(set) var version: StreamVersion
  /// Where it stands, with all that is true only there.
  public internal(set) var state: State

  /// The campus it belongs to now.
  public internal(set) var campus: CampusCode
  /// The kind of fault it is filed under now.
  public internal(set) var category: CategoryCode
  /// The fault in words.
  public internal(set) var description: String
  /// Where the fault is.
  public internal(set) var place: Place
  /// How to reach the requester; personal.
  public internal(set) var contact: Contact?
  /// How the report came.
  public internal(set) var channel: Channel
  /// The broken thing, where it is registered.
  public internal(set) var asset: AssetCode?
  /// Who asked for the repair; unknown in some imported records.
  public internal(set) var requester: PersonID?
  /// How urgent it is; unknown until it is accepted.
  public internal(set) var priority: Priority?
  /// Files, in the order they came.
  public internal(set) var attachments: [Attachment]
  /// Remarks, in the order they came.
  public internal(set) var notes: [Note]
  /// What only an imported record says.
  public internal(set) var legacy: LegacyRecord?

  /// The materials, in the order they were asked for.
  public internal(set) var materials: [MaterialLine]
  /// The costs, in the order they were entered.
  public internal(set) var costs: [CostLine]
  /// The quotes, in the order they were made.
  public internal(set) var quotes: [Quote]
  /// Which budget pays, where that was said.
  public internal(set) var funding: FundingCode?
  /// Whether the guarantee covers the repair, where that was said.
  public internal(set) var warranty: Warranty?

  /// When it was submitted.
  public internal(set) var submittedAt: Timestamp
  /// When its last event happened.
  public internal(set) var updatedAt: Timestamp
  /// Since when it is in its present phase, at its present campus.
  public internal(set) var phaseSince: Timestamp
  /// When it was last accepted; `nil` while its present campus never has.
  public internal(set) var acceptedAt: Timestamp?
  /// When the work was first done; reopening does not move it.
  public internal(set) var firstCompletedAt: Timestamp?

  /// That it rests, if it does.
  public internal(set) var hold: Hold?
  /// When its last rest ended, if it ever rested.
  public internal(set) var restEndedAt: Timestamp?
  /// That the requester has asked to cancel, and was not answered yet.
  public internal(set) var cancellationRequest: CancellationRequest?
  /// That the worker has asked for a later date, and was not answered yet.
  public internal(set) var extensionRequest: ExtensionRequest?
  /// The date set by hand, if one is.
  public internal(set) var deadline: Timestamp?
  /// The agreed time to come, if there is one.
  public internal(set) var visit: VisitWindow?

  /// The number of the last assignment made.
  public internal(set) var lastAssignment: AssignmentNumber
  /// Everybody who has taken the job or done it, in that order: none of them may rate it.
  public internal(set) var workedBy: [PersonID]
  /// Everybody's turns at the job, in order, the present one last.
  public internal(set) var turns: [WorkerTurn]
  /// When the requester last asked where it stays.
  public internal(set) var lastHurriedAt: Timestamp?
  /// How often the requester asked where it stays.
  public internal(set) var hurries: Int
  /// How often a worker handed it back.
  public internal(set) var rejections: Int
  /// How often the requester rejected the result.
  public internal(set) var reworks: Int
  /// How often nobody let the worker in.
  public internal(set) var deniedVisits: Int
  /// How often it was reopened.
  public internal(set) var reopenings: Int

  /// The phase it is in.
  public var phase: TicketPhase { status.phase }

  /// The current assignment, while a worker has it.
  public var assignment: Assignment? {
    if case .dispatched(let assignment) = state { assignment } else { nil }
  }

  /// The work done, once it is, also while the ticket is rated.
  public var completion: Completion? {
    switch state {
    case .completed(let completion): completion
    case .evaluated(let evaluation): evaluation.completion
    case .submitted, .accepted, .dispatched, .rejectedByWorker, .cancelled: nil
    }
  }

  /// The worker who has it, or who did the work.
  public var worker: PersonID? { assignment?.worker ?? completion?.worker }

  /// From when on a worker who has not answered may lose the job to an automation; `nil` unless an
  /// answer is awaited.
  ///
  /// The worker has the whole window again after a rest, during which nobody is waited for.
  public func answerDue(under policy: TicketPolicy) -> Timestamp? {
    guard let assignment, assignment.step == .awaitingAcknowledgement else { return nil }
    return max(assignment.since, restEndedAt ?? assignment.since) + policy.acknowledgeWindow
  }

  /// Whether the date set by hand has passed while the repair is still to be done.
  ///
  /// Derived, never stored: it changes with the clock and not with an event.
  public func isOverdue(at now: Timestamp) -> Bool {
    guard let deadline else { return false }
    return phase.isOpen && deadline < now
  }
}
