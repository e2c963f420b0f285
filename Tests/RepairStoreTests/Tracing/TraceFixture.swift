import RepairCore
import Testing

@testable import RepairStore

/// A log in which a test says for each event what led to it.
struct TraceFixture {
  let fixture: LogFixture
  var log: EventLog { fixture.log }

  init() throws {
    fixture = try LogFixture { $0.durability = .processCrashOnly }
  }

  /// Appends events that came of one command, and returns their ids.
  @discardableResult
  func append(
    _ count: Int = 1, to name: String = "ticket/N-1", command: ULID? = nil,
    because cause: String? = nil, correlation: String? = nil, with writer: LogWriter? = nil
  ) throws -> [ULID] {
    var new = try event("NoteAdded")
    (new.command, new.commandID) = (command.map { _ in "addNote" }, command)
    (new.causation, new.correlation) = (cause, correlation)
    let append = Append(
      Array(repeating: new, count: count), to: try stream(name), expecting: .any)
    let result =
      if let writer { try writer.append(append) } else { try log.bulk { try $0.append(append) } }
    return try (result.firstPosition.rawValue...result.lastPosition.rawValue).map {
      try #require(try log.event(at: LogPosition($0))).id
    }
  }

  /// Puts an event into the log as somebody could who makes one by hand.
  func forge(
    at position: Int, id: ULID, command: ULID? = nil, because cause: String? = nil
  ) throws {
    let time = fixture.clock.now
    let forged = StoredEvent(
      position: LogPosition(position), id: id, stream: try stream("forged"),
      version: StreamVersion(position), type: EventType("NoteAdded"), occurredAt: time,
      recordedAt: time, actor: try #require(PersonID("u-1")), role: .requester, command: nil,
      commandID: command, causation: cause, salt: Array(repeating: 7, count: 16),
      payload: Array("{}".utf8))
    try log.bulk { try $0.appendVerbatim(forged, tags: []) }
  }
}

/// A name that no log made.
func madeUp(_ number: UInt64) -> ULID { ULID(high: 42, low: number) }
