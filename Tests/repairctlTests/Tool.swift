@testable import repairctl

/// Bytes that a test looks at afterwards.
final class MemorySink: ByteSink {
  let isTerminal: Bool
  let columns: Int?
  let rows: Int?
  private(set) var bytes: [UInt8] = []
  /// How many bytes are taken before whoever reads has gone.
  private let closesAfter: Int?

  init(isTerminal: Bool = false, columns: Int? = nil, rows: Int? = nil, closesAfter: Int? = nil) {
    self.isTerminal = isTerminal
    self.columns = columns
    self.rows = rows
    self.closesAfter = closesAfter
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    if let closesAfter, self.bytes.count >= closesAfter { throw .closed }
    self.bytes.append(contentsOf: bytes)
  }
}

/// Bytes that a test has made up.
final class MemorySource: ByteSource {
  private var rest: ArraySlice<UInt8>

  init(_ text: String = "") {
    rest = Array(text.utf8)[...]
  }

  init(bytes: [UInt8]) {
    rest = bytes[...]
  }

  func read(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let part = rest.prefix(room.count)
    room.copyBytes(from: part)
    rest = rest.dropFirst(part.count)
    return part.count
  }
}

/// What a command line did.
struct Outcome: Equatable {
  let exitCode: ExitCode
  let output: String
  let messages: String
}

/// Runs a command line as a shell would, in this process.
func repairctl(
  _ arguments: String..., input: String = "", environment: [String: String] = [:],
  output: MemorySink = MemorySink(), messages: MemorySink = MemorySink(),
  isInterrupted: @escaping @Sendable () -> Bool = { false }
) -> Outcome {
  let exitCode = CommandLineTool.run(
    arguments: arguments, environment: environment, stdin: MemorySource(input), stdout: output,
    stderr: messages, isInterrupted: isInterrupted)
  return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
}
