import Foundation

/// Where an export goes: a new file, or standard output.
///
/// A new file has no name until it is whole. So whoever finds it finds all of it, even when the
/// process that wrote it was killed or the power failed.
package final class OutputFile {
  private let descriptor: Int32
  private let path: String?
  /// The name it has until it is whole, where the system makes no file without one.
  private var provisional: String?
  private var pending: [UInt8] = []
  private var isOpen = true

  /// Makes a new file that only its owner can read, or takes standard output for `-`.
  ///
  /// - Parameter path: where; there must be no such file yet.
  /// - Throws: ``ExchangeError`` with `alreadyExists` or `cannotCreate`.
  package init(path: String) throws {
    pending.reserveCapacity(1 << 17)
    guard path != "-" else {
      descriptor = 1
      self.path = nil
      return
    }
    guard !Self.exists(path) else { throw Self.inTheWay(path) }
    let folder = Self.folder(of: path)
    guard path.utf8.last != UInt8(ascii: "/"), !path.isEmpty else {
      throw ExchangeError(.cannotCreate, "cannot make '\(path)': it is not the name of a file")
    }
    if let opened = Self.openNameless(in: folder) {
      descriptor = opened
    } else {
      let name = path + ".partial-" + String(UInt32.random(in: .min ... .max), radix: 36)
      descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        throw ExchangeError(.cannotCreate, "cannot make \(path): \(reason(errno))")
      }
      provisional = name
    }
    self.path = path
  }

  /// Adds bytes; they reach the file in large pieces.
  ///
  /// - Parameter bytes: what follows.
  /// - Throws: ``ExchangeError`` with `noSpace` or `inputOutput`.
  package func write(_ bytes: [UInt8]) throws {
    pending.append(contentsOf: bytes)
    if pending.count >= 1 << 16 { try flush() }
  }

  /// Writes what is left, makes a file durable and gives it its name.
  ///
  /// - Throws: ``ExchangeError`` with `alreadyExists` when another file took the name meanwhile,
  ///   `noSpace` or `inputOutput`.
  package func finish() throws {
    try flush()
    guard let path else { return }
    guard fsync(descriptor) == 0 else { throw failure() }
    guard named(path) else { throw errno == EEXIST ? Self.inTheWay(path) : failure() }
    provisional = nil
    // A descriptor is gone after `close`, whatever it answers.
    isOpen = false
    guard close(descriptor) == 0 else { throw failure() }
    Self.sync(folder: Self.folder(of: path))
  }

  /// Takes an unfinished file away.
  package func abandon() {
    guard path != nil else { return }
    if isOpen { close(descriptor) }
    isOpen = false
    if let provisional { unlink(provisional) }
    provisional = nil
  }

  /// Takes a finished file away again, because what belongs to it could not be made.
  package func takeBack() {
    if let path { unlink(path) }
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

  // MARK: Names

  /// Gives the file its name; `false` with `errno` when that cannot be.
  private func named(_ path: String) -> Bool {
    guard let provisional else {
      return linkat(AT_FDCWD, Self.entry(of: descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
    }
    if link(provisional, path) == 0 {
      unlink(provisional)
      return true
    }
    // Some file systems know no second names; there the look and the renaming are two steps.
    guard errno != EEXIST, !Self.exists(path) else {
      errno = EEXIST
      return false
    }
    return rename(provisional, path) == 0
  }

  /// A file that the system forgets when nobody has it open any more, or `nil` where it has none.
  private static func openNameless(in folder: String) -> Int32? {
    #if os(Linux)
      // O_TMPFILE, which the C library's header writes as a macro that Swift does not see.
      let nameless = 0o20_000_000 | O_DIRECTORY
      let opened = open(folder, O_WRONLY | nameless | O_CLOEXEC, 0o600)
      guard opened >= 0 else { return nil }
      // It gets its name by way of /proc, which a container may lack.
      if access(entry(of: opened), F_OK) == 0 { return opened }
      close(opened)
    #endif
    return nil
  }

  private static func entry(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether anything has this name, be it a link that leads nowhere.
  private static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  private static func inTheWay(_ path: String) -> ExchangeError {
    ExchangeError(.alreadyExists, "\(path) exists already; choose another name")
  }

  /// Makes the new name safe from a power loss, where the file system can.
  private static func sync(folder: String) {
    let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }
}
