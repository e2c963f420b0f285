/// Why a command does not happen, as a code.
///
/// Where several apply, the first in this order is given.
@nonexhaustive
public enum RefusalCode: String, CaseIterable, Hashable, Sendable {
  /// The idempotency key was used for another request.
  case duplicateKey
  /// There is no such ticket.
  case unknownTicket
  /// There is no such member.
  case unknownMember
  /// The store does not keep such a material.
  case unknownItem
  /// There is such a ticket already.
  case alreadyExists
  /// The ticket is not at the version the caller expected.
  case conflict
  /// The directory does not know the actor.
  case unknownActor
  /// This actor, in this role, may never do that to this ticket.
  case notPermitted
  /// The ticket's campus is outside the actor's scope.
  case wrongCampus
  /// The ticket's phase does not allow it.
  case illegalTransition
  /// The ticket is not assigned to this worker, or not as the assignment named.
  case notAssigned
  /// The command is dated before the ticket's last event.
  case outOfOrder
  /// The ticket rests.
  case onHold
  /// A field is missing, out of range, too long or changes nothing.
  case invalidField
  /// The worker cannot be sent.
  case workerUnavailable
  /// Materials are not accounted for.
  case materialsOpen
  /// Its time has not come.
  case tooEarly
  /// Its time is over.
  case tooLate
  /// A limit is reached.
  case limitReached

  /// Whether this is given only where the other does not apply.
  public func isLighter(than other: RefusalCode) -> Bool {
    let order = Self.allCases
    return (order.firstIndex(of: self) ?? 0) > (order.firstIndex(of: other) ?? 0)
  }
}
