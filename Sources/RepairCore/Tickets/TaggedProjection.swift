/// What several tickets come to together, folded from the events that carry one tag.
///
/// A rule that looks beyond one ticket is decided by such a fold. It says itself which events it
/// reads, so that a store can read exactly those, and append only when no further one has come.
///
/// The tagged events do not tell everything: a worker may be sent to a ticket that rests already, an
/// imported record may be rated without having been completed, and logs written before a rule existed
/// lack some tags. A fold therefore rather says too much of a ticket than too little, and is put right
/// by the ticket itself before anything is refused because of it.
public protocol TaggedProjection: Hashable, Sendable {
  /// The kinds of event it reads; others with its tag change nothing.
  static var kinds: [TicketEventKind] { get }

  /// The kinds of a stock's event it reads; none by default.
  static var stockKinds: [StockEventKind] { get }

  /// The tag of the events it reads.
  var tag: EventTag { get }

  /// Applies one event that carries the tag, in the order of the log.
  ///
  /// - Parameters:
  ///   - event: what happened; one of another kind changes nothing.
  ///   - ticket: to which ticket.
  mutating func apply(_ event: TicketEvent, of ticket: TicketID)

  /// Applies an event of a stock that carries the tag; by default it changes nothing.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - stock: to which stock.
  mutating func apply(_ event: StockEvent, of stock: StockName)

  /// Puts right what is said of one ticket.
  ///
  /// - Parameters:
  ///   - ticket: the ticket's name.
  ///   - state: the ticket after the last event applied; `nil` where there is none.
  mutating func correct(_ ticket: TicketID, to state: Ticket?)
}

extension TaggedProjection {
  /// No stock's events.
  public static var stockKinds: [StockEventKind] { [] }

  /// Changes nothing.
  public mutating func apply(_ event: StockEvent, of stock: StockName) {}
}
