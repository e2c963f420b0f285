/// What of a ticket's history counts for its targets, and nothing else: when each began and ended,
/// and when the ticket rested.
///
/// It is folded from the ticket's facts in order, as the ticket is, and depends on no plan: under
/// which promises the times are looked at, and when, is said with each question. So nothing has to be
/// folded anew when a plan changes.
///
/// ```swift
/// var clock = TargetClock(of: id)
/// for fact in history { clock.apply(fact) }
/// let reports = clock.reports(under: plan, at: now)
/// ```
public struct TargetClock: Hashable, Sendable {
  /// The time of one target, from its beginning to its end.
  struct Turn: Hashable, Sendable {
    var start: Timestamp
    var end: Timestamp?
    /// Whether it ended because it was done.
    var isDone = false
  }

  /// A time in which the ticket rested.
  struct Rest: Hashable, Sendable {
    enum Cause: Hashable, Sendable {
      /// It was on hold; whether that stopped the clock was decided then.
      case hold(HoldReason, pausesClock: Bool)
      /// The work was done, until the requester rejected it.
      case done
    }

    var cause: Cause
    var start: Timestamp
    /// The end; `nil` while it lasts.
    var end: Timestamp?
  }

  /// The ticket's name.
  public let ticket: TicketID
  /// Whether the repair is still to be done.
  public private(set) var isOpen = false
  /// How urgent it is; unknown until it is accepted.
  public private(set) var priority: Priority?
  /// The campus it belongs to now; `nil` before the first fact.
  public private(set) var campus: CampusCode?
  /// The kind of fault it is filed under now; `nil` before the first fact.
  public private(set) var category: CategoryCode?
  /// The date set by hand, if one is.
  public private(set) var deadline: Timestamp?

  /// The current or the last turn of each target that has begun.
  private(set) var accept: Turn?
  private(set) var acknowledge: Turn?
  private(set) var arrive: Turn?
  private(set) var complete: Turn?
  /// The rests that are over, in order and apart from one another.
  private(set) var rests: [Rest] = []
  /// The one that lasts.
  private(set) var rest: Rest?

  /// Whether every target that began has ended, so that no report changes with the time.
  var isSettled: Bool {
    !isOpen && [accept, acknowledge, arrive, complete].allSatisfy { $0 == nil || $0?.end != nil }
  }

  /// The kinds of event after which a ticket that was done is to be done again.
  package static let openers: Set<TicketEventKind> = [
    .accepted, .reopened, .reworkRequested, .transferred, .workerDispatched, .workHandedOver,
    .workAcknowledged, .workRejected, .assignmentReleased, .workStarted, .workerArrived,
  ]

  /// Makes the clock of a ticket before its first fact.
  public init(of ticket: TicketID) {
    self.ticket = ticket
  }

  /// Applies the ticket's next fact.
  ///
  /// It never judges, and one before the ticket's submission changes nothing.
  ///
  /// - Complexity: O(1).
  public mutating func apply(_ fact: TicketFact) {
    apply(fact.event, at: fact.occurredAt, isImported: fact.remarks?.imported != nil)
  }

  /// Applies what happened at a moment, by whomever.
  mutating func apply(_ event: TicketEvent, at: Timestamp, isImported: Bool) {
    if case .submitted(let submission) = event {
      (campus, category) = (submission.campus, submission.category)
      accept = Turn(start: at)
      begin(at)
      return
    }
    guard campus != nil else { return }
    switch event {
    case .submitted, .amended, .noteAdded, .fileAttached, .hurried, .visitScheduled,
      .extensionRequested, .extensionRefused, .completionCorrected, .evaluationAmended,
      .cancellationRequested, .cancellationRefused, .materialRequested, .materialReserved,
      .materialIssued, .materialUsed, .materialReturned, .materialWrittenOff, .costAdded,
      .fundingSet, .quoteMade, .quoteAccepted, .quoteRefused:
      break
    case .held(let reason, _, _, let pausesClock):
      if isOpen { rest(.hold(reason, pausesClock: pausesClock), from: at) }
    case .resumed: endHold(at)
    case .accepted(let priority, let category):
      if !isOpen { begin(at) }
      Self.end(&accept, at, done: true)
      if let priority { self.priority = priority }
      if let category { self.category = category }
    case .priorityChanged(let priority, _): self.priority = priority
    case .recategorised(let category, _): self.category = category
    case .deadlineSet(let due, _), .extensionApproved(let due): deadline = due
    case .transferred(let campus, _): transfer(to: campus, at)
    case .reopened:
      begin(at)
      if accept?.isDone != true { accept = Turn(start: at) }
    case .cancelled(let cancellation): cancel(cancellation.kind, at)
    case .workerDispatched, .workAcknowledged, .workRejected, .assignmentReleased, .workerArrived,
      .accessDenied, .workStarted, .workHandedOver:
      applyWork(event, at, isImported: isImported)
    case .workCompleted(let work): finish(at, remotely: work.remote)
    case .resultConfirmed, .confirmedByDefault, .evaluated:
      // An imported record may be rated without having been completed.
      if isOpen { finish(at, remotely: false) }
    case .reworkRequested(_, _, _, let assignment): rework(at, assignment != nil)
    }
  }

  private mutating func applyWork(_ event: TicketEvent, _ at: Timestamp, isImported: Bool) {
    switch event {
    case .workerDispatched, .workHandedOver:
      openUp(at)
      // Of an imported record it is not known whether the worker has answered.
      acknowledge = isImported ? nil : Turn(start: at)
    case .workAcknowledged, .workRejected:
      openUp(at)
      Self.end(&acknowledge, at, done: true)
    case .assignmentReleased:
      openUp(at)
      Self.end(&acknowledge, at, done: false)
    case .workStarted, .workerArrived:
      openUp(at)
      Self.end(&acknowledge, at, done: true)
      Self.end(&arrive, at, done: true)
      if case .workerArrived = event, case .hold(.access, _) = rest?.cause { endRest(at) }
    case .accessDenied:
      // Nobody opened, but the worker was there.
      Self.end(&acknowledge, at, done: true)
      Self.end(&arrive, at, done: true)
      if isOpen { rest(.hold(.access, pausesClock: true), from: at) }
    default: break
    }
  }

  /// Begins the targets that count from the report, or from its being taken up again.
  private mutating func begin(_ at: Timestamp) {
    endRest(at)
    isOpen = true
    acknowledge = nil
    arrive = Turn(start: at)
    complete = Turn(start: at)
  }

  /// What goes on is open and accepted, whatever was written down before.
  private mutating func openUp(_ at: Timestamp) {
    if !isOpen { begin(at) }
    Self.end(&accept, at, done: true)
  }

  private mutating func transfer(to campus: CampusCode, _ at: Timestamp) {
    self.campus = campus
    if !isOpen { begin(at) }
    if case .hold(let reason, _) = rest?.cause, reason != .information { endRest(at) }
    accept = Turn(start: at)
    acknowledge = nil
  }

  private mutating func finish(_ at: Timestamp, remotely: Bool) {
    endRest(at)
    isOpen = false
    Self.end(&accept, at, done: true)
    Self.end(&acknowledge, at, done: !remotely)
    Self.end(&arrive, at, done: !remotely)
    Self.end(&complete, at, done: true)
    rest(.done, from: at)
  }

  private mutating func cancel(_ kind: CancellationKind?, _ at: Timestamp) {
    endRest(at)
    isOpen = false
    // To say no is an answer too.
    let isAnswer =
      switch kind {
      case .declined, .duplicate, .cancelledByDispatcher: true
      case .withdrawn, nil: false
      }
    Self.end(&accept, at, done: isAnswer)
    Self.end(&acknowledge, at, done: false)
    Self.end(&arrive, at, done: false)
    Self.end(&complete, at, done: false)
  }

  /// The job goes on where it stopped: what lay with the requester is not counted.
  private mutating func rework(_ at: Timestamp, _ isAssigned: Bool) {
    if rest?.cause == .done {
      endRest(at)
      complete?.end = nil
      complete?.isDone = false
      isOpen = true
    } else if !isOpen {
      begin(at)
    }
    Self.end(&accept, at, done: true)
    acknowledge = isAssigned ? Turn(start: at) : nil
  }

  private mutating func rest(_ cause: Rest.Cause, from start: Timestamp) {
    endRest(start)
    rest = Rest(cause: cause, start: start)
  }

  private mutating func endHold(_ at: Timestamp) {
    if case .hold = rest?.cause { endRest(at) }
  }

  private mutating func endRest(_ at: Timestamp) {
    guard var rest else { return }
    self.rest = nil
    // A history whose times run backwards must not make a rest overlap the one before.
    rest.start = max(rest.start, rests.last?.end ?? .earliest)
    rest.end = at
    if rest.start < at { rests.append(rest) }
  }

  private static func end(_ turn: inout Turn?, _ at: Timestamp, done: Bool) {
    guard turn != nil, turn?.end == nil else { return }
    turn?.end = at
    turn?.isDone = done
  }
}
