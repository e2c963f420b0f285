import RepairCore
import RepairStore
import Testing

/// Settings are facts of the log: those adopted last are in force, and whoever may not adopt them
/// does not.
@Suite("Settings of the desk")
struct SettingsTests {
  private let desk: TicketDesk

  init() throws { desk = try TicketDesk() }

  private static let hotlines = Hotlines([
    .init(number: "027-8765 4321"),
    .init(number: "8001", name: "水电", campuses: [CampusCode("north")].compactMap(\.self)),
    .init(
      number: "8002", campuses: [CampusCode("north")].compactMap(\.self),
      categories: [CategoryCode("plumbing")].compactMap(\.self)),
  ])

  private func line(_ settings: String, role: String = "dispatcher", more: String = "")
    throws -> CommandEnvelope
  {
    let text =
      #"{"command":"adoptHotlines","actor":"d-1","role":"\#(role)","#
      + #""at":"2026-03-01T08:00:00.000Z","settings":\#(settings)\#(more)}"#
    return try CommandCodec.decode(text.utf8)
  }

  @Test("Those adopted last are in force, others stay as they were")
  func adopt() throws {
    #expect(try desk.tickets.inForce(Hotlines.self) == .standard)
    try desk.tickets.adopt(Self.hotlines, by: desk.dispatcher, at: desk.morning)
    #expect(try desk.tickets.inForce(Hotlines.self) == Self.hotlines)
    #expect(try desk.tickets.policyInForce() == .standard)
    try desk.tickets.adopt(Hotlines(), by: desk.dispatcher, at: desk.morning)
    #expect(try desk.tickets.inForce(Hotlines.self) == .standard)
  }

  @Test("A command line adopts them, once under one key, and reads back as it was written")
  func adoptByLine() throws {
    let envelope = try line(#"{"lines":[{"number":"8001"}]}"#, more: #","key":"k""#)
    #expect(try CommandCodec.decode(CommandCodec.encode(envelope)) == envelope)
    let receipt = try desk.tickets.execute(envelope).get()
    #expect(receipt.kind == .settings)
    #expect(receipt.subject == "hotlines")
    #expect(receipt.events == ["HotlinesAdopted"])
    let again = try desk.tickets.execute(envelope).get()
    #expect(again.isRepeated)
    #expect(again.position == receipt.position)
    #expect(try desk.tickets.inForce(Hotlines.self).lines.map(\.number) == ["8001"])
    let other = try line(#"{"lines":[]}"#, more: #","key":"k""#)
    #expect(code(of: try desk.tickets.execute(other)) == .duplicateKey)
  }

  @Test("Only a dispatcher of all campuses or an automation adopts them")
  func permission() throws {
    for role in ["requester", "worker", "storekeeper", "auditor"] {
      #expect(code(of: try desk.tickets.execute(try line("{}", role: role))) == .notPermitted)
    }
    let local = try line("{}", more: #","campuses":["north"]"#)
    #expect(code(of: try desk.tickets.execute(local)) == .notPermitted)
    #expect(code(of: try desk.tickets.execute(try line("{}", role: "system"))) == nil)
  }

  @Test("What cannot be read is refused with the field and changes nothing")
  func unreadable() throws {
    for (settings, field) in [
      (#"{"lines":[{"number":"soon"}]}"#, "lines[0].number"),
      (#"{"lines":[{"number":"8001"},{"number":"８００１"}]}"#, "lines[1].number"),
      (#"{"lines":[{"name":"x"}]}"#, "lines[0].number"),
      (#"{"lines":[{"number":"8001","campus":"north"}]}"#, "lines[0].campus"),
      (#"{"lines":[{"number":"8001","campuses":["n","n"]}]}"#, "lines[0].campuses[1]"),
      (#"{"lines":{}}"#, "lines"), (#"{"line":[]}"#, "line"),
    ] {
      guard case .refused(let refusal) = try desk.tickets.execute(try line(settings)) else {
        Issue.record("\(settings) was accepted")
        continue
      }
      #expect(refusal.code == .invalidField)
      #expect(refusal.field == "settings")
      #expect(refusal.message.contains(field + " "), "\(refusal.message)")
    }
    #expect(try desk.fixture.log.head() == .start)
  }

  @Test(
    "A line whose settings are no object is malformed", arguments: ["[]", "7", #""x""#, "null"])
  func malformed(_ settings: String) {
    #expect(throws: MalformedCommand.self) { try line(settings) }
  }

  @Test("Two who adopt over each other's settings: the second is told of the first")
  func conflict() throws {
    let first = try line("{}", more: #","expectedVersion":0"#)
    #expect(code(of: try desk.tickets.execute(first)) == nil)
    #expect(code(of: try desk.tickets.execute(first)) == .conflict)
  }

  @Test("The number to call is the one made most closely for the fault")
  func closest() throws {
    let plumbing = try #require(CategoryCode("plumbing"))
    let light = try #require(CategoryCode("light"))
    let north = try #require(CampusCode("north"))
    let south = try #require(CampusCode("south"))
    let hotlines = Self.hotlines
    #expect(hotlines.line(for: plumbing, on: north)?.number == "8002")
    #expect(hotlines.line(for: light, on: north)?.number == "8001")
    #expect(hotlines.line(for: plumbing, on: south)?.number == "027-8765 4321")
    #expect(Hotlines().line(for: light, on: north) == nil)
    #expect(hotlines.line(called: "+86 27 8765-4321")?.number == "027-8765 4321")
    #expect(hotlines.line(called: "9999") == nil)
    #expect(try Hotlines(json: hotlines.json) == hotlines)
  }

  private func code(of result: CommandResult) -> RefusalCode? {
    if case .refused(let refusal) = result { refusal.code } else { nil }
  }
}
