/// A ticket's life as the figures see it, folded from its steps: where it stands, and how long
/// things took.
///
/// It says of a ticket's state what ``Ticket`` says; one value is used for all tickets in turn, so
/// that its lists are made once.
struct TicketLife {
  /// The time from one thing to another.
  struct Wait {
    var start: Int64
    /// The end, or until when it was waited for in vain; `nil` while it lasts.
    var end: Int64?
    /// Whether what was waited for came.
    var isDone = false
    /// Whether both times are known, and not implied by somebody's record.
    var isExact = true
  }

  /// A time in which the ticket rested.
  struct Rest {
    var reason: Int32
    var start: Int64
    var end: Int64?
    var pausesClock: Bool
  }

  /// A change of the number of open tickets.
  struct Turn {
    enum Kind { case submitted, reopened, reworked, completed, cancelled }
    var kind: Kind
    var at: Int64
  }

  /// A worker, and what was said or done about that worker.
  struct Mention: Hashable {
    var worker: Int32
    var reason: Int32
  }

  /// A line of materials.
  struct Material {
    var line: Int32
    var item = NamePool.none
    var text = NamePool.none
    var issued = 0
    var used = 0
    var returned = 0
    var writtenOff = 0
  }

  /// A line of costs.
  struct Cost {
    var line: Int32
    var currency: Int32
    var funding: Int32
    var amount: Int64
    var requesterPays: Bool
    var isReplaced = false
  }

  /// How much of an assignment is known to have happened.
  enum Stage { case unknown, awaiting, acknowledged, inProgress }
  /// Whether the requester agreed that the work is done.
  enum Agreement { case unknown, unconfirmed, confirmed, byDefault }

  var hasBegun = false
  var phase = TicketPhase.submitted
  var stage = Stage.unknown
  var agreement = Agreement.unknown
  var campus = NamePool.none
  var category = NamePool.none
  var place = NamePool.none
  var asset = NamePool.none
  var funding = NamePool.none
  var priority: Int?
  var submittedAt: Int64 = 0
  /// When it was submitted or last reopened.
  var openedAt: Int64 = 0
  /// Since when it stands where it stands.
  var since: Int64 = 0
  var acceptedAt: Int64?
  var deadline: Int64?
  var assigned = NamePool.none
  var finisher = NamePool.none
  var cancellationKind = NamePool.none
  var cancellationReason = NamePool.none
  var rest: Rest?
  var restUntil: Int64?
  var asksCancellation = false
  var asksExtension = false
  var lacksDescription = false
  var lacksContact = false
  var lacksRequester = false

  var accept = Wait(start: 0)
  var dispatch: Wait?
  var arrive = Wait(start: 0)
  var complete = Wait(start: 0)
  var acknowledge: Wait?
  var acknowledgements: [Wait] = []
  var rests: [Rest] = []
  var turns: [Turn] = []

  var assignments: [Int32] = []
  var finishers: [Int32] = []
  var handBacks: [Mention] = []
  var reworks: [Mention] = []
  var reopenReasons: [Int32] = []
  var handOvers = 0
  var hurries = 0
  var completions = 0
  var firstFinisher = NamePool.none
  var outcome: Int?
  var firstOutcome: Int?
  var wasReopenedAfterWork = false
  var result: Int?
  var efficiency: Int?
  var attitude: Int?
  var ratedWorker = NamePool.none
  var isRated = false
  var ratedWithoutWork = false
  var consumableNotes = 0
  var inferred = 0
  var clamped = 0
  var moved = 0
  var materials: [Material] = []
  var costs: [Cost] = []
  private var costLine: Int32 = 0
  private var costReplaces: Int32 = 0

  /// Begins with another ticket.
  mutating func reset() {
    var fresh = TicketLife()
    // The lists keep the room they have.
    (fresh.acknowledgements, acknowledgements) = (acknowledgements, [])
    (fresh.rests, rests) = (rests, [])
    (fresh.turns, turns) = (turns, [])
    (fresh.assignments, assignments) = (assignments, [])
    (fresh.finishers, finishers) = (finishers, [])
    fresh.acknowledgements.removeAll(keepingCapacity: true)
    fresh.rests.removeAll(keepingCapacity: true)
    fresh.turns.removeAll(keepingCapacity: true)
    fresh.assignments.removeAll(keepingCapacity: true)
    fresh.finishers.removeAll(keepingCapacity: true)
    self = fresh
  }

  /// Whether the work was done once, at least as far as anybody says.
  var wasCompleted: Bool { complete.isDone }

  /// When it ceased to be open; `nil` while it is.
  var closedAt: Int64? { phase.isOpen ? nil : turns.last?.at }

  /// Whether what it comes to stays what it is until something else happens, however late it gets:
  /// it is closed, does not rest, and nothing is waited for.
  ///
  /// - Parameter clock: the ticket's promises, folded from the same steps.
  /// - Returns: whether only another event can change what it comes to.
  func isSettled(_ clock: TargetClock) -> Bool {
    hasBegun && !phase.isOpen && rest == nil && acknowledge == nil && clock.isSettled
  }

  /// Whoever has it, or did the work.
  var worker: Int32 {
    switch phase {
    case .dispatched: assigned
    case .completed, .evaluated: finisher
    case .submitted, .accepted, .rejectedByWorker, .cancelled: NamePool.none
    }
  }

  /// Applies the ticket's next step.
  mutating func apply(_ step: DeskStep) {
    if step.marks.contains(.inferred) { inferred += 1 }
    if step.marks.contains(.clamped) { clamped += 1 }
    if step.marks.contains(.moved) { moved += 1 }
    let wasOpen = hasBegun && phase.isOpen
    let before = phase
    switch step.kind {
    case .noted, .noticeQueued, .noticeSent, .noticeFailed, .noticeSuppressed, .noticeRead: return
    case .placed:
      if step.name != NamePool.none { place = step.name }
      if step.other != NamePool.none { asset = step.other }
      return
    case .funded:
      funding = step.name
      return
    case .materialRequested, .materialIssued, .materialUsed, .materialReturned,
      .materialWrittenOff, .costLine, .costAmount:
      use(step)
      return
    case .submitted: submit(step)
    case .accepted, .prioritised, .recategorised, .transferred, .hurried, .cancelled, .reopened,
      .deadlineSet, .extensionRequested, .extensionApproved, .extensionRefused,
      .cancellationRequested, .cancellationRefused, .held, .resumed:
      applyDesk(step)
    case .dispatched, .handedOver, .acknowledged, .arrived, .accessDenied, .started, .rejected,
      .released:
      applyWork(step)
    case .completed, .corrected, .confirmed, .confirmedByDefault, .reworkRequested, .evaluated,
      .evaluationAmended:
      applyResult(step)
    }
    if phase != before || step.kind == .dispatched || step.kind == .handedOver { since = step.at }
    count(step, wasOpen)
  }

  /// Notes whether there is one open ticket more, or one less.
  private mutating func count(_ step: DeskStep, _ wasOpen: Bool) {
    guard wasOpen != phase.isOpen else { return }
    let kind: Turn.Kind
    if phase.isOpen {
      switch step.kind {
      case .submitted: kind = .submitted
      case .reworkRequested: kind = .reworked
      default: kind = .reopened
      }
      if kind == .reopened { openedAt = step.at }
    } else {
      kind = phase == .cancelled ? .cancelled : .completed
    }
    turns.append(Turn(kind: kind, at: step.at))
  }

  private mutating func submit(_ step: DeskStep) {
    hasBegun = true
    (campus, category) = (step.name, step.other)
    (submittedAt, openedAt, since) = (step.at, step.at, step.at)
    let exact = step.marks.isExact
    accept = Wait(start: step.at, isExact: exact)
    arrive = Wait(start: step.at, isExact: exact)
    complete = Wait(start: step.at, isExact: exact)
    lacksDescription = step.marks.contains(.first)
    lacksContact = step.marks.contains(.second)
    lacksRequester = step.marks.contains(.third)
  }

  private mutating func use(_ step: DeskStep) {
    switch step.kind {
    case .costLine: (costLine, costReplaces) = (step.name, step.other)
    case .costAmount:
      if costReplaces != NamePool.none,
        let index = costs.firstIndex(where: { $0.line == costReplaces })
      {
        costs[index].isReplaced = true
      }
      costs.append(
        Cost(
          line: costLine, currency: step.name, funding: step.other, amount: step.amount,
          requesterPays: step.marks.contains(.first)))
    default:
      let quantity = Int(clamping: step.amount)
      let index: Int
      if let found = materials.firstIndex(where: { $0.line == step.other }) {
        index = found
      } else {
        materials.append(Material(line: step.other))
        index = materials.count - 1
      }
      switch step.kind {
      case .materialRequested:
        if step.marks.contains(.first) {
          materials[index].item = step.name
        } else if step.name != NamePool.none {
          materials[index].text = step.name
        }
      case .materialIssued:
        materials[index].issued = materials[index].issued.addingClamped(quantity)
      case .materialUsed: materials[index].used = materials[index].used.addingClamped(quantity)
      case .materialReturned:
        materials[index].returned = materials[index].returned.addingClamped(quantity)
      default: materials[index].writtenOff = materials[index].writtenOff.addingClamped(quantity)
      }
    }
  }
}
