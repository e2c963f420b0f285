import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// A folder of a test's own, taken away when the test is over.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "exchange-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: folder.appending(path: name))
    return path(name)
  }

  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  func log(_ name: String = "log.db", origin: String? = nil) throws -> EventLog {
    var configuration = LogConfiguration()
    configuration.durability = .processCrashOnly
    return try EventLog.create(at: path(name), origin: origin, configuration: configuration)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: path(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
}

/// Real records of other systems, beside the repository; absent in a clone of it alone.
enum SharedData {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "../shared/data")
    .standardizedFileURL

  static let isThere = FileManager.default.fileExists(atPath: folder.path)

  static func path(_ name: String) -> String { folder.appending(path: name).path }
}

/// The events of one ticket.
func history(_ ticket: String, in log: EventLog) throws -> [StoredEvent] {
  try log.readStream(#require(StreamName("ticket/\(ticket)")))
}

/// A payload as text.
func text(_ event: StoredEvent) -> String { String(decoding: event.payload, as: UTF8.self) }

/// The words of an error that must come.
func refusal(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return String(describing: error)
  }
}
