import RepairCore

#if !canImport(Darwin)
  import CSQLite
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The few calls on files that SQLite does not make for us.
///
/// None of them opens a database that a connection of this process may have open: closing any
/// descriptor of a file drops all of the process's POSIX locks on it.
enum Files {
  /// What tells one state of a file from another.
  struct Imprint: Equatable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int
  }

  /// A failed system call.
  struct Failure: Error, CustomStringConvertible {
    let code: Int32
    var description: String { String(cString: strerror(code)) }
    /// Whether a file was in the way.
    var isAlreadyThere: Bool { code == EEXIST }
  }

  static let readable = R_OK
  static let writable = W_OK
  static let regularFile = mode_t(S_IFREG)

  /// The wall clock's time.
  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(clamping: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// The file's size and times, or `nil` when there is none or it cannot be reached.
  static func imprint(of path: String) -> Imprint? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    #if canImport(Darwin)
      let modified = info.st_mtimespec
    #else
      let modified = info.st_mtim
    #endif
    return Imprint(
      device: UInt64(truncatingIfNeeded: info.st_dev),
      inode: UInt64(truncatingIfNeeded: info.st_ino), size: Int64(info.st_size),
      seconds: Int(modified.tv_sec), nanoseconds: Int(modified.tv_nsec))
  }

  /// What kind of thing a path names, without following a last symbolic link.
  static func kind(of path: String) throws(Failure) -> mode_t {
    var info = stat()
    guard lstat(path, &info) == 0 else { throw Failure(code: errno) }
    return info.st_mode & mode_t(S_IFMT)
  }

  /// How many names a file has.
  static func linkCount(of path: String) -> Int {
    var info = stat()
    return stat(path, &info) == 0 ? Int(info.st_nlink) : 0
  }

  /// Whether others than the owner may write in a folder.
  static func isSharedFolder(_ path: String) -> Bool {
    var info = stat()
    guard stat(path, &info) == 0 else { return false }
    // With the sticky bit others may add files, but not replace ours.
    return info.st_mode & mode_t(S_IWGRP | S_IWOTH) != 0 && info.st_mode & mode_t(S_ISVTX) == 0
  }

  /// Whether this process may do what `mode` says, such as `W_OK`.
  static func isAccessible(_ path: String, _ mode: Int32) -> Bool {
    faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0
  }

  /// The path with its folder's links resolved, so that only a link as the file itself is refused.
  static func absolutePath(of path: String) throws(Failure) -> String {
    guard !path.utf8.contains(0) else { throw Failure(code: EINVAL) }
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[..<$0]) + "/" } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard !name.isEmpty, name != ".", name != ".." else { throw Failure(code: EISDIR) }
    guard let resolved = realpath(folder, nil) else { throw Failure(code: errno) }
    defer { free(resolved) }
    let parent = String(cString: resolved)
    return parent == "/" ? "/" + name : parent + "/" + name
  }

  /// The folder a path is in.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes an empty file that only its owner may read; fails when there is one.
  static func create(_ path: String) throws(Failure) {
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    // A umask may have taken the owner's own bits away.
    let code = fchmod(descriptor, 0o600) == 0 ? 0 : errno
    close(descriptor)
    if code != 0 { throw Failure(code: code) }
  }

  /// Makes the entries of a folder safe from a power loss.
  static func sync(folder: String) throws(Failure) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    defer { close(descriptor) }
    // Some file systems cannot flush a folder and say so; there is nothing more to do there.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw Failure(code: errno) }
  }

  /// Whether anything has this name, be it a link that leads nowhere.
  static func hasName(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  /// A name that nobody has, for a file that is not whole yet.
  static func partialName(for path: String) -> String {
    path + ".partial-" + String(UInt32.random(in: .min ... .max), radix: 36)
  }

  /// Gives a file another name, which nothing may have yet.
  static func rename(_ path: String, toNew name: String) throws(Failure) {
    if link(path, name) == 0 {
      unlink(path)
      return
    }
    // Some file systems know no second names; there the look and the renaming are two steps.
    guard errno != EEXIST, !hasName(name) else { throw Failure(code: EEXIST) }
    guard systemRename(path, name) == 0 else { throw Failure(code: errno) }
  }

  /// This process's number.
  static var process: Int64 { Int64(getpid()) }

  /// Whether there is a process of a number, as far as can be told.
  static func isAlive(process: Int64) -> Bool {
    guard let number = pid_t(exactly: process), number > 0 else { return false }
    return kill(number, 0) == 0 || errno != ESRCH
  }

  /// Waits on this thread.
  static func pause(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

  /// Removes a file, whether or not it is there.
  static func remove(_ path: String) { unlink(path) }

  /// Removes an empty folder.
  static func removeFolder(_ path: String) { rmdir(path) }

  /// Makes a folder that only this user may enter.
  static func makePrivateFolder() throws(Failure) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((base + "/repair-log-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(code: errno) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Copies a file's bytes into a new one that only its owner may read.
  static func copy(_ source: String, to target: String) throws(Failure) {
    let input = open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard input >= 0 else { throw Failure(code: errno) }
    defer { close(input) }
    let output = open(target, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard output >= 0 else { throw Failure(code: errno) }
    defer { close(output) }
    let size = 1 << 20
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(input, buffer, size)
      if count == 0 { return }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(code: errno)
      }
      var written = 0
      while written < count {
        let step = write(output, buffer + written, count - written)
        if step < 0 {
          if errno == EINTR { continue }
          throw Failure(code: errno)
        }
        written += step
      }
    }
  }

  /// How many bytes this user may still write where a path is, or `nil` when that is not known.
  static func freeBytes(at path: String) -> Int64? {
    var info = statvfs()
    guard statvfs(path, &info) == 0 else { return nil }
    let (bytes, overflow) = UInt64(info.f_bavail).multipliedReportingOverflow(
      by: UInt64(info.f_frsize))
    return overflow ? .max : Int64(clamping: bytes)
  }

  /// What is known of the file system a path is on.
  enum FileSystem: Sendable {
    case local
    /// NFS and SMB: locks may not hold between machines.
    case network(String)
    /// FUSE and 9p: whatever is behind them may not lock or flush.
    case passThrough(String)
  }

  /// The kind of file system a path is on; one that is not known counts as local.
  static func fileSystem(of path: String) -> FileSystem {
    #if canImport(Darwin)
      var info = statfs()
      guard statfs(path, &info) == 0 else { return .local }
      let name = withUnsafeBytes(of: info.f_fstypename) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      return ["nfs", "smbfs", "afpfs", "webdav"].contains(name) ? .network(name) : .local
    #else
      switch csqlite_file_system_type(path) {
      case 0x6969: return .network("NFS")
      case 0x517B, 0xFF53_4D42, 0xFE53_4D42: return .network("SMB")
      case 0x6573_5546: return .passThrough("FUSE")
      case 0x0102_1997: return .passThrough("9p")
      default: return .local
      }
    #endif
  }
}

/// The system's `rename`, which a method of the same name hides.
private func systemRename(_ path: String, _ name: String) -> Int32 { rename(path, name) }

extension StoreError {
  /// Says what a failed system call means.
  init(_ failure: Files.Failure, path: String, otherwise code: Code) {
    let (meaning, advice): (Code, String) =
      switch failure.code {
      case EEXIST: (.alreadyExists, "there is a file already; choose another name")
      case ENOSPC, EDQUOT: (.diskFull, "the disk is full")
      case ENOENT, ENOTDIR: (.missing, "there is no such file or folder")
      case EACCES, EPERM, EROFS, EISDIR, ELOOP, ENAMETOOLONG, EINVAL:
        (code, code == .cannotCreate ? "the file cannot be made" : "the file cannot be read")
      default: (code == .cannotCreate ? .cannotCreate : .inputOutput, "the call failed")
      }
    self.init(
      meaning, "\(path): \(advice) (\(failure))",
      context: [("path", path), ("errno", String(failure.code))], underlying: failure)
  }
}
