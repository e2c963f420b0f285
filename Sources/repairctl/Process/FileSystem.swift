import Glibc

/// What commands do with files that are not logs.
enum FileSystem {
  /// Removes a file; one that is not there stays so.
  static func remove(_ path: String) {
    unlink(path)
  }

  /// Whether whoever read a pipe has gone.
  static func hasNoReader(_ descriptor: Int32) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&wanted, 1, 0) == 1 && wanted.revents & Int16(POLLERR) != 0
  }
}

/// A file that did not exist before.
struct NewFile {
  private let descriptor: Int32
  private let path: String

  /// Makes the file, readable by its owner only.
  ///
  /// - Parameter path: where; there must be no such file yet.
  /// - Throws: a failure when it exists or cannot be made.
  init(path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw errno == EEXIST
        ? Failure(.cannotCreate, "'\(path)' exists already; choose another name.")
        : Failure(.cannotCreate, "Cannot make '\(path)': \(SystemError.text(errno)).")
    }
    self.descriptor = descriptor
    self.path = path
  }

  /// Writes the whole text and closes the file.
  ///
  /// - Parameter text: what shall be in it.
  /// - Throws: a failure when the disk does not take it.
  func write(_ text: String) throws(Failure) {
    defer { close(descriptor) }
    do {
      let sink = FileDescriptorSink(descriptor)
      var text = text
      try text.withUTF8 { try sink.write(UnsafeRawBufferPointer($0)) }
    } catch OutputError.failed(let number) {
      throw Failure(.inputOutput, "Cannot write '\(path)': \(SystemError.text(number)).")
    } catch {
      throw Failure(.inputOutput, "Cannot write '\(path)'.")
    }
  }

  /// Closes it and takes it away.
  func remove() {
    close(descriptor)
    FileSystem.remove(path)
  }
}
