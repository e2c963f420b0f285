/// The jobs a worker has: the tickets assigned to them, and which of those rest.
///
/// ```swift
/// var jobs = WorkerJobs(of: worker)
/// for (ticket, event) in eventsTaggedWithTheWorker { jobs.apply(event, of: ticket) }
/// let facts = WorkerFacts(openJobs: jobs.openJobs)
/// ```
public struct WorkerJobs: TaggedProjection {
  /// What opens or ends an assignment, and what begins or ends a rest.
  public static let kinds: [TicketEventKind] = [
    .workerDispatched, .workHandedOver, .reworkRequested, .workRejected, .assignmentReleased,
    .workCompleted, .cancelled, .held, .resumed, .accessDenied, .workerArrived,
  ]

  /// Whose jobs they are.
  public let worker: PersonID

  private enum Job: Hashable {
    /// Not known to rest.
    case open
    case resting(HoldReason)
  }

  private var jobs: [TicketID: Job] = [:]

  /// Makes the jobs of a worker before any event: none.
  public init(of worker: PersonID) {
    self.worker = worker
  }

  /// The worker's tag.
  public var tag: EventTag { .worker(worker) }

  /// How many jobs are open, those on hold left out.
  ///
  /// A ticket that rested before the worker was sent counts until ``correct(_:to:)`` has seen it.
  public var openJobs: Int { jobs.values.count { $0 == .open } }

  /// The tickets assigned to the worker, those that rest among them, in the order of their names.
  public var tickets: [TicketID] { jobs.keys.sorted() }

  /// The tickets counted as open, in the order of their names.
  public var openTickets: [TicketID] { jobs.filter { $0.value == .open }.keys.sorted() }

  /// Applies one event that carries the worker's tag.
  public mutating func apply(_ event: TicketEvent, of ticket: TicketID) {
    switch event {
    case .workerDispatched(let dispatch): assign(ticket, to: dispatch.worker)
    case .workHandedOver(let receiver, _, _): assign(ticket, to: receiver)
    case .reworkRequested(_, _, _, let assignment):
      assign(ticket, to: assignment == nil ? nil : worker)
    case .held(let reason, _, _, _): change(ticket, to: .resting(reason))
    case .accessDenied: change(ticket, to: .resting(.access))
    case .resumed: change(ticket, to: .open)
    case .workerArrived:
      if jobs[ticket] == .resting(.access) { jobs[ticket] = .open }
    case .workRejected, .assignmentReleased, .workCompleted, .cancelled: jobs[ticket] = nil
    case .submitted, .amended, .noteAdded, .fileAttached, .hurried, .workAcknowledged,
      .workStarted, .visitScheduled, .deadlineSet, .extensionRequested, .extensionApproved,
      .extensionRefused, .completionCorrected, .evaluationAmended, .cancellationRequested,
      .cancellationRefused, .priorityChanged, .recategorised, .accepted, .transferred, .reopened,
      .resultConfirmed, .confirmedByDefault, .evaluated, .materialRequested, .materialReserved,
      .materialIssued, .materialUsed, .materialReturned, .materialWrittenOff, .costAdded,
      .fundingSet, .quoteMade, .quoteAccepted, .quoteRefused:
      break
    }
  }

  /// Puts right what is said of one ticket.
  public mutating func correct(_ ticket: TicketID, to state: Ticket?) {
    if let state, state.assignment?.worker == worker {
      jobs[ticket] = state.hold.map { .resting($0.reason) } ?? .open
    } else {
      jobs[ticket] = nil
    }
  }

  private mutating func assign(_ ticket: TicketID, to receiver: PersonID?) {
    // A rest from before goes on, but no event of this worker's says whether there is one.
    jobs[ticket] = receiver == worker ? .open : nil
  }

  private mutating func change(_ ticket: TicketID, to job: Job) {
    // What the worker does not have is another's job, whoever typed the event.
    if jobs[ticket] != nil { jobs[ticket] = job }
  }
}
