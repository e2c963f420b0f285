/// Somewhere bytes go: a file, a pipe, a terminal, or a test's memory.
protocol ByteSink: AnyObject {
  /// Whether a person is watching.
  var isTerminal: Bool { get }
  /// How many columns the terminal has, where it says so.
  var columns: Int? { get }
  /// How many lines the terminal has, where it says so.
  var rows: Int? { get }
  /// Takes all the bytes, or fails.
  func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError)
}

/// Why output ends early.
enum OutputError: Error, Equatable, Sendable {
  /// Whoever read it has gone, as `head` does: no fault of anybody's.
  case closed
  /// The system's error number.
  case failed(Int32)
}
