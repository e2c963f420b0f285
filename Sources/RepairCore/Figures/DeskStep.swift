/// What one event means for the desk's figures, in 32 bytes.
///
/// Texts are not here: names are numbers of a ``NamePool``.
struct DeskStep: Sendable {
  /// What happened, as far as figures care.
  enum Kind: UInt8, Sendable {
    case submitted, placed, funded, accepted, prioritised, recategorised, transferred
    case held, resumed, hurried, cancelled, dispatched, handedOver, acknowledged, arrived
    case accessDenied, started, rejected, released, completed, corrected, confirmed
    case confirmedByDefault, reworkRequested, evaluated, evaluationAmended, reopened
    case deadlineSet, extensionRequested, extensionApproved, extensionRefused
    case cancellationRequested, cancellationRefused
    case materialRequested, materialIssued, materialUsed, materialReturned, materialWrittenOff
    case costLine, costAmount
    case noticeQueued, noticeSent, noticeFailed, noticeSuppressed, noticeRead
    /// Nothing, but its time is worth knowing about.
    case noted
  }

  /// What is known about an event and its time.
  struct Marks: OptionSet, Sendable {
    let rawValue: UInt8

    /// Another system's record is all that is known of it.
    static let imported = Marks(rawValue: 1)
    /// Its time was implied by a record.
    static let inferred = Marks(rawValue: 2)
    /// Its time ran backwards in a record.
    static let clamped = Marks(rawValue: 4)
    /// Its time was moved within the clock tolerance.
    static let moved = Marks(rawValue: 8)
    /// The kind's own yes or no: see ``DeskFold``.
    static let first = Marks(rawValue: 16)
    /// The kind's second.
    static let second = Marks(rawValue: 32)
    /// The kind's third.
    static let third = Marks(rawValue: 64)

    /// Whether the event's time is the one it happened at.
    var isExact: Bool { isDisjoint(with: [.inferred, .clamped]) }
  }

  /// A number that is not there.
  static let none: Int64 = .min

  var at: Int64
  var amount: Int64 = DeskStep.none
  /// The ticket's next step; -1 for none.
  var next: Int32 = -1
  var name = NamePool.none
  var other = NamePool.none
  var kind: Kind
  var marks: Marks = []
}
