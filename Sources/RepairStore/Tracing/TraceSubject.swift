/// Around which event a trace is drawn.
public enum TraceSubject: Hashable, Sendable {
  /// The event at a place in the log.
  case position(LogPosition)
  /// The event with an id, or, where no event has it, the events of the command with that id.
  case id(ULID)
}
