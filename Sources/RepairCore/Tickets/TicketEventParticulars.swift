/// How a ticket ended without a repair.
public struct TicketCancellation: Hashable, Sendable {
  /// Whose wish it was; absent where a legacy record does not say.
  public var kind: CancellationKind?
  /// Why, as a code.
  public var reason: ReasonCode?
  /// Why, in words.
  public var remark: String?
  /// The ticket this one repeats, for a duplicate.
  public var duplicateOf: TicketID?

  /// Makes a cancellation.
  public init(
    kind: CancellationKind?, reason: ReasonCode? = nil, remark: String? = nil,
    duplicateOf: TicketID? = nil
  ) {
    self.kind = kind
    self.reason = reason
    self.remark = remark
    self.duplicateOf = duplicateOf
  }
}

/// The sending of a worker.
public struct WorkerDispatch: Hashable, Sendable {
  /// Who was sent; absent where a legacy record does not say.
  public var worker: PersonID?
  /// Which assignment of the ticket this is.
  public var assignment: AssignmentNumber
  /// Why a worker off duty, of another campus or of another trade was sent.
  public var override: String?
  /// Whether the one who had just handed it back was sent all the same.
  public var force: Bool
  /// Where the worker stood in the ranking, and who came next; absent where there was none.
  public var choice: DispatchChoice?

  /// Makes a dispatch.
  public init(
    worker: PersonID?, assignment: AssignmentNumber, override: String? = nil, force: Bool = false,
    choice: DispatchChoice? = nil
  ) {
    self.worker = worker
    self.assignment = assignment
    self.override = override
    self.force = force
    self.choice = choice
  }
}

/// What is known of work that is done.
///
/// Legacy records leave most of it open.
public struct WorkCompletion: Hashable, Sendable {
  /// What was wrong.
  public var cause: String?
  /// What was done about it.
  public var workDone: String?
  /// What it came to.
  public var outcome: Outcome?
  /// Whether it was dealt with from afar.
  public var remote: Bool
  /// Photos and the like.
  public var attachments: [Attachment]
  /// A legacy record's one line about the materials used.
  public var consumables: String?

  /// Makes a record of work done.
  public init(
    cause: String? = nil, workDone: String? = nil, outcome: Outcome? = nil, remote: Bool = false,
    attachments: [Attachment] = [], consumables: String? = nil
  ) {
    self.cause = cause
    self.workDone = workDone
    self.outcome = outcome
    self.remote = remote
    self.attachments = attachments
    self.consumables = consumables
  }
}

/// A rating as it was given.
public struct TicketEvaluation: Hashable, Sendable {
  /// How good the result is; absent only in legacy records.
  public var result: Rating?
  /// How quickly and smoothly it went; legacy records do not have it.
  public var efficiency: Rating?
  /// How the worker behaved.
  public var attitude: Rating?
  /// In words.
  public var text: String?
  /// Whether it came after the window for ratings.
  public var late: Bool

  /// Makes a rating.
  public init(
    result: Rating?, efficiency: Rating?, attitude: Rating? = nil, text: String? = nil,
    late: Bool = false
  ) {
    self.result = result
    self.efficiency = efficiency
    self.attitude = attitude
    self.text = text
    self.late = late
  }
}
