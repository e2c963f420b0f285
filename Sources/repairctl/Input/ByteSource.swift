import Glibc

/// Somewhere bytes come from: a file, a pipe, or a test's memory.
protocol ByteSource: AnyObject {
  /// Reads at most as many bytes as there is room for; 0 at the end.
  func read(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
}

/// Bytes from a file descriptor.
final class FileDescriptorSource: ByteSource {
  private let descriptor: Int32
  private let name: String
  private let ownsDescriptor: Bool

  /// Reads from a descriptor that somebody else opened and closes.
  init(_ descriptor: Int32, named name: String) {
    self.descriptor = descriptor
    self.name = name
    ownsDescriptor = false
  }

  /// Opens a file for reading.
  init(path: String) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.missingInput, "Cannot read '\(path)': \(SystemError.text(errno)).")
    }
    self.descriptor = descriptor
    name = "'\(path)'"
    ownsDescriptor = true
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  func read(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    while true {
      let count = Glibc.read(descriptor, room.baseAddress, room.count)
      if count >= 0 { return count }
      switch errno {
      case EINTR:
        if Interruption.isRequested { throw Failure(.interrupted, "Interrupted.") }
      case EISDIR: throw Failure(.missingInput, "Cannot read \(name): it is a directory.")
      default: throw Failure(.inputOutput, "Cannot read \(name): \(SystemError.text(errno)).")
      }
    }
  }
}

/// The system's errors in words.
enum SystemError {
  /// What an error number means, in the C locale's words.
  static func text(_ number: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      buffer.initialize(repeating: 0)
      guard let base = buffer.baseAddress, strerror_r(number, base, buffer.count) == 0 else {
        return "error \(number)"
      }
      return String(cString: base)
    }
  }
}

extension ByteSource {
  /// Reads the next piece, as long as there is room in a buffer.
  ///
  /// - Parameter piece: where the bytes go.
  /// - Returns: how many; 0 at the end.
  /// - Throws: a failure for an unreadable source.
  func read(piece: inout [UInt8]) throws(Failure) -> Int {
    do {
      return try piece.withUnsafeMutableBytes { room in try read(into: room) }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.internalError, "Reading failed: \(error)")
    }
  }

  /// Everything there is, up to a limit.
  ///
  /// - Parameters:
  ///   - limit: how many bytes there may be.
  ///   - name: what is read, for the error.
  /// - Returns: the bytes.
  /// - Throws: a failure for an unreadable source, or one with more bytes.
  func all(atMost limit: Int, of name: String) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try read(piece: &piece)
      if count == 0 { return bytes }
      bytes.append(contentsOf: piece[..<count])
      guard bytes.count <= limit else {
        throw Failure(.malformedInput, "\(name) has more than \(limit) bytes.")
      }
    }
  }
}
