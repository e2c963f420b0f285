import Glibc

/// A process's turn at something that one process at a time may do; it ends with the process.
struct FileTurn {
  private let descriptor: Int32

  /// Takes the turn, or makes `nil` when another process has it or the file cannot be made.
  ///
  /// - Parameter path: a file that stands for it, made where there is none.
  init?(_ path: String) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
  }

  /// Gives the turn back.
  func end() { close(descriptor) }
}
