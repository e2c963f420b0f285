public import RepairCore

/// What the desk sees before it types in what a caller says: who it may be, what they asked for
/// already, and what the number they called is for.
public struct IncomingCall: Hashable, Sendable {
  /// The hotline that was called; `nil` where it is none, or not known.
  public var line: Hotlines.Line?
  /// The members whose number it is; as a rule one, none for an unknown caller, several where people
  /// share a telephone.
  public var callers: [Member]
  /// Their open tickets, the newest first: a call is often about one of these.
  public var openTickets: [BoardRow]

  /// The one caller it can be, to be named with `onBehalfOf`; `nil` for none and for several.
  public var caller: Member? { callers.count == 1 ? callers.first : nil }
}

extension RepairEngine {
  /// Finds out who is calling the desk.
  ///
  /// ```swift
  /// let call = try await engine.incomingCall(from: "138 0013 8000", to: "8001")
  /// desk.onBehalfOf = call.caller?.id
  /// ```
  ///
  /// - Parameters:
  ///   - phone: the caller's number, however it is written.
  ///   - called: the number that was called.
  /// - Returns: what is known; members who have left are no callers.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a member's.
  /// - Complexity: O(members), and a query of the board for each caller.
  public func incomingCall(from phone: String, to called: String? = nil) async throws
    -> IncomingCall
  {
    let hotlines = try await inForce(Hotlines.self)
    var call = IncomingCall(
      line: called.flatMap { hotlines.line(called: $0) },
      callers: try await members(phone: phone).filter { $0.status != .left }, openTickets: [])
    for caller in call.callers {
      var open = BoardQuery()
      open.phases = Set(TicketPhase.allCases.filter(\.isOpen))
      open.requester = caller.id
      call.openTickets += try await query(open).rows
    }
    return call
  }
}
