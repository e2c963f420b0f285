import Foundation
import RepairCore
import RepairStore
import Testing

/// The examples of the article "Replaying for developers", kept here so that they compile and run.
@Suite("The article on replaying for developers")
struct DevelopersExample {
  private let desk: TicketDesk

  init() throws {
    desk = try TicketDesk()
    try desk.completeTicket()
  }

  private func step(through ticket: TicketID, of log: EventLog) throws {
    guard let timeline = try TicketLog(log).timeline(ticket) else { return }
    var step = timeline.next(after: .none)
    while let current = step {
      print(current.version, current.fact.event.kind.rawValue)
      for change in current.difference { print("  ", change) }
      step = timeline.next(after: current.version)
    }
  }

  private func judge(_ log: EventLog) throws -> JudgeReport {
    var stricter = TicketPolicy.standard
    stricter.openJobLimit = 1
    let report = try Judge(of: log, under: .policy(stricter)).report()
    for count in report.counts { print(count.rule, count.command.rawValue, count.count) }
    for example in report.examples { print(example.ticket, example.version, example.explanation) }
    return report
  }

  @Test("steps through a ticket and judges a log")
  func runs() throws {
    try step(through: desk.id, of: desk.fixture.log)
    #expect(try judge(desk.fixture.log).judged == 5)
    #expect(try desk.tickets.timeline(desk.id)?.last.after == desk.tickets.ticket(desk.id))
    #expect(try desk.tickets.timeline(try #require(TicketID("N-404"))) == nil)
  }

  @Test("copies a log as it was, which reads as the beginning of the other")
  func copies() throws {
    let path = desk.fixture.folder.file("past.db")
    let extent = Replay.Extent(through: LogPosition(3))
    #expect(try LogCopy(of: desk.fixture.log, extent: extent).write(to: path) == 3)
    let copy = try EventLog.open(at: path, mode: .readOnly)
    for position in 1...3 {
      let place = LogPosition(position)
      #expect(try copy.event(at: place) == desk.fixture.log.event(at: place))
    }
    #expect(try copy.head() == LogPosition(3))
  }

  @Test("is what this file tries")
  func isTheSame() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let article = try String(
      contentsOf: root.appending(
        path: "Sources/RepairStore/RepairStore.docc/ReplayingForDevelopers.md"), encoding: .utf8)
    func flat(_ text: some StringProtocol) -> String {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .joined(separator: "\n")
    }
    let code = flat(try String(contentsOf: URL(filePath: #filePath), encoding: .utf8))
    let examples = article.components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
    #expect(examples.count == 3)
    // The last is one line, which the test above says in two.
    for example in examples.dropLast() { #expect(code.contains(flat(example)), "\(example)") }
  }
}
