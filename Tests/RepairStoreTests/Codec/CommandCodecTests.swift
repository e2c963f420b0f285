import RepairCore
import RepairStore
import Testing

@Suite("Commands as JSON lines")
struct CommandCodecTests {
  private static let common =
    #""ticket":"N-1","actor":"u-17","role":"requester","at":"2026-03-01T08:00:00.000Z""#

  private static func line(_ command: String, _ fields: String = "") -> String {
    #"{"command":"\#(command)",\#(common)\#(fields.isEmpty ? "" : "," + fields)}"#
  }

  private static func malformed(_ line: [UInt8]) -> MalformedCommand? {
    do throws(MalformedCommand) {
      _ = try CommandCodec.decode(line)
      return nil
    } catch {
      return error
    }
  }

  private static func invalidField(_ line: String) throws -> String? {
    guard case .ticket(.invalid(_, let field)) = try CommandCodec.decode(line.utf8).request else {
      return nil
    }
    return field.field
  }

  @Test("A submission has all that the line says")
  func submit() throws {
    let text = """
      {"command":"submit","ticket":"N-1","actor":"u-17","role":"requester",\
      "at":"2026-03-01T16:00:00+08:00","campus":"north","category":"plumbing",\
      "description":"水管漏水","place":{"code":"dorm-5","address":"5栋 301"},\
      "contact":{"name":"A","phone":"138"},"channel":"web","key":"req-1",\
      "campuses":["north"],"onBehalfOf":"u-9","expectedVersion":0,"causation":"m-1",\
      "correlation":"c-1"}
      """
    let envelope = try CommandCodec.decode(text.utf8)
    #expect(envelope.subject == "N-1")
    #expect(envelope.actor == "u-17")
    #expect(envelope.role == "requester")
    #expect(envelope.at == Timestamp("2026-03-01T08:00:00Z"))
    #expect(envelope.onBehalfOf == "u-9")
    #expect(envelope.campuses == ["north"])
    #expect(envelope.key == "req-1")
    #expect(envelope.expectedVersion == StreamVersion.none)
    #expect(envelope.causation == "m-1")
    #expect(envelope.correlation == "c-1")
    let submission = TicketSubmission(
      campus: try #require(CampusCode("north")), category: try #require(CategoryCode("plumbing")),
      description: "水管漏水", place: Place(code: "dorm-5", address: "5栋 301"),
      contact: Contact(name: "A", phone: "138"), channel: .web)
    #expect(envelope.request == .ticket(.command(.submit(submission))))
  }

  @Test("Every command reads as it was written", arguments: TicketCommandKind.allCases)
  func roundTrip(_ kind: TicketCommandKind) throws {
    for seed in 1...100 as ClosedRange<UInt64> {
      var random = RandomEvents(seed: seed)
      let command = try random.command(kind)
      let actor = Actor(
        id: try random.name(), role: try random.code(),
        onBehalfOf: try random.maybe { try $0.name() },
        campuses: try random.maybe { try $0.campuses() })
      let envelope = CommandEnvelope(
        command, ticket: try random.ticketID(), by: actor, at: random.time(),
        key: random.maybe { _ in "key" }, expectedVersion: random.maybe { _ in StreamVersion(3) },
        causation: random.maybe { _ in "cause" }, correlation: random.maybe { _ in "whole" })
      let line = CommandCodec.encode(envelope)
      let read = try CommandCodec.decode(line)
      #expect(read == envelope, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
      #expect(try read.checkedActor() == actor)
      #expect(!line.contains(0x0A), "a command is one line")
    }
  }

  @Test(
    "What is no command is malformed, and the field is named",
    arguments: [
      ("", ""), ("[]", ""), ("5", ""), ("{", ""), ("{} {}", ""),
      (#"{"command":"submit"}"#, "ticket"), (#"{"ticket":"N-1"}"#, "command"),
      (line("dance"), "command"), (line("hurry", #""worker":"w-1""#), "worker"),
      (line("hurry", #""ticket":"N-2""#), "ticket"),
      (line("accept", #""priority":"3""#), "priority"),
      (line("accept", #""priority":3.0"#), "priority"),
      (line("accept", #""priority":99999999999999999999"#), "priority"),
      (line("addNote", #""text":null"#), "text"), (line("addNote", #""text":["a"]"#), "text"),
      (line("addNote", #""text":"a","internal":1"#), "internal"),
      (line("addNote", #""text":"\u0000""#), "text"),
      (line("addNote", #""text":"\ud800""#), "text"),
      (line("checkIn", #""place":"here""#), "place"),
      (line("checkIn", #""place":{"floor":"3"}"#), "place.floor"),
      (line("checkIn", #""place":{"code":7}"#), "place.code"),
      (line("setDeadline", #""due":"tomorrow""#), "due"),
      (line("setDeadline", #""due":"2026-03-01T08:00:00.0001Z""#), "due"),
      (line("setDeadline", #""due":"2026-03-01T08:00:00""#), "due"),
      (line("complete", #""attachments":[{"kind":"photo","size":"big"}]"#), "attachments[0].size"),
      (line("hurry", #""campuses":"north""#), "campuses"),
      (line("hurry", #""expectedVersion":"1""#), "expectedVersion"),
    ])
  func malformed(_ line: String, _ field: String) throws {
    #expect(try #require(Self.malformed(Array(line.utf8))).field == field)
  }

  @Test("A line over a megabyte, and one that is not UTF-8, are malformed")
  func limits() {
    let long = Self.line("addNote", #""text":"\#(String(repeating: "a", count: 1 << 20))""#)
    #expect(Self.malformed(Array(long.utf8)) != nil)
    var bytes = Array(Self.line("addNote", #""text":"a?""#).utf8)
    bytes[bytes.count - 3] = 0xFF
    #expect(Self.malformed(bytes)?.field == "text")
  }

  @Test("A line cut anywhere is malformed")
  func truncated() {
    let line = Array(Self.line("reject", #""reason":"noParts","text":"没有零件""#).utf8)
    for length in 0..<line.count {
      #expect(Self.malformed(Array(line[..<length])) != nil, "cut at \(length)")
    }
  }

  @Test(
    "What can be read and cannot be is an invalid field",
    arguments: [
      (line("accept", #""priority":6"#), "priority"), (line("addNote"), "text"),
      (line("dispatch", #""worker":"""#), "worker"), (line("dispatch"), "worker"),
      (line("hold", #""reason":"boredom""#), "reason"), (line("hold"), "reason"),
      (line("markDuplicate", #""of":"not a name""#), "of"),
      (line("evaluate", #""result":5"#), "efficiency"),
      (line("evaluate", #""result":0,"efficiency":9"#), "result"),
      (line("submit", #""campus":"n","category":"p","description":"d""#), "place"),
      (
        line(
          "submit", #""campus":"n","category":"p","description":"d","place":{},"channel":"fax""#),
        "channel"
      ),
      (line("complete", #""cause":"c","workDone":"w","outcome":"magic""#), "outcome"),
      (line("complete", #""cause":"c","workDone":"w""#), "outcome"),
      (
        line("complete", #""cause":"c","workDone":"w","outcome":"fixed","attachments":[{}]"#),
        "attachments[0].name"
      ),
      (
        line("scheduleVisit", #""from":"2026-03-02T08:00:00Z","to":"2026-03-02T08:00:00Z""#), "to"
      ),
      (line("release", #""reason":"a","assignment":0"#), "assignment"),
      (line("hurry", #""key":"""#), "key"),
      (line("hurry", #""expectedVersion":-1"#), "expectedVersion"),
    ])
  func invalid(_ line: String, _ field: String) throws {
    #expect(try Self.invalidField(line) == field)
  }

  @Test("An unknown role and an impossible ticket are found when the envelope is checked")
  func names() throws {
    var envelope = try CommandCodec.decode(Self.line("hurry").utf8)
    envelope.role = "wizard"
    #expect(throws: InvalidField.self) { try envelope.checkedActor() }
    envelope.subject = "-"
    #expect(throws: InvalidField.self) { try envelope.ticketID() }
  }

  @Test("A request is the same with another time, another trace and its defaults spelt out")
  func sameDigest() throws {
    let one = try CommandCodec.decode(Self.line("accept", #""key":"k""#).utf8)
    var other = try CommandCodec.decode(
      Self.line("accept", #""priority":3,"key":"k","causation":"c","expectedVersion":1"#).utf8)
    other.at = other.at + .hours(1)
    #expect(
      try CommandCodec.requestDigest(of: one)
        == CommandCodec.requestDigest(of: other))
  }

  @Test("A request is another one with another actor, role, principal, ticket or field")
  func otherDigests() throws {
    let one = try CommandCodec.decode(Self.line("accept").utf8)
    var others = Array(repeating: one, count: 4)
    others[0].actor = "u-18"
    others[1].role = "dispatcher"
    others[2].onBehalfOf = "u-1"
    others[3].subject = "N-2"
    others.append(try CommandCodec.decode(Self.line("accept", #""priority":2"#).utf8))
    let digests = try (others + [one]).map {
      try #require(try CommandCodec.requestDigest(of: $0))
    }
    #expect(Set(digests).count == digests.count)
  }

  @Test("A request that could not be read has no digest")
  func noDigest() throws {
    let envelope = try CommandCodec.decode(Self.line("addNote").utf8)
    #expect(try CommandCodec.requestDigest(of: envelope) == nil)
  }
}
