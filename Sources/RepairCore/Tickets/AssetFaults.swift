/// A kind of fault on a registered thing: of which a policy may want one open ticket at most.
public struct AssetFault: Hashable, Sendable {
  /// The broken thing.
  public var asset: AssetCode
  /// The kind of fault.
  public var category: CategoryCode

  /// Makes a fault.
  public init(asset: AssetCode, category: CategoryCode) {
    self.asset = asset
    self.category = category
  }
}

/// The open tickets about one thing, by the kind of fault.
///
/// ```swift
/// var faults = AssetFaults(of: asset)
/// for (ticket, event) in eventsTaggedWithTheAsset { faults.apply(event, of: ticket) }
/// let others = faults.tickets(of: category)
/// ```
public struct AssetFaults: TaggedProjection {
  /// What opens, ends or renames a fault.
  public static let kinds: [TicketEventKind] = [
    .submitted, .amended, .accepted, .recategorised, .reopened, .reworkRequested, .workCompleted,
    .cancelled,
  ]

  /// Which thing it is.
  public let asset: AssetCode

  private enum Kind: Hashable {
    case known(CategoryCode)
    /// The thing's events do not say.
    case unknown
  }

  private var kinds: [TicketID: Kind] = [:]

  /// Makes the faults of a thing before any event: none.
  public init(of asset: AssetCode) {
    self.asset = asset
  }

  /// The thing's tag.
  public var tag: EventTag { .asset(asset) }

  /// The open tickets that are, or may be, about a kind of fault, in the order of their names.
  ///
  /// A ticket that came to this thing later, or was opened again, does not say its kind of fault; it
  /// is named for every kind until ``correct(_:to:)`` has seen it.
  ///
  /// - Parameter category: the kind of fault.
  /// - Returns: the tickets.
  public func tickets(of category: CategoryCode) -> [TicketID] {
    kinds.filter { $0.value == .unknown || $0.value == .known(category) }.keys.sorted()
  }

  /// Applies one event that carries the thing's tag.
  public mutating func apply(_ event: TicketEvent, of ticket: TicketID) {
    switch event {
    case .submitted(let submission):
      if submission.asset == asset { kinds[ticket] = .known(submission.category) }
    case .amended(let amendment):
      if amendment.asset == asset {
        open(ticket)
      } else if amendment.asset != nil {
        kinds[ticket] = nil
      }
    case .accepted(_, let category?): kinds[ticket] = .known(category)
    case .recategorised(let category, _):
      if kinds[ticket] != nil { kinds[ticket] = .known(category) }
    case .accepted(_, nil), .reopened, .reworkRequested: open(ticket)
    case .workCompleted, .cancelled:
      kinds[ticket] = nil
    case .noteAdded, .fileAttached, .hurried, .held, .resumed, .workerDispatched,
      .workAcknowledged, .workRejected, .assignmentReleased, .workerArrived, .accessDenied,
      .workStarted, .workHandedOver, .visitScheduled, .deadlineSet, .extensionRequested,
      .extensionApproved, .extensionRefused, .completionCorrected, .evaluationAmended,
      .cancellationRequested, .cancellationRefused, .priorityChanged, .transferred,
      .resultConfirmed, .confirmedByDefault, .evaluated, .materialRequested, .materialReserved,
      .materialIssued, .materialUsed, .materialReturned, .materialWrittenOff, .costAdded,
      .fundingSet, .quoteMade, .quoteAccepted, .quoteRefused:
      break
    }
  }

  /// Puts right what is said of one ticket.
  public mutating func correct(_ ticket: TicketID, to state: Ticket?) {
    if let state, state.asset == asset, state.phase.isOpen {
      kinds[ticket] = .known(state.category)
    } else {
      kinds[ticket] = nil
    }
  }

  /// The ticket is open; its kind of fault stays what it was, where that is known.
  private mutating func open(_ ticket: TicketID) {
    if kinds[ticket] == nil { kinds[ticket] = .unknown }
  }
}
