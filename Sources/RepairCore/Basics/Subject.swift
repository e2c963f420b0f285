/// A kind of thing with a history beside the tickets, such as a member or an item in store.
///
/// The value is its state after some number of its events. Like a ticket it is decided upon and
/// evolves by two functions that read nothing from outside.
public protocol Subject: Hashable, Sendable {
  /// What one of them is called.
  associatedtype Name: TextIdentifier
  /// What can be asked of it.
  associatedtype Command: Hashable & Sendable
  /// What can happen to it.
  associatedtype Event: Hashable & Sendable

  /// How many events it has.
  var version: StreamVersion { get }
  /// When its last event happened.
  var updatedAt: Timestamp { get }

  /// Decides a command: every rule is applied here.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - state: the subject as it stands; `nil` where there is none.
  ///   - name: what it is called.
  ///   - context: who asks, when, and facts from elsewhere.
  ///   - policy: the desk's rules.
  /// - Returns: what happens, in order; never empty.
  /// - Throws: the weightiest reason, in the order of ``RefusalCode``; that the command is dated too
  ///   early is found by ``CommandContext/checkOrder(after:under:)``.
  static func decide(
    _ command: Command, on state: Self?, named name: Name, in context: CommandContext,
    under policy: TicketPolicy
  ) throws(Refusal) -> [Event]

  /// Applies one fact; it never judges.
  ///
  /// - Parameters:
  ///   - state: the subject before; `nil` before its first event. Unchanged when this throws.
  ///   - name: what it is called.
  ///   - fact: what happened next.
  /// - Throws: ``ImpossibleHistory`` when the first event does not begin such a thing, a later one
  ///   does, or a version is missing.
  static func evolve(
    _ state: inout Self?, named name: Name, with fact: Fact<Event>
  ) throws(ImpossibleHistory)
}

extension CommandContext {
  /// Refuses a command that is dated too long before the last event of its subject.
  ///
  /// - Parameters:
  ///   - last: when that was; `nil` where there is none.
  ///   - policy: says how far clocks may differ.
  /// - Returns: when the command's events happen: as stated, or at that last time where a clock that
  ///   runs a little slow stated an earlier one.
  /// - Throws: a refusal with ``RefusalCode/outOfOrder``.
  @discardableResult
  public func checkOrder(
    after last: Timestamp?, under policy: TicketPolicy
  ) throws(Refusal) -> Timestamp {
    guard let last, at < last else { return at }
    guard at >= last - policy.clockTolerance else {
      throw Refusal(
        .outOfOrder,
        "\(at) is before the last event at \(last) by more than \(policy.clockTolerance)")
    }
    return last
  }
}
