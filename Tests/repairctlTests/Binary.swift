import Foundation
import Synchronization

/// The built tool, as another process.
enum Binary {
  /// What a process did.
  struct Outcome {
    let exitCode: Int32
    let output: String
    let messages: String
  }

  /// The executable that lies beside the tests.
  static var url: URL { Bundle.main.bundleURL.appending(path: "repairctl") }

  /// Runs the tool to its end.
  ///
  /// Both pipes are drained while it runs: waiting first would hang as soon as one is full.
  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Outcome {
    let running = try start(arguments, environment: environment)
    try running.input.write(contentsOf: Data(input.utf8))
    try running.input.close()
    return running.finish()
  }

  /// Runs the tool to its end, without input.
  static func run(_ arguments: [String]) throws -> Outcome {
    let running = try start(arguments)
    try running.input.close()
    return running.finish()
  }

  /// Starts the tool and drains its pipes in the background.
  static func start(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> RunningBinary {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    variables.removeValue(forKey: "REPAIRCTL_LOG")
    variables.merge(environment) { $1 }
    process.environment = variables
    let (input, output, messages) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = messages
    try process.run()
    return RunningBinary(
      process: process, input: input.fileHandleForWriting,
      output: Drain(output.fileHandleForReading), messages: Drain(messages.fileHandleForReading))
  }
}

/// A process that has been started.
struct RunningBinary {
  let process: Process
  let input: FileHandle
  let output: Drain
  let messages: Drain

  /// Waits for its end.
  func finish() -> Binary.Outcome {
    let (output, messages) = (output.wait(), messages.wait())
    process.waitUntilExit()
    return Binary.Outcome(
      exitCode: process.terminationStatus, output: output, messages: messages)
  }

  /// Waits until the output contains a text; `false` when it ended or ten seconds passed first.
  func waitForOutput(containing text: String) -> Bool {
    for _ in 0..<1000 {
      if output.text.contains(text) { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }
}

/// Everything that comes out of a pipe, read by a thread of its own.
final class Drain: Sendable {
  private let data = Mutex(Data())
  private let isDone = DispatchSemaphore(value: 0)

  init(_ handle: FileHandle) {
    Thread.detachNewThread { [self] in
      while true {
        let piece = handle.availableData
        if piece.isEmpty { break }
        data.withLock { $0.append(piece) }
      }
      isDone.signal()
    }
  }

  /// What has come so far.
  var text: String { String(decoding: data.withLock { $0 }, as: UTF8.self) }

  /// Everything, once the pipe is closed.
  func wait() -> String {
    isDone.wait()
    isDone.signal()
    return text
  }
}
