import Foundation
import Glibc
import Synchronization

/// A process in a terminal of its own, as a person would start it.
final class Terminal: Sendable {
  private let master: Int32
  private let seen = Mutex("")
  let process: Process

  /// Starts the tool in a terminal.
  init(_ arguments: [String], columns: UInt16, rows: UInt16) throws {
    // What posix_openpt, unlockpt and ptsname do on Linux; Swift does not see those.
    let (master, lock, number): (Int32, UInt, UInt) = (
      open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC), 0x4004_5431, 0x8004_5430
    )
    var (isLocked, name): (Int32, Int32) = (0, -1)
    guard master >= 0, ioctl(master, lock, &isLocked) == 0, ioctl(master, number, &name) == 0
    else { throw POSIXError(.ENXIO) }
    self.master = master
    let path = "/dev/pts/\(name)"
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    guard let slave = FileHandle(forUpdatingAtPath: path) else { throw POSIXError(.ENXIO) }
    process = Process()
    process.executableURL = Binary.url
    process.arguments = arguments
    process.standardInput = slave
    process.standardOutput = slave
    process.standardError = slave
    try process.run()
    try slave.close()
    Thread.detachNewThread { [self] in
      var room = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        // The end of a terminal is an error: there is nobody at the other side any more.
        let count = read(master, &room, room.count)
        if count <= 0 { break }
        let text = String(decoding: room[..<count], as: UTF8.self)
        seen.withLock { $0 += text }
      }
    }
  }

  deinit { close(master) }

  /// Everything that was drawn so far.
  var text: String { seen.withLock { $0 } }

  /// Makes the window larger or smaller.
  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Waits until something is drawn behind what had been; `false` when a minute passed first.
  func wait(for wanted: String, after place: Int = 0) -> Bool {
    for _ in 0..<6_000 {
      if text.dropFirst(place).contains(wanted) { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }
}
