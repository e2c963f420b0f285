import Foundation

/// Bytes of a file, read front to back in large pieces; a gzip file is unpacked on the way.
///
/// A file descriptor rather than `FileHandle`: no allocation a read, and the error number is kept.
package final class ByteSource {
  private let descriptor: Int32
  private let closesDescriptor: Bool
  /// What to call the input in messages.
  package let name: String
  /// Bytes handed out so far.
  package private(set) var offset = 0
  /// Bytes of the file itself that were read, packed as they may be.
  package private(set) var bytesRead = 0
  /// Whether the file is gzip; known once something was read.
  package var isPacked: Bool { gzip != nil }
  private var hasBegun = false
  private var gzip: GzipReader?

  /// Opens a file for reading; `-` is standard input.
  ///
  /// - Parameter path: the file's path.
  /// - Throws: ``ExchangeError`` with code `unreadable`.
  package init(path: String) throws {
    name = path
    guard path != "-" else {
      descriptor = 0
      closesDescriptor = false
      return
    }
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw ExchangeError(.unreadable, "cannot read \(path): \(reason(errno))")
    }
    var facts = stat()
    if fstat(opened, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
      close(opened)
      throw ExchangeError(.unreadable, "cannot read \(path): it is a directory")
    }
    descriptor = opened
    closesDescriptor = true
  }

  deinit {
    if closesDescriptor { close(descriptor) }
  }

  /// How many bytes a regular file has; `nil` for a pipe, whose end nobody knows.
  package var length: Int? {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(facts.st_size)
  }

  /// Goes back to the first byte, so that a regular file can be read a second time.
  ///
  /// - Throws: ``ExchangeError`` with code `inputOutput`.
  package func rewind() throws {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw ExchangeError(.inputOutput, "cannot read \(name) twice: \(reason(errno))")
    }
    (offset, bytesRead) = (0, 0)
    hasBegun = false
    gzip = nil
  }

  /// Reads as much as there is, up to the buffer's size.
  ///
  /// - Parameter buffer: where the bytes go.
  /// - Returns: how many bytes were read; 0 only at the end of the file.
  /// - Throws: ``ExchangeError`` with code `inputOutput`; `malformed` for a damaged gzip file.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if !hasBegun {
      let count = try begin(buffer)
      guard gzip != nil else {
        offset += count
        return count
      }
    }
    let count =
      try gzip.map { try $0.read(into: buffer, more: readFile) } ?? readFile(into: buffer)
    offset += count
    return count
  }

  /// Reads the first bytes, and finds out by them whether they are gzip.
  private func begin(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    hasBegun = true
    var count = 0
    // A pipe may hand out one byte at first, which says nothing yet.
    while count < min(2, buffer.count) {
      let more = try readFile(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if more == 0 { break }
      count += more
    }
    if count >= 2, buffer[0] == 0x1F, buffer[1] == 0x8B {
      gzip = try GzipReader(first: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return count
  }

  private func readFile(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, buffer.count > 0 else { return 0 }
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, base, buffer.count)
      #else
        let count = Glibc.read(descriptor, base, buffer.count)
      #endif
      if count >= 0 {
        bytesRead += count
        return count
      }
      guard errno == EINTR else {
        throw ExchangeError(
          .inputOutput, "cannot read \(name): \(reason(errno))",
          at: .init(byteOffset: bytesRead))
      }
    }
  }
}

/// The system's words for an error number.
func reason(_ number: Int32) -> String {
  String(cString: strerror(number))
}
