import Foundation
import Testing

@testable import RepairCore
@testable import RepairReport

/// A small desk as text and as a page.
@Suite struct DashboardTests {
  /// A desk with two tickets: one open and late, one done and rated.
  private static func figures(_ texts: String = "dorm-5") throws -> DeskFigures {
    let start = Timestamp(clamping: 1_772_352_000_000)
    let campus = try #require(CampusCode(texts))
    let category = try #require(CategoryCode(texts))
    var fold = DeskFold()
    func apply(_ name: String, _ event: TicketEvent, _ hours: Int64, _ version: Int) throws {
      let ticket = try #require(TicketID(name))
      try fold.apply(
        TicketFact(
          version: StreamVersion(version), occurredAt: start + .hours(hours),
          actor: try #require(PersonID(texts)), role: .worker, event: event), of: ticket)
    }
    let report = TicketEvent.submitted(
      TicketSubmission(
        campus: campus, category: category, description: texts, place: Place(code: texts)))
    let reason = try #require(ReasonCode(texts))
    try apply("N-1", report, 0, 1)
    for name in ["N-2", "N-3"] {
      try apply(name, report, 0, 1)
      try apply(name, .accepted(priority: nil, category: nil), 1, 2)
      try apply(
        name,
        .workerDispatched(
          WorkerDispatch(worker: PersonID(texts), assignment: AssignmentNumber.none.next)), 2, 3)
    }
    try apply("N-2", .workCompleted(WorkCompletion(outcome: .fixed)), 5, 4)
    try apply(
      "N-2", .evaluated(TicketEvaluation(result: Rating(5), efficiency: Rating(4))), 6, 5)
    try apply("N-3", .workRejected(reason: reason, text: nil), 4, 4)
    var figures = fold.figures(FiguresRequest(at: start + .days(2), days: 3))
    for list in figures.lists.indices {
      for index in figures.lists[list].tickets.indices {
        figures.lists[list].tickets[index].description = texts
      }
    }
    return figures
  }

  @Test("The dashboard of a small desk, to the letter")
  func golden() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Fixtures/golden/dashboard.txt").standardizedFileURL
    let expected = try? String(contentsOf: url, encoding: .utf8)
    let text =
      DashboardText(try Self.figures(), in: .en).rendered() + "\n"
      + DashboardText(try Self.figures(), in: .zh).rendered()
    if text != expected {
      try text.write(
        toFile: NSTemporaryDirectory() + "desk.txt", atomically: true, encoding: .utf8)
    }
    #expect(text == expected, "what it is now is in \(NSTemporaryDirectory())desk.txt")
  }

  @Test(
    "No line of a dashboard is wider than the terminal", arguments: [40, 57, 80, 132],
    DashboardLanguage.allCases)
  func width(_ columns: Int, _ language: DashboardLanguage) throws {
    let long = String(repeating: "长", count: 20)
    let text = DashboardText(try Self.figures(long), in: language, width: columns).rendered()
    // Numbers are never cut: where the terminal has no room for them, a table is as wide as they
    // are.
    let widest = text.split(separator: "\n").map { DisplayWidth.of(String($0)) }.max() ?? 0
    #expect(columns < 80 || widest <= columns)
    #expect(!text.contains("\u{1B}"))
  }

  @Test("Colour says what is bad, and only where it is asked for")
  func colour() throws {
    let painted = DashboardText(try Self.figures(), ansi: Ansi(isEnabled: true)).rendered()
    #expect(painted.contains("\u{1B}[31m"))
  }

  @Test("The page has no script, no style attribute and no address")
  func selfContained() throws {
    let page = DashboardPage(try Self.figures()).rendered()
    #expect(page.contains("content=\"default-src 'none'; style-src 'sha256-"))
    #expect(!page.contains("<script") && !page.contains(" style=") && !page.contains("http:"))
  }

  @Test("Whatever is in the figures is text on the page")
  func hostile() throws {
    let canary = "<img src=x onerror=\"x()\">'&\u{202E}\u{1B}"
    let page = DashboardPage(try Self.figures(canary)).rendered()
    #expect(!page.contains("<img") && !page.contains("onerror=\""))
    #expect(page.contains("&lt;img src=x onerror=&quot;x()&quot;&gt;&#39;&amp;\\u{202e}\\u{1b}"))
    #expect(!page.unicodeScalars.contains { $0.value != 10 && InertText.isActive($0) })
  }

  @Test("Every link of the page leads somewhere on it", arguments: DashboardLanguage.allCases)
  func links(_ language: DashboardLanguage) throws {
    let page = DashboardPage(try Self.figures(), in: language).rendered()
    let names = Set(page.matches(of: /\ id="([^"]+)"/).map { String($0.1) })
    let targets = page.matches(of: /href="#([^"]+)"/).map { String($0.1) }
    #expect(targets.count > 15 && targets.allSatisfy(names.contains))
    #expect(page.matches(of: /\ id="([^"]+)"/).count == names.count)
  }

  @Test("Every list of tickets is capped and says how many there are")
  func capped() throws {
    var figures = try Self.figures()
    for index in figures.lists.indices where figures.lists[index].kind == .oldest {
      figures.lists[index].total = 4_711
    }
    #expect(DashboardPage(figures).rendered().contains("2 of 4711 shown. "))
  }

  @Test("A desk without tickets still has a dashboard", arguments: DashboardLanguage.allCases)
  func empty(_ language: DashboardLanguage) {
    let figures = DeskFold().figures(FiguresRequest(at: .epoch))
    #expect(DashboardText(figures, in: language).rendered().count > 100)
    #expect(DashboardPage(figures, in: language).rendered().hasSuffix("</html>\n"))
  }

  @Test("Figures keep everything as JSON and back")
  func coded() throws {
    let figures = try Self.figures("水管")
    let data = try JSONEncoder().encode(figures)
    #expect(try JSONDecoder().decode(DeskFigures.self, from: data) == figures)
  }

  @Test("Bars and courses fit where they stand, whatever the numbers")
  func bars() {
    #expect(Bar.text(0, of: 10, columns: 8) == "" && Bar.text(10, of: 10, columns: 8) == "████████")
    #expect(Bar.text(1, of: .max, columns: 8) == "▏")
    #expect(Bar.sparkline([0, 1, 7]) == "▁▂█" && Bar.sparkline([0, 0]) == "▁▁")
    #expect(
      Bar.sparkline([.max, 1]) == "█▁" && Bar.text(.max, of: .max, columns: 200).count == 200)
  }
}
