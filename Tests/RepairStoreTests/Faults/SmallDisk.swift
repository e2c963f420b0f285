#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A disk of three megabytes in memory, mounted over a folder; only root may.
struct SmallDisk {
  private let path: String

  /// Whether this process may mount a file system, tried out once.
  static let canMount: Bool = {
    guard getuid() == 0, let folder = try? TemporaryFolder(),
      let disk = try? SmallDisk(at: folder.path)
    else { return false }
    return disk.end()
  }()

  init(at path: String) throws {
    self.path = path
    guard mount("tmpfs", path, "tmpfs", 0, "size=3m") == 0 else {
      throw CallFailed(call: "mount")
    }
  }

  /// Takes the disk away, with what is on it.
  @discardableResult
  func end() -> Bool { umount2(path, Int32(MNT_DETACH)) == 0 }

  /// Lets nothing be written to the disk any more; nothing on it may be open.
  func forbidWriting() throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
    else { throw CallFailed(call: "remount") }
  }

  /// Writes a file until there is no room left.
  static func fill(_ file: String) {
    let descriptor = open(file, O_CREAT | O_WRONLY, 0o600)
    let page = [UInt8](repeating: 1, count: 4_096)
    while write(descriptor, page, page.count) > 0 {}
    close(descriptor)
  }
}
