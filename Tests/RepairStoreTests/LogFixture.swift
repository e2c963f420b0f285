import RepairCore

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder of one test's own, removed with everything in it when the test ends.
final class TemporaryFolder: Sendable {
  let path: String

  init(in base: String = "/tmp") throws {
    var template = Array((base + "/repair-store-test-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CallFailed(call: "mkdtemp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    chmod(path, 0o700)
    for name in names { unlink(path + "/" + name) }
    rmdir(path)
  }

  /// The names of the files in it, sorted.
  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The path of a file in it.
  func file(_ name: String) -> String { path + "/" + name }
}

struct CallFailed: Error {
  let call: String
  let code = errno
}

/// A log in a folder of its own, with a clock and random numbers that a test can count on.
struct LogFixture {
  let folder: TemporaryFolder
  let log: EventLog
  let clock = TestClock()
  var path: String { log.path }

  init(configure: (inout LogConfiguration) -> Void = { _ in }) throws {
    folder = try TemporaryFolder()
    var configuration = LogConfiguration()
    configuration.clock = { [clock] in clock.now }
    configuration.busyTimeout = .zero
    configure(&configuration)
    log = try EventLog.create(
      at: folder.file("log.db"), origin: "/test", configuration: configuration)
  }
}

/// A clock that a test sets.
final class TestClock: Sendable {
  private let time = Lock(Timestamp(clamping: 1_767_225_600_000))

  var now: Timestamp { time.withLock { $0 } }

  func set(_ moment: Timestamp) { time.withLock { $0 = moment } }

  func advance(_ span: TimeSpan) { time.withLock { $0 = $0 + span } }
}

/// A stream's name that is known to be one.
func stream(_ name: String) throws -> StreamName {
  guard let stream = StreamName(name) else { throw CallFailed(call: "StreamName") }
  return stream
}

/// A tag that is known to be one.
func tag(_ name: String) throws -> EventTag {
  guard let tag = EventTag(name) else { throw CallFailed(call: "EventTag") }
  return tag
}

/// An event with little in it.
func event(
  _ type: String = "TicketSubmitted", at milliseconds: Int64 = 1_767_225_600_000,
  actor: String = "u-1", tags: [String] = [], payload: String = "{}"
) throws -> NewEvent {
  guard let actor = PersonID(actor) else { throw CallFailed(call: "PersonID") }
  return NewEvent(
    type: EventType(type), occurredAt: Timestamp(clamping: milliseconds), actor: actor,
    role: .requester, tags: try tags.map { try tag($0) }, payload: Array(payload.utf8))
}

/// An idempotency key for a request that is told apart by `request`.
func key(_ name: String, for request: String) throws -> IdempotencyKey {
  guard
    let key = IdempotencyKey(name, digest: try SHA256Digest(hashing: Array(request.utf8)))
  else { throw CallFailed(call: "IdempotencyKey") }
  return key
}

/// The bytes of a file, read past SQLite; only for files that nothing in this process has open.
func bytes(of path: String) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { throw CallFailed(call: "open \(path)") }
  defer { close(descriptor) }
  var info = stat()
  guard fstat(descriptor, &info) == 0 else { throw CallFailed(call: "fstat") }
  var bytes = [UInt8](repeating: 0, count: Int(info.st_size))
  let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
  guard count == bytes.count else { throw CallFailed(call: "read") }
  return bytes
}

/// Writes a file past SQLite.
func write(_ bytes: [UInt8], to path: String) throws {
  let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
  guard descriptor >= 0 else { throw CallFailed(call: "open \(path)") }
  defer { close(descriptor) }
  let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  guard count == bytes.count else { throw CallFailed(call: "write") }
}

/// The code of the store's error that `body` throws, or `nil` when it throws none.
func code(of body: () throws -> Void) -> StoreError.Code? {
  do {
    try body()
    return nil
  } catch {
    return (error as? StoreError)?.code
  }
}

/// Ends a child process with an error where something does not hold; `#expect` is not heard there.
func demand(
  _ holds: Bool, _ comment: @autoclosure () -> String = "", line: Int = #line
) throws {
  guard holds else { throw CallFailed(call: "line \(line) \(comment())") }
}
