import Foundation
import RepairStore

@testable import log_hammer

/// A process that uses a log hard and writes down what it was answered.
final class HammerProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  init(_ mode: String, log: String, history: String, session: String, _ more: String...) throws {
    process.executableURL = Bundle.main.bundleURL.appending(path: "log-hammer")
    process.arguments =
      [mode, "log=\(log)", "history=\(history)", "session=\(session)"]
      + more.filter { !$0.isEmpty }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Whether it has not ended by itself.
  var isRunning: Bool { process.isRunning }

  /// Kills it, whatever it does just then, and waits for its end.
  func killNow() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Waits for its end and answers its exit code.
  func finish() -> Int32 {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Gives it a line of input.
  func tell(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// The next line of its output; it never says more than one at a time.
  func line() -> String {
    let data = output.fileHandleForReading.availableData
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}

/// Everything that was written down in a folder.
func history(in folder: TemporaryFolder) throws -> [Call] {
  let lines = try folder.names.filter { $0.hasPrefix("history") }
    .flatMap { try historyLines(folder.file($0)) }
  return HistoryLine.calls(lines)
}
