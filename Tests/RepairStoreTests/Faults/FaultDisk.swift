import CFaultVFS
import CSQLite
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder on a disk that loses its power or fails a call when a test asks for it.
///
/// Files in it are real ones. SQLite reaches them by way of `Tests/CFaultVFS`, which remembers what has
/// not been flushed; a log does when its configuration is ``configuration(_:)``.
final class FaultDisk: Sendable {
  /// What SQLite asks of a file.
  enum Operation: Int32, CaseIterable {
    case open, read, write, truncate, sync, size, lock, unlock, delete, access
    case sharedMemory, sharedLock
    /// The moment in a WAL checkpoint between its look at the `-wal` and its work.
    case checkpointWindow
  }

  /// What a file is for.
  struct Kind: OptionSet {
    let rawValue: Int32
    static let database = Kind(rawValue: 1)
    static let wal = Kind(rawValue: 2)
    static let journal = Kind(rawValue: 4)
    static let other = Kind(rawValue: 8)
    static let any = Kind(rawValue: 15)
  }

  /// How a call fails.
  struct Fault: CustomTestStringConvertible {
    var operations: [Operation]
    var kinds = Kind.any
    var isLasting = false
    var code = SQLITE_IOERR

    var testDescription: String {
      let names = operations.map { "\($0)" }.joined(separator: " or ")
      return "\(names) \(isLasting ? "for good" : "once") with code \(code)"
    }
  }

  /// The name that SQLite knows the file system by.
  static let vfs: String = String(cString: cfault_register())

  /// Memory where there is some: the power of this disk is not the machine's.
  private static let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"

  private let folder: TemporaryFolder
  // Each function of the disk takes its lock, so any thread may use it.
  private nonisolated(unsafe) let disk: OpaquePointer
  private let interruptions = Lock<[Interruption]>([])

  /// Makes a disk, with files on it that are safe.
  init(holding files: [String: [UInt8]] = [:]) throws {
    _ = Self.vfs
    folder = try TemporaryFolder(in: Self.base)
    for (name, bytes) in files { try write(bytes, to: folder.file(name)) }
    guard let made = cfault_disk_make(folder.path) else {
      throw CallFailed(call: "cfault_disk_make")
    }
    disk = made
  }

  deinit {
    cfault_disk_free(disk)
  }

  /// The names of the files on it, sorted.
  var names: [String] { folder.names }

  /// The path of a file on it.
  func file(_ name: String) -> String { folder.file(name) }

  /// A configuration for a log on this disk.
  func configuration(_ configure: (inout LogConfiguration) -> Void = { _ in }) -> LogConfiguration {
    var configuration = LogConfiguration()
    configuration.vfs = Self.vfs
    configuration.busyTimeout = .zero
    configure(&configuration)
    return configuration
  }

  // MARK: Power

  /// Cuts the power at the nth change from now: a write, a truncation, a flush or a removal.
  func cutPower(atChange nth: Int, seed: UInt64) { cfault_disk_crash_at(disk, nth, seed) }

  /// Cuts the power now.
  func cutPower(seed: UInt64) { cfault_disk_crash(disk, seed) }

  /// Kills the process at the nth change from now: what was written stays, flushed or not.
  func kill(atChange nth: Int) { cfault_disk_kill_at(disk, nth) }

  /// Lets no more power losses happen.
  func keepPower() { cfault_disk_crash_at(disk, 0, 1) }

  /// Whether the power is cut or the process killed.
  var isDead: Bool { cfault_disk_is_dead(disk) != 0 }

  /// Puts on the disk what the power loss or the kill left; everything must be closed.
  func restart() throws {
    guard cfault_disk_restart(disk) == 0 else {
      throw CallFailed(call: "restart with \(openFiles) files open")
    }
  }

  /// Makes the names in the folder safe, which the store does by other means than SQLite's.
  func flushNames() { cfault_disk_flush_names(disk) }

  /// Lets flushes lie, as some disks' do.
  func ignoreFlushes(of kinds: Kind) { cfault_disk_ignore_flushes(disk, kinds.rawValue) }

  /// How many files SQLite has open on it.
  var openFiles: Int { Int(cfault_disk_open_files(disk)) }

  // MARK: Calls

  /// Fails the nth call from now that a fault is about.
  func fail(_ fault: Fault, nth: Int) {
    let operations = fault.operations.reduce(Int32(0)) { $0 | 1 << $1.rawValue }
    cfault_disk_fail(
      disk, operations, fault.kinds.rawValue, nth, fault.isLasting ? 1 : 0, fault.code)
  }

  /// Ends the failing.
  func heal() { cfault_disk_heal(disk) }

  /// How many calls have failed since ``fail(_:nth:)``.
  var faults: Int { cfault_disk_faults(disk) }

  /// How many calls of an operation there have been.
  func calls(_ operation: Operation, of kinds: Kind = .any) -> Int {
    cfault_disk_calls(disk, operation.rawValue, kinds.rawValue)
  }

  /// Runs `body` once, just before the nth call from now of an operation.
  func interrupt(
    _ operation: Operation, of kinds: Kind = .any, nth: Int = 1, with body: @escaping () -> Void
  ) {
    let interruption = Interruption(body)
    interruptions.withLock { $0.append(interruption) }
    cfault_disk_interrupt(
      disk, operation.rawValue, kinds.rawValue, nth,
      { context in
        guard let context else { return }
        Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().body()
      }, Unmanaged.passUnretained(interruption).toOpaque())
  }
}

/// What happens in the middle of a call of SQLite's.
private final class Interruption: Sendable {
  // Called on the thread that makes the call.
  nonisolated(unsafe) let body: () -> Void

  init(_ body: @escaping () -> Void) {
    self.body = body
  }
}
