public import RepairCore

/// At which point of its history to look at a ticket.
@nonexhaustive
public enum TicketMoment: Hashable, Sendable {
  /// As it is.
  case now
  /// After so many of its events; a ticket that never had so many is not there.
  case version(StreamVersion)
  /// After all that happened up to a moment.
  case time(Timestamp)
  /// After all that the log has up to a place.
  case position(LogPosition)
}
