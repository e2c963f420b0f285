import Dispatch
import Foundation
import RepairCore
import RepairStore

/// A process that uses a log as hard as it can and writes down what it asked and was answered.
///
/// It is a part of the tests, which start several, kill some, and judge the histories.
@main
struct LogHammer {
  private static let usage = """
    USAGE: log-hammer run|store|race log=<path> history=<path> session=<name>
      run    appends and reads on threads, each with a connection of its own
      store  the same by tasks that share one store
      race   takes part in one race for places for each line of its input
    OPTIONS: threads=<n> seed=<n> until=<nanoseconds> resume=<path of a killed one's history>
    """

  static func main() async {
    do {
      let options = try Options(CommandLine.arguments.dropFirst())
      let recorder = try CallRecorder(options.history)
      switch options.mode {
      case "run": try run(options, recorder)
      case "store": try await runStore(options, recorder)
      case "race": try race(options, recorder)
      default: throw UsageError()
      }
    } catch is UsageError {
      FileHandle.standardError.write(Data((usage + "\n").utf8))
      exit(64)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  private struct UsageError: Error {}

  /// What the command line says.
  struct Options: Sendable {
    let mode: String
    private let values: [String: String]

    init(_ arguments: some Sequence<String>) throws {
      var mode: String?
      var values: [String: String] = [:]
      for argument in arguments {
        let parts = argument.split(separator: "=", maxSplits: 1)
        if parts.count == 2 { values[String(parts[0])] = String(parts[1]) } else { mode = argument }
      }
      guard let mode, ["log", "history", "session"].allSatisfy({ values[$0] != nil }) else {
        throw UsageError()
      }
      self.mode = mode
      self.values = values
    }

    var log: String { values["log", default: ""] }
    var history: String { values["history", default: ""] }
    var session: String { values["session", default: ""] }
    var threads: Int { number("threads", 4) }
    var seed: UInt64 { values["seed"].flatMap { UInt64($0) } ?? 1 }
    var until: UInt64 { values["until"].flatMap { UInt64($0) } ?? .max }

    private func number(_ name: String, _ fallback: Int) -> Int {
      values[name].flatMap { Int($0) } ?? fallback
    }

    /// The requests of a killed process that have a key and no answer: asking again is safe.
    func unanswered() throws -> [AppendRequest] {
      guard let path = values["resume"] else { return [] }
      return HistoryLine.calls(try historyLines(path)).compactMap { call in
        guard call.reply == nil || call.reply == .unknown,
          case .append(let append) = call.request,
          append.key != nil
        else { return nil }
        return append
      }
    }

    /// The sessions of the process, each with its share of what is to be asked again.
    func sessions() throws -> [RandomSession] {
      let unanswered = try unanswered()
      return (0..<threads).map { thread in
        RandomSession(
          "\(session)-\(thread)", seed: seed &+ UInt64(thread) &* 7_919,
          unanswered: unanswered.enumerated().filter { $0.offset % threads == thread }.map(
            \.element))
      }
    }

    var configuration: LogConfiguration {
      var configuration = LogConfiguration()
      configuration.busyTimeout = .seconds(20)
      // Written back often, so that this too happens among the appends and the kills.
      configuration.walCheckpointPages = 100
      return configuration
    }
  }

  // MARK: Threads

  private static func run(_ options: Options, _ recorder: CallRecorder) throws {
    let group = DispatchGroup()
    for session in try options.sessions() {
      group.enter()
      Thread.detachNewThread {
        work(session, options, recorder)
        group.leave()
      }
    }
    group.wait()
  }

  private static func work(_ session: RandomSession, _ options: Options, _ recorder: CallRecorder) {
    var session = session
    do {
      let log = try EventLog.open(
        at: options.log, mode: .readWrite, configuration: options.configuration)
      while CallRecorder.now < options.until {
        let (id, request) = session.next()
        recorder.invoke(id, request)
        let reply = log.perform(request)
        recorder.finish(id, reply)
        session.learn(request, reply)
      }
    } catch {
      FileHandle.standardError.write(Data("\(session.name): \(error)\n".utf8))
      exit(1)
    }
  }

  // MARK: Tasks

  private static func runStore(_ options: Options, _ recorder: CallRecorder) async throws {
    var configuration = SQLiteEventStore.Configuration()
    configuration.log = options.configuration
    configuration.readers = 2
    let sessions = try options.sessions()
    let store = try await SQLiteEventStore(opening: options.log, configuration: configuration)
    await withTaskGroup(of: Void.self) { group in
      for session in sessions {
        group.addTask {
          var session = session
          while CallRecorder.now < options.until {
            let (id, request) = session.next()
            recorder.invoke(id, request)
            let reply = await store.perform(request)
            recorder.finish(id, reply)
            session.learn(request, reply)
          }
        }
      }
    }
    await store.close()
  }

  // MARK: Races

  /// Waits for a line `<round> <places>`, then tries to take a place, and says `won` or `lost`.
  private static func race(_ options: Options, _ recorder: CallRecorder) throws {
    let log = try EventLog.open(
      at: options.log, mode: .readWrite, configuration: options.configuration)
    print("ready")
    fflush(nil)
    var number = 0
    func ask(_ request: Request) -> Reply {
      number += 1
      let id = CallID(options.session, number)
      recorder.invoke(id, request)
      let reply = log.perform(request)
      recorder.finish(id, reply)
      return reply
    }
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let places = Int(words[1]), let place = EventTag("place:\(words[0])"),
        let stream = StreamName("race-\(words[0])-\(options.session)")
      else { return }
      let query = EventQuery(types: ["Taken"], tags: [place])
      var result: String?
      while result == nil {
        guard case .page(let taken, let through, true) = ask(.page(query, after: 0, limit: 100))
        else { throw StoreError(.misuse, "places cannot be counted") }
        guard taken.count < places else {
          result = "lost"
          break
        }
        let append = AppendRequest(
          name: "\(options.session)-\(number)", stream: stream, expected: .any, type: "Taken",
          tags: [place],
          condition: AppendCondition(noneOf: query, after: LogPosition(through)))
        switch ask(.append(append)) {
        case .appended: result = "won"
        case .conditionFailed: continue
        case let reply: throw StoreError(.misuse, "\(reply)")
        }
      }
      print(result ?? "lost")
      fflush(nil)
    }
  }
}
