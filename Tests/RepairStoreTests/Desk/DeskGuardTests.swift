import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Ways around a rule that are none.
@Suite("What cannot be got around")
struct DeskGuardTests {
  private let desk: TicketDesk

  init() throws { desk = try TicketDesk() }

  private func ask(
    _ line: String, under policy: TicketPolicy? = nil
  ) throws -> Refusal? {
    let envelope = try CommandCodec.decode(
      line.replacingOccurrences(of: "AT", with: "2026-03-01T08:00:00.000Z").utf8)
    if case .refused(let refusal) = try desk.tickets.execute(envelope, under: policy) {
      return refusal
    }
    return nil
  }

  @Test("A key of a timer's form is for automations, so that nobody keeps a timer from firing")
  func timerKeys() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    #expect(
      try desk.refusal(
        .addNote(text: "x", internal: false), by: desk.requester, minute: 1,
        key: "timer:N-1:release:a1") == .invalidField)
  }

  @Test("Settings are adopted under the policy that commands are decided under")
  func settingsUnderPolicy() throws {
    var policy = TicketPolicy.standard
    policy.enforcesDirectory = true
    let line =
      #"{"command":"adoptHotlines","actor":"ghost","role":"dispatcher","at":"AT","settings":{}}"#
    #expect(try ask(line, under: policy)?.code == .unknownActor)
    #expect(try ask(line) == nil)
  }

  @Test("Only the desk speaks for others: not about what they want to hear, nor in their name")
  func speakingForOthers() throws {
    let about = #""at":"AT","urgency":"info"}"#
    let preferences = #"{"command":"unsubscribe","person":"u-2",\#(about)"#
    func by(_ role: String) -> String {
      preferences.replacingOccurrences(
        of: #""at""#, with: #""actor":"x-1","role":"\#(role)","onBehalfOf":"u-2","at""#)
    }
    for role in ["requester", "worker", "storekeeper"] {
      #expect(try ask(by(role))?.code == .notPermitted, "\(role)")
    }
    #expect(try ask(by("dispatcher")) == nil)
  }

  @Test("Whoever has left counts as that also when their role was taken away before")
  func leaversWithoutRole() throws {
    let system = #""actor":"setup","role":"system","at":"AT""#
    for line in [
      #"{"command":"register","member":"w-7",\#(system),"roles":[{"role":"worker"}]}"#,
      #"{"command":"revokeRole","member":"w-7",\#(system),"revoke":"worker"}"#,
      #"{"command":"leave","member":"w-7",\#(system)}"#,
    ] { #expect(try ask(line) == nil) }
    #expect(try desk.tickets.leftWorkers().map(\.rawValue) == ["w-7"])
  }

  @Test("Nobody enters themselves under the name that another one signs in by")
  func ownLogin() throws {
    let line =
      #"{"command":"register","member":"a-1","actor":"a-1","role":"requester","at":"AT","#
      + #""profile":{"login":"boss"}}"#
    #expect(try ask(line)?.code == .notPermitted)
  }

  @Test("An event that begins a member for a second time has no meaning")
  func secondBeginning() throws {
    let register =
      #"{"command":"register","member":"w-7","actor":"setup","role":"system","at":"AT"}"#
    #expect(try ask(register) == nil)
    let name = try #require(StreamName("member/w-7"))
    let first = try #require(try desk.fixture.log.readStream(name).first)
    try EventMeaning.check(first)
    let again = NewEvent(
      type: first.type, occurredAt: first.occurredAt, actor: first.actor, role: first.role,
      payload: first.payload)
    try desk.fixture.log.append([again], to: name, expecting: .any)
    let second = try #require(try desk.fixture.log.readStream(name).last)
    #expect(throws: ImpossibleHistory.self) { try EventMeaning.check(second) }
  }
}
