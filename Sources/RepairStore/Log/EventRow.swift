public import RepairCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An event's columns while a scan stands on its row; nothing of it outlives the closure it is lent to.
///
/// Reading a column costs what it costs in C. Text is lent as bytes, which live until the closure
/// returns.
public struct EventRow: ~Copyable {
  /// The columns in the order in which the properties below read them.
  static let columns = """
    position, id, stream, version, type, occurred_at, recorded_at, actor, role, on_behalf_of, \
    command, command_id, causation, correlation, salt, payload
    """

  private let statement: Statement
  private let log: EventLog

  init(_ statement: Statement, of log: EventLog) {
    self.statement = statement
    self.log = log
  }

  /// The place in the log.
  public var position: LogPosition {
    get throws { LogPosition(Int(clamping: try integer(0))) }
  }

  /// The event's name.
  public var id: ULID {
    get throws { try sixteenBytes(1) }
  }

  /// The number that stands for the stream in this file, a row of its `stream` table.
  public var streamID: Int64 {
    get throws { try integer(2) }
  }

  /// The number within the stream.
  public var version: StreamVersion {
    get throws { StreamVersion(Int(clamping: try integer(3))) }
  }

  /// The number that stands for the type in this file, a row of its `event_type` table.
  public var typeID: Int64 {
    get throws { try integer(4) }
  }

  /// When it happened.
  public var occurredAt: Timestamp {
    get throws { try time(5) }
  }

  /// When the log learned of it.
  public var recordedAt: Timestamp {
    get throws { try time(6) }
  }

  /// Who did it, as UTF-8 bytes.
  public var actorBytes: UnsafeRawBufferPointer {
    get throws { try bytes(7) }
  }

  /// Who did it.
  public var actor: PersonID {
    get throws {
      guard let actor = PersonID(try text(7)) else { throw damaged(7, "a person's pseudonym") }
      return actor
    }
  }

  /// In which capacity, as UTF-8 bytes.
  public var roleBytes: UnsafeRawBufferPointer {
    get throws { try bytes(8) }
  }

  /// In which capacity.
  public var role: Role {
    get throws {
      guard let role = Self.role(named: try bytes(8)) else { throw damaged(8, "a known role") }
      return role
    }
  }

  /// For whom it was done, when not for the actor.
  public var onBehalfOf: PersonID? {
    get throws {
      guard let text = try optionalText(9) else { return nil }
      guard let person = PersonID(text) else { throw damaged(9, "a person's pseudonym") }
      return person
    }
  }

  /// The command that was asked for.
  public var command: String? {
    get throws { try optionalText(10) }
  }

  /// The name of that one asking.
  public var commandID: ULID? {
    get throws { statement.isNull(11) ? nil : try sixteenBytes(11) }
  }

  /// The event or message that led to it.
  public var causation: String? {
    get throws { try optionalText(12) }
  }

  /// The larger undertaking it is part of.
  public var correlation: String? {
    get throws { try optionalText(13) }
  }

  /// The event's own facts, as UTF-8 bytes of one JSON object.
  public var payload: UnsafeRawBufferPointer {
    get throws { try bytes(15) }
  }

  /// The whole event, copied.
  ///
  /// - Returns: the event, which may be kept.
  /// - Throws: ``StoreError`` with the code `corrupt`, naming position and column.
  public func stored() throws -> StoredEvent {
    StoredEvent(
      position: try position, id: try id, stream: try log.streamName(try streamID),
      version: try version, type: try log.eventType(try typeID), occurredAt: try occurredAt,
      recordedAt: try recordedAt, actor: try actor, role: try role, onBehalfOf: try onBehalfOf,
      command: try command, commandID: try commandID, causation: try causation,
      correlation: try correlation, salt: try salt, payload: Array(try payload))
  }

  private var salt: [UInt8] {
    get throws {
      do throws(ColumnMismatch) {
        let salt = try statement.blobBytes(14)
        guard salt.count == 16 else { throw statement.mismatch(14, expected: "16 bytes") }
        return Array(salt)
      } catch { throw located(error) }
    }
  }

  /// A role by the bytes of its name; comparing strings would cost a tenth of a replay.
  private static func role(named bytes: UnsafeRawBufferPointer) -> Role? {
    func has(_ name: StaticString) -> Bool {
      guard let start = bytes.baseAddress, bytes.count == name.utf8CodeUnitCount else {
        return false
      }
      return memcmp(start, name.utf8Start, bytes.count) == 0
    }
    switch bytes.first {
    case UInt8(ascii: "r"): return has("requester") ? .requester : nil
    case UInt8(ascii: "d"): return has("dispatcher") ? .dispatcher : nil
    case UInt8(ascii: "w"): return has("worker") ? .worker : nil
    case UInt8(ascii: "a"): return has("auditor") ? .auditor : nil
    case UInt8(ascii: "s"):
      return has("system") ? .system : has("storekeeper") ? .storekeeper : nil
    default: return nil
    }
  }

  private func integer(_ column: Int32) throws -> Int64 {
    do { return try statement.int64(column) } catch { throw located(error) }
  }

  private func time(_ column: Int32) throws -> Timestamp {
    guard let time = Timestamp(milliseconds: try integer(column)) else {
      throw damaged(column, "a time")
    }
    return time
  }

  private func bytes(_ column: Int32) throws -> UnsafeRawBufferPointer {
    do { return try statement.textBytes(column) } catch { throw located(error) }
  }

  private func text(_ column: Int32) throws -> String {
    do { return try statement.text(column) } catch { throw located(error) }
  }

  private func optionalText(_ column: Int32) throws -> String? {
    statement.isNull(column) ? nil : try text(column)
  }

  private func sixteenBytes(_ column: Int32) throws -> ULID {
    do throws(ColumnMismatch) {
      guard let id = ULID(try statement.blobBytes(column)) else {
        throw statement.mismatch(column, expected: "16 bytes")
      }
      return id
    } catch { throw located(error) }
  }

  private func damaged(_ column: Int32, _ expected: String) -> StoreError {
    located(statement.mismatch(column, expected: expected, found: "something else"))
  }

  private func located(_ error: ColumnMismatch) -> StoreError {
    StoreError(error, path: log.path, position: try? statement.int64(0))
  }
}
