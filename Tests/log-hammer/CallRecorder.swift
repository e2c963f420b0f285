#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Writes a history so that a killed process has lost no more than the line it was writing.
///
/// Each line is one `write` to a file that is only ever appended to, so several threads may write.
package final class CallRecorder: Sendable {
  private let descriptor: Int32

  /// Opens a history, which is made when it is not there.
  package init(_ path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    guard descriptor >= 0 else { throw HistoryFailed(path: path, code: errno) }
  }

  deinit { close(descriptor) }

  /// Notes a call that is about to be made.
  package func invoke(_ id: CallID, _ request: Request) {
    write(.invoked(id, at: Self.now, request))
  }

  /// Notes what came of a call.
  package func finish(_ id: CallID, _ reply: Reply) {
    write(.returned(id, at: Self.now, reply))
  }

  /// The machine's monotonic clock, the same for all its processes, in nanoseconds.
  package static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private func write(_ line: HistoryLine) {
    var text = line.text + "\n"
    let isWritten = text.withUTF8 { bytes in
      #if canImport(Darwin)
        Darwin.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #else
        Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #endif
    }
    // A history with holes proves nothing: rather none.
    if !isWritten { exit(70) }
  }
}

/// A history that cannot be written.
package struct HistoryFailed: Error {
  package let path: String
  package let code: Int32
}

/// The lines of a history file; one that was torn by a kill is left out.
package func historyLines(_ path: String) throws -> [HistoryLine] {
  guard let file = fopen(path, "r") else { throw HistoryFailed(path: path, code: errno) }
  defer { fclose(file) }
  var lines: [HistoryLine] = []
  var buffer: UnsafeMutablePointer<CChar>?
  var capacity = 0
  defer { free(buffer) }
  while true {
    let count = getline(&buffer, &capacity, file)
    guard count > 0, let buffer else { return lines }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
    guard bytes.last == UInt8(ascii: "\n") else { return lines }
    let text = String(decoding: bytes.dropLast(), as: UTF8.self)
    guard let line = HistoryLine(text) else {
      throw HistoryFailed(path: "\(path): \(text)", code: 0)
    }
    lines.append(line)
  }
}
