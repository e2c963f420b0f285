import RepairCore
import Testing

@testable import RepairStore

/// A desk with settings for notices, whose clock stands at noon until a test says otherwise.
final class NoticeDesk: Sendable {
  let folder: TemporaryFolder
  let engine: RepairEngine
  let clock: TestClock
  let people: DeskPeople
  let path: String
  /// 2026-03-02T12:00 in Shanghai.
  static let noon = Timestamp(clamping: 1_772_424_000_000)

  private init(
    _ folder: TemporaryFolder, _ engine: RepairEngine, _ clock: TestClock, _ path: String
  ) throws {
    (self.folder, self.engine, self.clock, self.path) = (folder, engine, clock, path)
    people = try DeskPeople()
  }

  /// Runs a body with a desk, which is closed and removed afterwards.
  static func with(
    rules: NoticeRules? = .standard, _ body: (NoticeDesk) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    clock.set(noon)
    let path = folder.file("log.db")
    let engine = try await RepairEngine(
      creating: path, configuration: Self.configuration(clock))
    let desk = try NoticeDesk(folder, engine, clock, path)
    do {
      var policy = TicketPolicy.standard
      policy.openJobLimit = nil
      try await engine.adopt(policy, by: desk.people.dispatcher, at: noon)
      if let rules { try await engine.adopt(rules, by: desk.people.dispatcher, at: noon) }
      try await body(desk)
    } catch {
      await engine.close()
      throw error
    }
    await engine.close()
  }

  static func configuration(_ clock: TestClock) -> RepairEngine.Configuration {
    var configuration = RepairEngine.Configuration()
    configuration.log.clock = { clock.now }
    configuration.log.durability = .processCrashOnly
    return configuration
  }

  func sender(
    _ channels: any NoticeChannel..., directory: (any NoticeDirectory)? = nil,
    owner: String = "server-1", on engine: RepairEngine? = nil, concurrency: Int = 16,
    longestPause: TimeSpan = .seconds(30)
  ) -> NoticeSender {
    var options = NoticeSender.Options()
    options.concurrency = concurrency
    options.longestPause = longestPause
    return NoticeSender(
      for: engine ?? self.engine, channels: channels, directory: directory, owner: owner,
      options: options)
  }

  /// Reports a fault as `u-17`.
  func submit(_ name: String = "N-1") async throws {
    try await run(try people.submission(), by: people.requester, of: name)
  }

  /// Reports a fault, takes it on and sends `w-7`: three text messages and two for the application.
  func dispatch(_ name: String = "N-1") async throws {
    try await submit(name)
    try await run(.accept(priority: nil, category: nil), by: people.dispatcher, of: name)
    try await run(
      .dispatch(worker: people.worker.id, override: nil, force: false), by: people.dispatcher,
      of: name)
  }

  func run(_ command: TicketCommand, by actor: Actor, of name: String = "N-1") async throws {
    let id = try #require(TicketID(name))
    try await engine.execute(
      CommandEnvelope(command, ticket: id, by: actor, at: clock.now)
    ).get()
  }

  func announce(
    _ text: AnnouncementText, as name: String = "A-1"
  ) async throws -> AnnouncementID {
    let id = try #require(AnnouncementID(name))
    try await engine.execute(.publish(text), of: id, by: people.dispatcher, at: clock.now).get()
    return id
  }

  func removeViews() {
    for suffix in ["", "-wal", "-shm"] { Files.remove(Views.path(besides: path) + suffix) }
  }

  /// How often each notice was recorded as sent.
  func recordedSends() async throws -> [StreamName: Int] {
    var counts: [StreamName: Int] = [:]
    var position = LogPosition.start
    while true {
      let page = try await engine.store.readPage(
        EventQuery(types: ["NoticeSent"]), after: position, limit: 10_000)
      for event in page.events { counts[event.stream, default: 0] += 1 }
      position = page.through
      if page.isAtHead { return counts }
    }
  }
}

/// A channel that keeps what it gets, and behaves as a test says.
final class ScriptedChannel: NoticeChannel {
  let code: NoticeChannelCode
  private let taken = Lock<[NoticeMessage]>([])
  private let answer: @Sendable (NoticeMessage, Int) async throws -> String?

  /// - Parameters:
  ///   - code: which way it stands for.
  ///   - answer: what it does with a message, and with the how-manieth it is, from 1.
  init(
    _ code: NoticeChannelCode,
    answer: @escaping @Sendable (NoticeMessage, Int) async throws -> String? = { _, _ in nil }
  ) {
    self.code = code
    self.answer = answer
  }

  func send(_ message: NoticeMessage) async throws -> String? {
    let number = taken.withLock { taken in
      taken.append(message)
      return taken.count
    }
    return try await answer(message, number)
  }

  var messages: [NoticeMessage] { taken.withLock { $0 } }
  var texts: [String] { messages.map(\.text).sorted() }
}

/// A directory of as many students as a test likes.
struct Students: NoticeDirectory {
  var count: Int

  func person(_ id: PersonID) async throws -> NoticePerson? {
    NoticePerson(NoticeContact(name: "学生", phone: "139"))
  }

  func people(
    in audience: Audience, after last: PersonID?, limit: Int
  ) async throws -> [PersonID]? {
    let first = last.flatMap { Int($0.rawValue.dropFirst(2)) } ?? 0
    guard first < count else { return [] }
    return ((first + 1)...min(count, first + limit)).compactMap {
      PersonID("s-" + String(1_000_000 + $0).dropFirst())
    }
  }
}

/// A directory that fails for some calls, for ever by default, and then knows nobody.
final class FailingDirectory: NoticeDirectory {
  private let left: Lock<Int>

  init(failures: Int = .max) { left = Lock(failures) }

  func person(_ id: PersonID) async throws -> NoticePerson? { nil }

  func people(
    in audience: Audience, after last: PersonID?, limit: Int
  ) async throws -> [PersonID]? {
    let fails = left.withLock { left in
      defer { left = max(0, left - 1) }
      return left > 0
    }
    if fails { throw CallFailed(call: "directory") }
    return nil
  }
}

extension CommandResult {
  /// Why it was refused, if it was.
  var refusal: Refusal? {
    if case .refused(let refusal) = self { refusal } else { nil }
  }
}

extension NoticeDesk {
  /// Enters a member who has a role on a campus.
  func register(_ name: String, _ role: Role, campus: CampusCode) async throws {
    try await run(
      #"{"command":"register","member":"\#(name)","#
        + #""roles":[{"role":"\#(role.rawValue)","campuses":["\#(campus)"]}],"#)
  }

  func leave(_ name: String) async throws {
    try await run(#"{"command":"leave","member":"\#(name)","#)
  }

  /// Executes a line whose actor and time are still to be said.
  private func run(_ line: String) async throws {
    let whole = line + #""actor":"d-1","role":"dispatcher","at":"\#(clock.now)"}"#
    try await engine.execute(CommandCodec.decode(whole.utf8)).get()
  }
}
