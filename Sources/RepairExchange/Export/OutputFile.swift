import Foundation

/// Where an export goes: a new file, or an open descriptor such as standard output.
final class OutputFile {
  private let descriptor: Int32
  private let path: String?
  private var pending: [UInt8] = []
  private var isOpen = true

  /// Makes a new file that only its owner can read, or takes standard output for `-`.
  ///
  /// - Throws: ``ExchangeError`` with `alreadyExists` or `cannotCreate`.
  init(path: String) throws {
    pending.reserveCapacity(1 << 17)
    guard path != "-" else {
      descriptor = 1
      self.path = nil
      return
    }
    let opened = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard opened >= 0 else {
      throw errno == EEXIST
        ? ExchangeError(.alreadyExists, "\(path) exists already; choose another name")
        : ExchangeError(.cannotCreate, "cannot make \(path): \(reason(errno))")
    }
    descriptor = opened
    self.path = path
  }

  /// Adds bytes; they reach the file in large pieces.
  func write(_ bytes: [UInt8]) throws {
    pending.append(contentsOf: bytes)
    if pending.count >= 1 << 16 { try flush() }
  }

  /// Writes what is left, and makes a file durable.
  func finish() throws {
    try flush()
    guard path != nil else { return }
    guard fsync(descriptor) == 0 else { throw failure() }
    // A descriptor is gone after `close`, whatever it answers.
    isOpen = false
    guard close(descriptor) == 0 else { throw failure() }
  }

  /// Takes an unfinished file away.
  func abandon() {
    guard let path else { return }
    if isOpen { close(descriptor) }
    isOpen = false
    unlink(path)
  }

  private func flush() throws {
    var done = 0
    while done < pending.count {
      let count = pending.withUnsafeBytes { bytes -> Int in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        #if canImport(Darwin)
          return Darwin.write(descriptor, rest.baseAddress, rest.count)
        #else
          return Glibc.write(descriptor, rest.baseAddress, rest.count)
        #endif
      }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw failure()
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func failure() -> ExchangeError {
    ExchangeError(
      errno == ENOSPC ? .noSpace : .inputOutput,
      "cannot write \(path ?? "standard output"): \(reason(errno))")
  }
}
