import Foundation
import RepairCore
import Testing

/// The telephone repair process that many papers use: 1,104 cases, of which 293 came back.
///
/// The file has an event a row, which no import reads yet; its activities are told to the figures
/// as what they are in a repair desk's words.
@Suite struct RepairProcessTests {
  private static let url = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/repair-process/repairExample.csv").standardizedFileURL

  private static let isThere = FileManager.default.fileExists(atPath: url.path)

  /// What an activity is on a desk; nothing for what is only inside the workshop.
  private static func event(_ activity: Substring, _ transition: Substring) -> TicketEvent? {
    switch (activity, transition) {
    case ("Register", _):
      .submitted(
        TicketSubmission(
          campus: "shop", category: "telephone", description: "phone", place: Place(code: "shop")))
    case ("Analyze Defect", "complete"): .accepted(priority: 3, category: nil)
    case ("Repair (Simple)", "start"), ("Repair (Complex)", "start"):
      .workerDispatched(WorkerDispatch(worker: nil, assignment: 1))
    case ("Repair (Simple)", "complete"), ("Repair (Complex)", "complete"):
      .workCompleted(WorkCompletion(outcome: .fixed))
    case ("Restart Repair", _):
      .reworkRequested(reason: "restart", text: nil, to: nil, assignment: nil)
    case ("Archive Repair", _): .resultConfirmed
    default: nil
    }
  }

  @Test(
    "The telephone repair process has 1,104 tickets, 293 of them with rework",
    .enabled(if: isThere, "there is no ../shared/data/repair-process"))
  func process() throws {
    var fold = DeskFold()
    var versions: [Substring: Int] = [:]
    var (registered, firstEnds): ([Substring: Timestamp], [Substring: Timestamp]) = ([:], [:])
    for line in try String(contentsOf: Self.url, encoding: .utf8).split(separator: "\n").dropFirst()
    {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard let event = Self.event(fields[1], fields[2]) else { continue }
      let at = try #require(Timestamp(String(fields[3])))
      versions[fields[0], default: 0] += 1
      let ticket = try #require(TicketID(String(fields[0])))
      try fold.apply(
        TicketFact(
          version: StreamVersion(versions[fields[0]] ?? 0), occurredAt: at, actor: "shop",
          role: .worker, event: event), of: ticket)
      switch event {
      case .submitted: registered[fields[0]] = at
      case .workCompleted where firstEnds[fields[0]] == nil: firstEnds[fields[0]] = at
      default: break
      }
    }
    let last = try #require(fold.lastMoment(throughStep: .max))
    let figures = fold.figures(FiguresRequest(at: last))
    #expect(figures.tickets == 1_104)
    #expect(figures.work.reworkedTickets == 293 && figures.work.reworks == 406)
    #expect(figures.work.n == firstEnds.count)
    let fixed = figures.work.firstTimeFixed
    #expect(fixed == firstEnds.count - 293)
    // 73.5 per cent, to the next tenth.
    #expect(
      (fixed * 10_000 / figures.work.n + 5) / 10 == 735 || fixed * 1_000 / figures.work.n == 734)
    let waits = registered.map { name, start in firstEnds[name].map { $0 - start } ?? (last - start)
    }
    let complete = figures.duration(.complete).wall
    #expect(complete.n == 1_104 && complete.finished == firstEnds.count)
    // Hardly any case lacks an end, and those last longest: the median is the one in the middle.
    #expect(complete.median == waits.sorted()[551])
  }
}
