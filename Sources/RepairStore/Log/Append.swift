/// One request to append events to a stream, with everything that must be true for it.
///
/// ```swift
/// var append = Append([event], to: StreamName(ticket: id), expecting: .noStream)
/// append.condition = AppendCondition(noneOf: EventQuery(tags: [asset]), after: head)
/// ```
public struct Append: Sendable {
  /// What happened: at least one event, at most 10,000, all kept or none.
  public var events: [NewEvent]
  /// Where to; made by its first event.
  public var stream: StreamName
  /// What version the stream must have.
  public var expected: ExpectedVersion
  /// What must not have happened elsewhere in the log.
  public var condition: AppendCondition?
  /// The request's idempotency key; one used before for the same request gets the first result.
  public var key: IdempotencyKey?

  /// Makes a request.
  public init(
    _ events: [NewEvent], to stream: StreamName, expecting expected: ExpectedVersion,
    condition: AppendCondition? = nil, key: IdempotencyKey? = nil
  ) {
    self.events = events
    self.stream = stream
    self.expected = expected
    self.condition = condition
    self.key = key
  }
}
