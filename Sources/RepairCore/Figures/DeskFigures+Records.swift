/// What was built in.
public struct MaterialFigure: Codable, Hashable, Sendable {
  /// The materials, the most used first.
  public var rows: [MaterialRow] = []
  /// How many there are, those that are not shown too.
  public var total = 0
  /// How many records have no more than a line of free text about them.
  public var freeText = 0
}

/// One material.
public struct MaterialRow: Codable, Hashable, Sendable {
  /// What it is called; `nil` where nobody said.
  public var name: String?
  /// In how many tickets it was asked for.
  public var tickets = 0
  /// How much was handed out.
  public var issued = 0
  /// How much was built in.
  public var used = 0
  /// How much came back.
  public var returned = 0
  /// How much was lost or broken.
  public var writtenOff = 0
}

/// What repairs cost somebody, in one currency.
public struct CostFigure: Codable, Hashable, Sendable {
  /// The budget; `nil` where nobody said.
  public var funding: String?
  /// The currency, such as `CNY`.
  public var currency: String
  /// How many tickets.
  public var tickets: Int
  /// The costs, in minor units; those that were replaced are left out.
  public var amount: Int64
  /// What of them was entered for the requester to pay.
  public var requester: Int64
  /// Whether no sum was too large to be reckoned.
  public var isExact: Bool
}

/// How often tickets ended without a repair for a reason.
public struct CancellationFigure: Codable, Hashable, Sendable {
  /// Whose wish it was; `nil` where the record does not say.
  public var kind: CancellationKind?
  /// The reason; `nil` where none was given.
  public var reason: String?
  /// How many tickets.
  public var tickets: Int
}

/// Something that records leave out or got wrong.
public struct GapFigure: Codable, Hashable, Sendable {
  /// What is missing.
  public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
    /// Tickets a worker has or had, of which nobody knows who.
    case workerUnknown
    /// Tickets that were accepted, of no priority.
    case priorityUnknown
    /// Tickets filed under the category `unknown`.
    case categoryUnknown
    /// Tickets of the campus `unknown`.
    case campusUnknown
    /// Tickets without a place.
    case placeUnknown
    /// Tickets without a description.
    case descriptionEmpty
    /// Tickets without a way to reach the requester.
    case contactUnknown
    /// Tickets of which nobody knows who asked for them.
    case requesterUnknown
    /// Tickets whose work is done, with no word of what it came to.
    case outcomeUnknown
    /// Tickets rated or confirmed without the work ever being done.
    case endUnknown
    /// Events whose time a record only implies.
    case timeInferred
    /// Events whose time ran backwards in a record.
    case timeClamped
    /// Events whose time was moved within the tolerance of clocks.
    case timeMoved
  }

  /// What is missing.
  public var kind: Kind
  /// How often.
  public var count: Int
  /// Of how many tickets; `nil` where events are counted.
  public var of: Int?
}

/// What became of the notices of one rule by one channel.
///
/// Each notice counts once, for where it stands: one that was read counts as read and no longer as
/// sent. Of a campus those about its tickets count.
public struct NoticeFigure: Codable, Hashable, Sendable {
  /// What the notices say, as the code of their rule.
  public var rule: String
  /// The way they go, such as `sms`.
  public var channel: String
  /// How many there are.
  public var n = 0
  /// Still to be sent, for the first time or again.
  public var queued = 0
  /// Sent, and not known to be read.
  public var sent = 0
  /// Given up.
  public var failed = 0
  /// Not sent on purpose.
  public var suppressed = 0
  /// Read.
  public var read = 0
  /// How often sending one failed.
  public var failures = 0
}

/// Why a ticket is on a list.
public enum TicketListKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// Waits for a dispatcher.
  case toAccept
  /// Waits for a worker to be sent, handed back ones too.
  case toDispatch
  /// Waits for a worker's answer.
  case toAcknowledge
  /// The requester asks to cancel.
  case cancellationAsked
  /// The worker asks for a later date.
  case extensionAsked
  /// Rests longer than was said.
  case holdExpired
  /// A promise is broken.
  case breached
  /// A promise will be broken soon.
  case nearBreach
  /// The date set by hand has passed.
  case overdue
  /// Rests.
  case onHold
  /// Open, the oldest first.
  case oldest
  /// Handed back or handed over at least twice.
  case pingPong
  /// Came back to the worker, and open again.
  case inRework
  /// Rated 1 or 2.
  case ratedLow
}

/// Tickets for a reason.
public struct TicketListFigure: Codable, Hashable, Sendable {
  /// The reason.
  public var kind: TicketListKind
  /// How many there are.
  public var total: Int
  /// The first of them.
  public var tickets: [TicketReference]
}

/// A ticket on a list.
public struct TicketReference: Codable, Hashable, Sendable {
  /// The ticket's name.
  public var ticket: TicketID
  /// The campus it belongs to.
  public var campus: CampusCode
  /// The kind of fault.
  public var category: String
  /// Where it stands.
  public var phase: TicketPhase
  /// How urgent it is.
  public var priority: Int?
  /// Where the fault is.
  public var place: String?
  /// Whoever has it, or did the work.
  public var worker: String?
  /// Since when it has been open.
  public var openedAt: Timestamp
  /// The first date that passes or has passed, of what is still to be done.
  public var dueAt: Timestamp?
  /// The fault in words, where it was asked for.
  public var description: String?
}
