extension Ticket {
  /// Where a ticket stands, with exactly the data that is valid there.
  public enum State: Hashable, Sendable {
    /// Waiting for a dispatcher; goes on to accepted or cancelled.
    case submitted
    /// Waiting for a worker; goes on to dispatched, completed from afar, or cancelled.
    case accepted
    /// A worker has it; goes on to completed, or back to accepted or rejectedByWorker.
    case dispatched(Assignment)
    /// Handed back; goes on to dispatched or cancelled.
    case rejectedByWorker(HandBack)
    /// The work is done; goes on to evaluated, or back for rework.
    case completed(Completion)
    /// Rated; the end, unless reopened.
    case evaluated(Evaluated)
    /// Ended without a repair; the end, unless reopened.
    case cancelled(Cancelled)
  }

  /// Where it stands, as finely as is known.
  public var status: TicketStatus {
    switch state {
    case .submitted: .submitted
    case .accepted: .accepted
    case .dispatched(let assignment):
      switch assignment.step {
      case .unknown: .dispatched
      case .awaitingAcknowledgement: .awaitingAcknowledgement
      case .acknowledged: .acknowledged
      case .inProgress: .inProgress
      }
    case .rejectedByWorker: .rejectedByWorker
    case .completed(let completion):
      switch completion.agreement {
      case .unknown: .completed
      case .unconfirmed: .unconfirmed
      case .confirmed: .confirmed
      case .confirmedByDefault: .confirmedByDefault
      }
    case .evaluated: .evaluated
    case .cancelled(let cancelled):
      switch cancelled.cancellation.kind {
      case .withdrawn: .withdrawn
      case .declined: .declined
      case .duplicate: .duplicate
      case .cancelledByDispatcher: .cancelledByDispatcher
      case nil: .cancelled
      }
    }
  }
}

/// One worker's turn at a ticket.
public struct Assignment: Hashable, Sendable {
  /// How far the worker is.
  public enum Step: Hashable, Sendable {
    /// An imported record does not say.
    case unknown
    /// 待接单: has not answered yet.
    case awaitingAcknowledgement
    /// 已接单: has taken the job.
    case acknowledged
    /// 维修中: is at it.
    case inProgress
  }

  /// Which of the ticket's assignments this is.
  public var number: AssignmentNumber
  /// Whose turn it is; unknown in some imported records.
  public var worker: PersonID?
  /// Since when.
  public var since: Timestamp
  /// How far the worker is.
  public var step: Step
  /// When the worker last arrived, if ever in this turn.
  public var arrivedAt: Timestamp?
  /// How far from the ticket's place that was in metres, where both places are known.
  ///
  /// A fact, not a verdict: how far is too far, ``TicketPolicy/arrivalDistance`` says.
  public var arrivalDistance: Int?
}

/// That a worker handed the ticket back.
public struct HandBack: Hashable, Sendable {
  /// Who; unknown in some imported records.
  public var worker: PersonID?
  /// Why, as a code.
  public var reason: ReasonCode
  /// Why, in words.
  public var text: String?
  /// When.
  public var at: Timestamp
}

/// Work that is done, and what the requester says of it.
public struct Completion: Hashable, Sendable {
  /// Whether the requester agrees that it is done.
  public enum Agreement: Hashable, Sendable {
    /// An imported record does not say.
    case unknown
    /// Nothing said yet.
    case unconfirmed
    /// Agreed.
    case confirmed
    /// Nothing said within the window.
    case confirmedByDefault
  }

  /// What was done.
  public var work: WorkCompletion
  /// Who did it: the assigned worker, or whoever resolved it from afar.
  public var worker: PersonID?
  /// When.
  public var at: Timestamp
  /// Whether the requester agrees.
  public var agreement: Agreement
}

/// A rating, and the work it rates.
public struct Evaluated: Hashable, Sendable {
  /// The rating as it stands.
  public var evaluation: TicketEvaluation
  /// Whether it was given anew.
  public var isAmended: Bool
  /// When it was first given.
  public var at: Timestamp
  /// The work; unknown only in a history written under other rules.
  public var completion: Completion?
}

/// That a ticket ended without a repair.
public struct Cancelled: Hashable, Sendable {
  /// How.
  public var cancellation: TicketCancellation
  /// When.
  public var at: Timestamp
}

/// That a ticket rests.
public struct Hold: Hashable, Sendable {
  /// Why, as a code.
  public var reason: HoldReason
  /// Since when.
  public var since: Timestamp
  /// Until when, where that is known; an automation may then resume.
  public var until: Timestamp?
  /// Why, in words.
  public var text: String?
  /// Whether time targets stand still meanwhile.
  public var pausesClock: Bool
}

/// That a requester has asked to cancel.
public struct CancellationRequest: Hashable, Sendable {
  /// Why, as a code.
  public var reason: ReasonCode
  /// Why, in words.
  public var remark: String?
  /// When.
  public var at: Timestamp
}

/// That a worker has asked for a later date.
public struct ExtensionRequest: Hashable, Sendable {
  /// Which date.
  public var until: Timestamp
  /// Why.
  public var reason: ReasonCode
  /// When it was asked.
  public var at: Timestamp
}

/// A remark on a ticket.
public struct Note: Hashable, Sendable {
  /// The remark.
  public var text: String
  /// Whether it is not for the requester.
  public var isInternal: Bool
  /// Who wrote it.
  public var author: PersonID
  /// When.
  public var at: Timestamp
}
