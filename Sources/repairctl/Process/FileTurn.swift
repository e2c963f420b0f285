import Glibc

/// A process's turn at a file that one process at a time may write; it ends with the process.
struct FileTurn {
  private let descriptor: Int32

  /// Takes the turn.
  ///
  /// - Parameter path: the file, made where there is none.
  /// - Throws: a failure when it cannot be made, or another process has it.
  init(_ path: String) throws(Failure) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.cannotCreate, "Cannot write '\(path)': \(String(cString: strerror(errno))).")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Failure(.busy, "Another process writes '\(path)'; try again when it is done.")
    }
  }

  /// Gives the turn back.
  func end() { close(descriptor) }
}
