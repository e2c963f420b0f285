/// One worker's turn at a ticket from its beginning to its end, as it is remembered once it is over.
///
/// ``Assignment`` is the present one, with all that a decision needs; turns are all of them, with what
/// people measure.
public struct WorkerTurn: Hashable, Sendable {
  /// How a turn ended.
  @nonexhaustive
  public enum End: String, CaseIterable, Hashable, Sendable {
    /// The work was done.
    case completed
    /// 退单: the worker handed the ticket back.
    case handedBack
    /// The worker passed it to another.
    case handedOver
    /// It was taken away, or another worker was sent.
    case released
    /// The ticket was cancelled.
    case cancelled
  }

  /// A worker's arrival.
  public struct Arrival: Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// Whether the worker said where.
    public var hasPlace: Bool
    /// Where by coordinates, if the worker said so.
    public var coordinates: Coordinates?
    /// How far from the ticket's place in metres, where both are known.
    public var distance: Int?
  }

  /// Whose turn it was.
  public let worker: PersonID
  /// Since when.
  public let since: Timestamp
  /// How it ended; `nil` while it lasts.
  public internal(set) var end: End?
  /// When it ended.
  public internal(set) var endedAt: Timestamp?
  /// The worker's arrivals, in order.
  public internal(set) var arrivals: [Arrival] = []
  /// How often nobody let the worker in.
  public internal(set) var deniedVisits = 0
  /// How good the result was found; stays when the ticket is reopened.
  public internal(set) var result: Rating?
  /// How quickly and smoothly it was found to go.
  public internal(set) var efficiency: Rating?

  init(worker: PersonID, since: Timestamp) {
    self.worker = worker
    self.since = since
  }
}

extension Ticket {
  /// Begins a worker's turn; one that still lasts ends with it.
  mutating func beginTurn(of worker: PersonID?, at: Timestamp, ending end: WorkerTurn.End) {
    endTurn(end, at: at)
    if let worker { turns.append(WorkerTurn(worker: worker, since: at)) }
  }

  /// Ends the present turn, if there is one.
  mutating func endTurn(_ end: WorkerTurn.End, at: Timestamp) {
    updateTurn {
      $0.end = end
      $0.endedAt = at
    }
  }

  /// Changes the present turn, if there is one.
  mutating func updateTurn(_ change: (inout WorkerTurn) -> Void) {
    guard let last = turns.indices.last, turns[last].end == nil else { return }
    change(&turns[last])
  }

  /// Notes a rating with the last turn of whoever did the work.
  mutating func rateTurn(of worker: PersonID?, result: Rating?, efficiency: Rating?) {
    guard let worker,
      let index = turns.lastIndex(where: { $0.worker == worker && $0.end == .completed })
    else { return }
    if let result { turns[index].result = result }
    if let efficiency { turns[index].efficiency = efficiency }
  }

  /// A worker's arrival, with how far it was from the ticket's place.
  func arrival(at place: Place?, _ at: Timestamp) -> WorkerTurn.Arrival {
    let coordinates = place?.coordinates
    return WorkerTurn.Arrival(
      at: at, hasPlace: place != nil, coordinates: coordinates,
      distance: coordinates.flatMap { here in
        self.place.coordinates.map { here.distance(to: $0) }
      })
  }
}
