import RepairCore
import Testing

/// Spans, names, scales and sets.
struct SmallTypeTests {
  @Test("A span is written in its two largest units")
  func spans() {
    let written: [(TimeSpan, String)] = [
      (.zero, "0s"), (.millisecond, "0.001s"), (TimeSpan(milliseconds: 4_250), "4.250s"),
      (.seconds(59), "59s"), (.minutes(10), "10m"), (.seconds(61), "1m 1s"),
      (TimeSpan(milliseconds: 60_001), "1m"), (.hours(1), "1h"), (.minutes(61), "1h 1m"),
      (.hours(51), "2d 3h"), (.days(7), "7d"), (.minutes(-10), "-10m"),
      (TimeSpan(milliseconds: .min), "-106751991167d 7h"),
      (TimeSpan(milliseconds: .max), "106751991167d 7h"),
    ]
    for (span, text) in written { #expect(span.description == text) }
  }

  @Test("A span that does not fit is the largest there is")
  func saturation() {
    let makers = [TimeSpan.seconds, TimeSpan.minutes, TimeSpan.hours, TimeSpan.days]
    for make in makers {
      #expect(make(.max).milliseconds == .max)
      #expect(make(.min).milliseconds == .min)
      #expect(make(-1) < .zero)
    }
  }

  @Test(
    "A ticket's name is one to sixty-four letters, digits, dots, underscores and hyphens",
    arguments: ["N-1", "0", "a.b_c-D", String(repeating: "9", count: 64)])
  func ticketNames(_ name: String) {
    #expect(TicketID(name)?.rawValue == name)
  }

  @Test(
    "Anything else is no ticket's name",
    arguments: [
      "", "-1", ".", "_a", "a b", "a/b", "N-1\n", "N-1\0", "工单", "é", "a\u{301}",
      String(repeating: "9", count: 65),
    ])
  func notTicketNames(_ name: String) {
    #expect(TicketID(name) == nil)
  }

  @Test("Open names are measured in bytes, and have no NUL")
  func openNames() {
    func fits<Name: TextIdentifier>(_: Name.Type, _ limit: Int) {
      let longest = String(repeating: "a", count: limit)
      #expect(Name(longest)?.rawValue == longest)
      let tooLong = longest + "a"
      #expect(Name(tooLong) == nil)
      let wide = String(repeating: "水", count: limit / 3 + 1)
      #expect(Name(wide) == nil)
      for bad in ["", "\0", "a\0b"] { #expect(Name(bad) == nil) }
    }
    fits(PersonID.self, 128)
    fits(CampusCode.self, 64)
    fits(CategoryCode.self, 64)
    fits(AssetCode.self, 64)
    fits(ReasonCode.self, 200)
    fits(EventTag.self, 200)
  }

  @Test("Names that look alike and differ in bytes are two, in sets and in order")
  func bytes() throws {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    #expect(composed == decomposed)
    let first = try #require(PersonID(composed))
    let second = try #require(PersonID(decomposed))
    #expect(first != second)
    #expect(Set([first, second]).count == 2)
    #expect(second < first)
    #expect(!(first < second))
    let twin = try #require(PersonID(String(decoding: Array(composed.utf8), as: UTF8.self)))
    #expect(first == twin)
    #expect(first.hashValue == twin.hashValue)
  }

  @Test("Names are ordered by bytes, as SQLite orders text")
  func order() throws {
    let names = ["A", "Z", "a", "aa", "z", "é", "水", "\u{FFFD}", "😀"]
    let ids = try names.map { try #require(PersonID($0)) }
    #expect(ids.shuffled().sorted().map(\.rawValue) == names)
  }

  @Test("Priorities and marks go from one to five", arguments: [Int.min, -1, 0, 6, .max])
  func scales(_ number: Int) {
    #expect(Priority(number) == nil)
    #expect(Rating(number) == nil)
    #expect((1...5).allSatisfy { Priority($0)?.rawValue == $0 && Rating($0)?.rawValue == $0 })
  }

  @Test("Assignments are counted from one and never wrap")
  func assignments() {
    #expect(AssignmentNumber.none.next == 1)
    for number in [Int.min, -1, 0] { #expect(AssignmentNumber(number) == nil) }
    #expect(AssignmentNumber.largest.next == .largest)
  }

  @Test("Every status has one bit, in its usual order")
  func statusBits() {
    for (index, status) in TicketStatus.allCases.enumerated() {
      #expect(TicketStatusSet(status).rawValue == 1 << UInt32(index))
      #expect(TicketStatusSet(status).members == [status])
      #expect(TicketStatusSet.all.contains(status))
      #expect(TicketStatusSet.open.contains(status) == status.phase.isOpen)
      #expect(TicketStatusSet(phases: status.phase).contains(status))
    }
    #expect(TicketStatusSet.all.members == TicketStatus.allCases)
    #expect(TicketStatus.allCases.count == 17)
    #expect(TicketPhase.allCases.count == 7)
  }

  @Test("Every command and every event has a row in the lifecycle")
  func lifecycleIsWhole() {
    for command in TicketCommandKind.allCases {
      #expect(!Lifecycle.rules(for: command).isEmpty, "\(command)")
    }
    #expect(Set(Lifecycle.rules.map(\.event)) == Set(TicketEventKind.allCases))
    for rule in Lifecycle.rules {
      #expect(!rule.parties.isEmpty)
      #expect((rule.from == nil) == (rule.command == .submit))
    }
  }

  @Test("Tags name whom an event concerns, frugally")
  func tags() {
    func tags(_ event: TicketEvent, by person: Person, after status: TicketStatus?) -> [String] {
      Ticket.tags(for: event, by: person.actor, before: status.flatMap { Given($0).ticket })
        .map(\.rawValue)
    }
    var report = TicketSubmission.leak
    report.asset = "tap-7"
    #expect(
      tags(.submitted(report), by: .deskForAnother, after: nil)
        == ["requester:u-2", "campus:north", "asset:tap-7"])
    #expect(tags(.submitted(.leak), by: .timer, after: nil) == ["campus:north"])
    #expect(tags(.hurried, by: .requester, after: .accepted) == [])
    #expect(
      tags(.dispatched("w-2", 3), by: .dispatcher, after: .inProgress)
        == ["worker:w-1", "worker:w-2"])
    #expect(tags(.workDone, by: .worker, after: .inProgress) == ["worker:w-1"])
    #expect(
      tags(.assignmentReleased(reason: "shift", assignment: nil), by: .timer, after: .inProgress)
        == ["worker:w-1"])
    #expect(
      tags(.transferred(to: "south", reason: "x"), by: .dispatcher, after: .accepted)
        == ["campus:south"])
    #expect(
      tags(
        .reworkRequested(reason: "x", text: nil, to: nil, assignment: 3), by: .requester,
        after: .unconfirmed) == ["worker:w-1"])
  }
}
