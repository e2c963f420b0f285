import Dispatch
import Foundation
import RepairCore
import RepairStore

/// `notices --deliver`: sends what is due into a file, once, for development.
struct NoticeDelivery {
  /// Why nobody is told of anything in a log that never adopted settings.
  static let withoutSettings =
    "No settings for notices are in force, so nobody is told of anything: "
    + "'repairctl notices --adopt standard' adopts the usual ones."

  private static let pollMilliseconds = 50

  private let path: String

  /// Takes the file.
  init(to path: String) {
    self.path = path
  }

  /// Sends what is due.
  ///
  /// - Parameter session: the surroundings.
  /// - Returns: whether everything that was tried was sent.
  /// - Throws: a failure for a file that holds something else or that another process writes;
  ///   ``StoreError``.
  func run(in session: Session) throws -> ExitCode {
    try session.requireTrust()
    try checkForNotices()
    // Whoever else writes to the file would take away what this process has in hand.
    let turn = try FileTurn(path)
    defer { turn.end() }
    let (logPath, path) = (session.options.logPath, path)
    let result = try Self.waiting(in: session) {
      let engine = try await RepairEngine(opening: logPath)
      do {
        let rules = try await engine.inForce(NoticeRules.self)
        let channels = rules.channels.map { FileChannel($0, path: path) }
        let sender = NoticeSender(for: engine, channels: channels, owner: "file:" + path)
        let tally = try await sender.deliver()
        let waiting = try await engine.notices(NoticeQuery(status: .queued, limit: .max))
        await engine.close()
        return (tally, waiting)
      } catch {
        await engine.close()
        throw error
      }
    }
    return try report(result.0, waiting: result.1, in: session)
  }

  private func report(
    _ tally: NoticeTally, waiting: [NoticeRow], in session: Session
  ) throws -> ExitCode {
    session.note(
      "\(tally.queued) queued, \(tally.sent) sent, \(tally.postponed) to be tried again, "
        + "\(tally.failed) failed, \(tally.suppressed) suppressed.")
    let reasons = Set(waiting.filter { $0.attempts > 0 }.compactMap(\.reason)).sorted()
    if tally.postponed + tally.failed > 0, let reason = reasons.first {
      session.note("The file did not take them: \(reason)")
    }
    // Those that were tried have been told of; the others wait for their hour.
    let quiet = waiting.filter { $0.attempts == 0 }
    if let next = quiet.compactMap(\.dueAt).min(), !quiet.isEmpty {
      session.note(
        "\(quiet.count) wait for the end of quiet hours or a recipient's next hour; the first is "
          + "due at \(session.text(next)).")
    }
    let log = try session.openLogQuietly()
    if try log.streamVersion(SettingsKind.notices.stream) == .none {
      session.note(Self.withoutSettings)
    }
    return tally.postponed + tally.failed > 0 ? .answerIsNo : .success
  }

  /// Refuses a file that holds something else, such as the log itself: notices are written behind
  /// what is there, and what was sent there would be lost.
  private func checkForNotices() throws(Failure) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
      let type = try? FileManager.default.attributesOfItem(atPath: path)[.type]
        as? FileAttributeType,
      type == .typeRegular, let file = FileHandle(forReadingAtPath: path)
    else { return }
    defer { try? file.close() }
    let beginning = Data(#"{"notice":"#.utf8)
    let found = (try? file.read(upToCount: beginning.count)) ?? Data()
    guard found.isEmpty || found == beginning else {
      throw Failure(
        .cannotCreate,
        "The file '\(path)' holds something other than notices; choose a file of their own.")
    }
  }

  /// Waits on this thread for what is done on others, and asks it to end when a person does.
  private static func waiting<Result: Sendable>(
    in session: Session, _ body: @escaping @Sendable () async throws -> Result
  ) throws -> Result {
    let done = DispatchSemaphore(value: 0)
    let box = ResultBox<Result>()
    let task = Task {
      do {
        box.set(.success(try await body()))
      } catch {
        box.set(.failure(error))
      }
      done.signal()
    }
    repeat {
      if session.isInterrupted() { task.cancel() }
    } while done.wait(timeout: .now() + .milliseconds(pollMilliseconds)) == .timedOut
    do {
      return try box.get()
    } catch is CancellationError {
      throw Failure(.interrupted, "Interrupted; what was sent is recorded.")
    }
  }
}
