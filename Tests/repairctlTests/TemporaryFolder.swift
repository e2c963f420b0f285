import Foundation
import RepairCore
import RepairStore
import Testing

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "repairctl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// A file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in it.
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: file(name)))
    return file(name)
  }

  /// Reads a file in it.
  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
  }

  /// The bytes of every file in it, by name.
  func contents() throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      result[name] = try Data(contentsOf: URL(filePath: file(name)))
    }
    return result
  }
}

/// A few events as another program would append them.
enum MadeUpEvents {
  static func noted(
    _ text: String, at time: String, by actor: String = "d-1"
  ) throws -> NewEvent {
    NewEvent(
      type: EventType("NoteAdded"), occurredAt: try #require(Timestamp(time)),
      actor: try #require(PersonID(actor)), role: .dispatcher,
      payload: InertJSONText.object(text))
  }

  /// Appends one event and says where it is.
  @discardableResult
  static func append(
    _ text: String, to ticket: String, at time: String, by actor: String = "d-1", in log: EventLog
  ) throws -> AppendResult {
    try log.append(
      [noted(text, at: time, by: actor)],
      to: StreamName(ticket: try #require(TicketID(ticket))), expecting: .any)
  }
}

/// JSON for payloads, by Foundation: what the tool prints is checked against another writer.
private enum InertJSONText {
  static func object(_ text: String) -> [UInt8] {
    let quoted = (try? JSONSerialization.data(withJSONObject: [text])).map { Array($0) } ?? []
    return Array("{\"text\":".utf8) + quoted.dropFirst().dropLast() + Array("}".utf8)
  }
}
