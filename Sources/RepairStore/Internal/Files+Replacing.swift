#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Small files of our own, read and written whole; never a database.
extension Files {
  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - path: the file; a symbolic link is followed.
  ///   - limit: how many bytes at most.
  /// - Returns: all of them.
  /// - Throws: what the system answers, and `EFBIG` for a larger file.
  static func bytes(of path: String, atMost limit: Int) throws(Failure) -> [UInt8] {
    try content(of: path, atMost: limit).bytes
  }

  /// The bytes of a file, and whether others than its owner may read or write it.
  ///
  /// - Throws: as ``bytes(of:atMost:)``.
  static func content(
    of path: String, atMost limit: Int
  ) throws(Failure) -> (bytes: [UInt8], isOpenToOthers: Bool) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    defer { close(descriptor) }
    // Of what is read and not of its name, which may be another file's by now.
    var info = stat()
    let isOpen = fstat(descriptor, &info) != 0 || info.st_mode & mode_t(S_IRWXG | S_IRWXO) != 0
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return (bytes, isOpen) }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw Failure(code: errno)
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw Failure(code: EFBIG) }
    }
  }

  /// Makes a file with these bytes, durable and the owner's only; fails when there is one.
  static func make(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let partial = partialName(for: path)
    try fill(partial, with: bytes)
    do {
      try rename(partial, toNew: path)
      try sync(folder: folder(of: path))
    } catch {
      remove(partial)
      throw error
    }
  }

  /// Puts a file with these bytes in the place of another; a power loss leaves the one or the other.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let partial = partialName(for: path)
    try fill(partial, with: bytes)
    guard replaceFile(partial, path) == 0 else {
      let code = errno
      remove(partial)
      throw Failure(code: code)
    }
    try sync(folder: folder(of: path))
  }

  /// Runs `body` while no other process does so with the same file, waiting a few seconds at most.
  ///
  /// The file may be replaced inside: whoever waited for the old one looks again.
  static func locking<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    for attempt in 0..<100 {
      // Nobody is waited for at the other end of a pipe.
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else {
        throw StoreError(Failure(code: errno), path: path, otherwise: .unreadable)
      }
      defer { close(descriptor) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        var (mine, now) = (stat(), stat())
        if fstat(descriptor, &mine) == 0, stat(path, &now) == 0, mine.st_ino == now.st_ino {
          do {
            return try body()
          } catch let failure as Failure {
            throw StoreError(failure, path: path, otherwise: .cannotCreate)
          }
        }
      } else if attempt < 99 {
        usleep(50_000)
      }
    }
    throw StoreError(
      .busy, "another process is using \(path); try again", context: [("path", path)])
  }

  private static func fill(_ path: String, with bytes: [UInt8]) throws(Failure) {
    try create(path)
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      let code = errno
      remove(path)
      throw Failure(code: code)
    }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let step = bytes.withUnsafeBytes { all -> Int in
        let rest = UnsafeRawBufferPointer(rebasing: all[written...])
        return writeBytes(descriptor, rest.baseAddress, rest.count)
      }
      if step < 0, errno == EINTR { continue }
      guard step > 0 else {
        let code = errno
        remove(path)
        throw Failure(code: code)
      }
      written += step
    }
    guard fsync(descriptor) == 0 else {
      let code = errno
      remove(path)
      throw Failure(code: code)
    }
  }
}

// Inside the extension the short names mean its own functions.
private func replaceFile(_ from: String, _ to: String) -> Int32 { rename(from, to) }

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
