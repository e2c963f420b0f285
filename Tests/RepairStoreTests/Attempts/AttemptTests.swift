import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Commands that were refused and kept, because the policy wants that.
@Suite("Refused attempts")
struct AttemptTests {
  private let desk: TicketDesk

  init() throws { desk = try TicketDesk() }

  /// Adopts a policy that keeps refusals of some codes, or of all.
  private func keep(_ codes: [RefusalCode] = RefusalCode.allCases) throws {
    var policy = TicketPolicy.standard
    policy.recordedRefusals = Set(codes)
    try desk.tickets.adopt(policy, by: desk.dispatcher, at: desk.morning)
  }

  @discardableResult
  private func ask(
    _ command: String, of subject: String, by actor: String, as role: String, _ more: String = ""
  ) throws -> RefusalCode? {
    let line =
      #"{"command":"\#(command)",\#(subject),"actor":"\#(actor)","role":"\#(role)","#
      + #""at":"2026-03-01T09:00:00.000Z"\#(more)}"#
    let result = try desk.tickets.execute(try CommandCodec.decode(line.utf8))
    if case .refused(let refusal) = result { return refusal.code }
    return nil
  }

  @Test("A refused command is kept with who asked, for whom, why and where the ticket stood")
  func kept() throws {
    try keep([.notAssigned])
    desk.fixture.clock.set(desk.morning + .days(1))
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 10)
    try desk.accept(
      .dispatch(worker: desk.worker.id, override: nil, force: false), by: desk.dispatcher,
      minute: 20)
    let stranger = try TicketDesk.actor("w-8", .worker)
    let envelope = desk.envelope(.acknowledge, by: stranger, minute: 30)
    let result = try desk.tickets.execute(envelope)
    #expect(throws: Refusal.self) { try result.get() }

    let entry = try #require(try desk.tickets.attempts(on: .ticket, named: "N-1").first)
    #expect(entry.event.stream.rawValue == "attempt/ticket/N-1")
    #expect(entry.event.type == EventType("CommandRefused"))
    #expect(entry.event.actor == stranger.id && entry.event.role == .worker)
    #expect(entry.event.command == "acknowledge" && entry.event.commandID != nil)
    #expect(entry.event.occurredAt == desk.morning + .minutes(30))
    #expect(entry.kind == .ticket && entry.subject == "N-1")
    let digest = try #require(try CommandCodec.requestDigest(of: envelope))
    #expect(
      entry.attempt
        == RefusedAttempt(
          command: "acknowledge", code: .notAssigned, phase: .dispatched,
          version: StreamVersion(3), request: digest.description))
  }

  @Test("Who typed for somebody else is kept with whom it was for")
  func onBehalfOf() throws {
    try keep()
    try ask(
      "hurry", of: #""ticket":"N-9""#, by: "d-1", as: "dispatcher", #","onBehalfOf":"u-3""#)
    let entry = try #require(try desk.tickets.attempts(on: .ticket, named: "N-9").first)
    #expect(entry.event.actor.rawValue == "d-1" && entry.event.onBehalfOf?.rawValue == "u-3")
  }

  @Test("By default nothing is kept, and then only what the policy names")
  func chosen() throws {
    #expect(try desk.refusal(.acknowledge, by: desk.worker, minute: 1) == .unknownTicket)
    #expect(try desk.fixture.log.head() == .start)
    try keep([.notPermitted])
    let head = try desk.fixture.log.head()
    #expect(try desk.refusal(.acknowledge, by: desk.worker, minute: 1) == .unknownTicket)
    #expect(try desk.fixture.log.head() == head)
  }

  @Test(
    "An attempt on any kind of thing goes to a stream beside its own",
    arguments: [
      ("ticket", #""ticket":"N-1""#, "hurry", "attempt/ticket/N-1"),
      ("member", #""member":"工号 7/x""#, "goOnDuty", "attempt/member/工号 7/x"),
      ("stock", #""item":"main/valve-15""#, "receiveStock", "attempt/stock/main/valve-15"),
      ("announcement", #""announcement":"A-1""#, "withdraw", "attempt/announcement/A-1"),
      ("preferences", #""person":"u-17""#, "subscribe", "attempt/preferences/u-17"),
      ("timer", #""timer":"N-1""#, "fireTimer", "attempt/timer/N-1"),
      (
        "notice", #""notice":"01J9ZK3M5Q7R9T1V3X5Z7B9D1F.dispatched.sms.person:u-17""#,
        "markRead", "attempt/notice/01J9ZK3M5Q7R9T1V3X5Z7B9D1F.dispatched.sms.person:u-17"
      ),
      ("settings", "", "adoptPolicy", "attempt/settings/policy"),
    ])
  func kinds(_ kind: String, _ field: String, _ command: String, _ stream: String) throws {
    try keep()
    let kind = try #require(SubjectKind(rawValue: kind))
    let subject = field.isEmpty ? #""settings":{}"# : field
    #expect(try ask(command, of: subject, by: "x-1", as: "auditor") != nil)
    let name = try RepairStoreTests.stream(stream)
    let stored = try #require(try desk.fixture.log.readStream(name).first)
    let entry = try #require(try AttemptEntry(stored))
    #expect(entry.kind == kind)
    #expect(try desk.tickets.attempts(on: kind, named: entry.subject) == [entry])
    try EventMeaning.check(stored)
  }

  @Test("What cannot be a name is not kept as one: the attempt goes to the kind's own stream")
  func unnamed() throws {
    try keep()
    #expect(try ask("hurry", of: #""ticket":"../../etc""#, by: "x", as: "worker") == .invalidField)
    let long = String(repeating: "9", count: 240)
    try ask("markRead", of: #""notice":"\#(long)""#, by: "x", as: "worker")
    let entry = try #require(try desk.tickets.attempts(on: .ticket, named: nil).first)
    #expect(entry.subject == nil && entry.attempt.code == .invalidField)
    #expect(entry.attempt.field == "ticket")
    #expect(!String(decoding: entry.event.payload, as: UTF8.self).contains("etc"))
  }

  @Test("Whoever cannot be named is refused, and nobody is said to have tried")
  func nobody() throws {
    try keep()
    let head = try desk.fixture.log.head()
    #expect(try ask("hurry", of: #""ticket":"N-1""#, by: "x", as: "king") == .invalidField)
    #expect(try desk.fixture.log.head() == head)
  }

  @Test("Nothing of what a caller wrote is in an attempt, however much it was")
  func noText() throws {
    try keep()
    let text = String(repeating: "秘密", count: 100_000)
    let secret = #","text":"\#(text)","key":"secret-key","correlation":"secret-trace""#
    #expect(try ask("addNote", of: #""ticket":"N-1""#, by: "x", as: "auditor", secret) != nil)
    let entry = try #require(try desk.tickets.attempts(on: .ticket, named: "N-1").first)
    #expect(entry.event.payload.count < 256)
    #expect(!String(decoding: entry.event.payload, as: UTF8.self).contains("secret"))
    #expect(entry.event.correlation == nil && entry.event.causation == nil)
    #expect(try desk.fixture.log.lookup(key: "secret-key") == nil)
  }

  @Test("A refusal is not stored under the key, and each repetition is an attempt of its own")
  func repeated() throws {
    try keep()
    for _ in 0..<3 {
      #expect(
        try desk.refusal(.hurry, by: desk.requester, minute: 1, key: "k") == .unknownTicket)
    }
    #expect(try desk.tickets.attempts(on: .ticket, named: "N-1").count == 3)
    try desk.accept(try desk.submission(), by: desk.requester, minute: 2, key: "k")
    #expect(try desk.refusal(.hurry, by: desk.requester, minute: 3, key: "k") == .duplicateKey)
    let last = try #require(try desk.tickets.attempts(on: .ticket, named: "N-1").last?.attempt)
    #expect(last.code == .duplicateKey && last.phase == .submitted)
    #expect(last.version == StreamVersion(1))
  }

  @Test("Asking why keeps nothing")
  func why() throws {
    try keep()
    let head = try desk.fixture.log.head()
    let answer = try desk.tickets.explain(
      desk.id, .hurry, by: desk.requester, at: desk.morning)
    #expect(answer.refusal != nil)
    #expect(try desk.fixture.log.head() == head)
  }

  @Test("Who is sent by a ranking is refused like anybody, and it is kept")
  func dispatchOfTheBest() throws {
    try keep()
    let views = try Views(of: desk.fixture.log)
    let result = try desk.tickets.dispatchBest(
      desk.id, by: desk.dispatcher, at: desk.morning, with: views)
    #expect(throws: Refusal.self) { try result.get() }
    let entry = try #require(try desk.tickets.attempts(on: .ticket, named: "N-1").first)
    #expect(entry.attempt.command == "dispatch" && entry.attempt.code == .unknownTicket)
    #expect(entry.attempt.request == nil)
  }

  @Test("An automation that others were quicker than is no attempt")
  func automations() throws {
    try keep()
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    let due = desk.morning + .days(1)
    try desk.tickets.tick(at: due)
    let head = try desk.fixture.log.head()
    let fired = try #require(try desk.fixture.log.readLog(EventFilter(types: ["TimerFired"])).first)
    let timer = try TicketTimers.fact(of: fired).event
    guard case .fired(let occurrence) = timer else { return }
    let envelope = CommandEnvelope(
      .timer(.command(.fire(occurrence))), of: "N-1", by: try TicketDesk.actor("t", .system),
      at: due)
    let result = try desk.tickets.execute(envelope, under: nil, refusals: .never)
    #expect(throws: Refusal.self) { try result.get() }
    #expect(try desk.fixture.log.head() == head)
  }

  @Test("An attempt is dated as stated, but neither in the future nor before an earlier one")
  func times() throws {
    try keep()
    let now = desk.morning + .days(2)
    desk.fixture.clock.set(now)
    _ = try desk.refusal(.hurry, by: desk.requester, minute: 5)
    _ = try desk.refusal(.hurry, by: desk.requester, minute: 5_256_000)
    _ = try desk.refusal(.hurry, by: desk.requester, minute: 4)
    let entries = try desk.tickets.attempts(on: .ticket, named: "N-1")
    #expect(entries.map(\.event.occurredAt) == [desk.morning + .minutes(5), now, now])
    #expect(
      entries.map(\.attempt.statedAt)
        == [nil, desk.morning + .minutes(5_256_000), desk.morning + .minutes(4)])
  }

  @Test("A field's name that is none of ours is left out of an attempt")
  func fields() {
    func kept(_ field: String) -> String? {
      RefusedAttempt(command: "x", code: .invalidField, field: field).field
    }
    #expect(kept("attachments[0].name") == "attachments[0].name")
    #expect(kept("a b") == nil && kept("水") == nil && kept("") == nil)
    #expect(kept(String(repeating: "a", count: 65)) == nil)
  }

  @Test(
    "An attempt that cannot be read is damage, and is named by its place",
    arguments: [
      "[]", "{}", #"{"command":"hurry","code":"bored","version":1}"#,
      #"{"command":"hurry","code":"tooEarly"}"#,
      #"{"command":"hurry","code":"tooEarly","version":-1}"#,
      #"{"command":"hurry","code":"tooEarly","version":1,"text":"x"}"#,
    ])
  func damaged(_ payload: String) throws {
    let name = StreamName(attemptsOn: .ticket, named: "N-1")
    try desk.fixture.log.append(
      [event("CommandRefused", payload: payload)], to: name, expecting: .noStream)
    #expect(code(of: { _ = try desk.tickets.attempts(on: .ticket, named: "N-1") }) == .corrupt)
  }
}
