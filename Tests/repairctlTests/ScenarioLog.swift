import Foundation
import Testing

@testable import repairctl

/// A log with forty real-looking tickets in it.
///
/// It is made once, as a shell would, and each test gets a copy of the closed file.
enum ScenarioLog {
  /// How many tickets it has.
  static let tickets = 40

  private static let template = Result {
    let folder = try TemporaryFolder()
    let path = folder.file("template.db")
    try #require(repairctl("init", path).exitCode == .success)
    let commands = repairctl("scenario", "--tickets", "\(tickets)", "--seed", "1", "--tickets-only")
      .output
    let outcome = repairctl("run", "-", "--log", path, input: commands)
    try #require(outcome.exitCode == .success, "\(outcome.messages)")
    return try folder.contents()["template.db"] ?? Data()
  }

  /// Puts a copy somewhere.
  static func make(at path: String) throws {
    try template.get().write(to: URL(filePath: path))
  }
}
