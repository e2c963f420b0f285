#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A process that is in the middle of reading a log.
///
/// As long as it goes on the `-wal` cannot be begun anew: a reader that never ends is why a `-wal`
/// grows without bound.
public struct LogReader: Hashable, Sendable {
  /// The process.
  public let process: Int32
  /// The name of its program, as the system knows it; the program may have chosen it.
  public let program: String

  /// The processes that read a log at this moment, this one left out.
  ///
  /// SQLite's locks are looked up in the system's own list of locks: opening the `-shm` to ask would
  /// drop this process's locks on it. Where there is no such list, nobody is found.
  ///
  /// - Parameter path: the log's file.
  /// - Returns: the processes, by number.
  static func current(of path: String) -> [LogReader] {
    #if os(Linux)
      guard let shared = Files.imprint(of: path + "-shm") else { return [] }
      let device = (major(shared.device), minor(shared.device))
      var found: Set<Int32> = []
      for line in lines(of: "/proc/locks") {
        // Such as "5: POSIX  ADVISORY  READ 1234 fe:00:5678 124 124".
        let fields = line.split(separator: " ")
        guard fields.count == 8, fields[1] == "POSIX", fields[3] == "READ",
          let process = Int32(fields[4]), process > 0, process != getpid(),
          let first = UInt64(fields[6]), readMarks.contains(first)
        else { continue }
        let place = fields[5].split(separator: ":")
        guard place.count == 3, UInt64(place[0], radix: 16) == device.0,
          UInt64(place[1], radix: 16) == device.1, UInt64(place[2]) == shared.inode
        else { continue }
        found.insert(process)
      }
      return found.sorted().map { process in
        LogReader(process: process, program: lines(of: "/proc/\(process)/comm").first ?? "")
      }
    #else
      return []
    #endif
  }

  #if os(Linux)
    /// Where in the `-shm` SQLite keeps the locks of readers; the format of its files fixes it.
    private static let readMarks = UInt64(123)...127

    private static func major(_ device: UInt64) -> UInt64 {
      (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    }

    private static func minor(_ device: UInt64) -> UInt64 {
      device & 0xFF | (device >> 12) & 0xFFFF_FF00
    }

    /// The lines of one of the system's own small files.
    private static func lines(of path: String) -> [String] {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return [] }
      defer { close(descriptor) }
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4_096)
      // Far more than all locks of a busy machine.
      while bytes.count < 1 << 22 {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer[..<count]
      }
      return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  #endif
}
