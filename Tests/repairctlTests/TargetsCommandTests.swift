import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// What is due, for whoever asks at the terminal or from a program.
@Suite struct TargetsCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  /// Two tickets on Friday, 6 March 2026: one urgent, and one in working time that rests.
  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    let lines = [
      Self.submission("N-1"), Self.submission("N-2"),
      Self.line("accept", "N-1", #""priority":1"#), Self.line("accept", "N-2", #""priority":3"#),
      Self.line("hold", "N-2", #""reason":"parts""#, at: "2026-03-06T08:00:00Z"),
    ]
    #expect(repairctl("init", path).exitCode == .success)
    let run = repairctl("--log", path, "run", "-", input: lines.joined(separator: "\n"))
    #expect(run.exitCode == .success, "\(run.output)")
  }

  private static func submission(_ ticket: String) -> String {
    #"{"command":"submit","ticket":"\#(ticket)","actor":"u-1","role":"requester","#
      + #""at":"2026-03-06T02:00:00Z","campus":"north","category":"plumbing","#
      + #""description":"水管漏水","place":{"code":"dorm-5"}}"#
  }

  private static func line(
    _ command: String, _ ticket: String, _ fields: String, at: String = "2026-03-06T02:10:00Z"
  ) -> String {
    #"{"command":"\#(command)","ticket":"\#(ticket)","actor":"d-1","role":"dispatcher","#
      + #""at":"\#(at)",\#(fields)}"#
  }

  private func run(_ arguments: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: ["--log", path] + arguments, environment: [:], stdin: MemorySource(),
      stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  @Test("A ticket is shown with its targets, as they were then")
  func show() {
    let shown = run("show", "N-2", "--at", "2026-03-08T00:00:00Z")

    #expect(shown.exitCode == .success)
    #expect(
      shown.output.hasSuffix(
        """

        TARGET    STATE   DUE                       USED  OF                      ENDED
        accept    met     2026-03-06T02:30:00Z       10m  30m, office             2026-03-06T02:10:00Z
        arrive    paused                              4h  24h, office
        complete  paused                        0.5 days  3 working days, office

        """), "\(shown.output)")
  }

  @Test("For programs a ticket has a list of targets")
  func showJSON() throws {
    let shown = run("show", "N-1", "--at", "version:2", "--format", "json")

    let ticket = try #require(
      try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
    let targets = try #require(ticket["targets"] as? [[String: Any]])
    #expect(targets.map { $0["target"] as? String } == ["accept", "arrive", "complete"])
    let complete = try #require(targets.last)
    #expect(complete["dueAt"] as? String == "2026-03-07T02:00:00.000Z")
    #expect(complete["state"] as? String == "running")
    #expect(complete["usedMilliseconds"] as? Int == 600_000)
    #expect(complete["remainingMilliseconds"] as? Int == 85_800_000)
    #expect(complete["calendar"] == nil)
  }

  @Test("Open tickets are listed by what is due first, what rests last")
  func list() {
    let listed = run("targets", "--now", "2026-03-06T05:00:00Z")

    #expect(
      listed.output == """
        TICKET  TARGET  STATE     DUE                   USED  OF
        N-1     arrive  breached  2026-03-06T04:00:00Z    3h  2h
        N-2     arrive  running   2026-03-11T02:00:00Z    2h  24h, office

        """, "\(listed.output)")
    let late = run("targets", "--now", "2026-03-06T05:00:00Z", "--breached", "--format", "ndjson")
    #expect(late.output.hasPrefix(#"{"ticket":"N-1","target":"arrive","state":"breached""#))
    #expect(late.output.split(separator: "\n").count == 1)
    #expect(run("targets", "--now", "2026-03-06T03:00:00Z", "--near").output == "")
  }

  @Test("A plan and holidays from files are printed whole, and a line for run adopts them")
  func adopt() throws {
    let plan = try folder.write(
      #"{"calendars":[{"code":"office","zone":"Asia/Shanghai","week":{"friday":["08:00-18:00"]}}]}"#,
      to: "plan.json")
    let holidays = try folder.write(
      """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20260313
      END:VEVENT
      BEGIN:VEVENT
      DTSTART:20260314T080000
      END:VEVENT
      END:VCALENDAR
      """, to: "h.ics")

    let printed = run(
      "targets", "--plan", plan, "--holidays", "office=\(holidays)", "--print-plan")
    #expect(printed.exitCode == .success)
    #expect(printed.messages == "Passed over in '\(holidays)': 1 timedEvent\n")
    let adopted = repairctl(
      "--log", path, "run", "-",
      input: #"{"command":"adoptTargets","actor":"d-1","role":"dispatcher","#
        + #""at":"2026-03-06T03:00:00Z","settings":\#(printed.output.dropLast())}"#)

    #expect(adopted.exitCode == .success, "\(adopted.output)")
    #expect(run("targets", "--print-plan").output == printed.output)
    // Fridays of 10 hours, the 13th off: 8 hours on the 6th, 10 on the 20th, 6 on the 27th.
    let shown = run("targets", "--now", "2026-03-06T07:00:00Z", "--format", "ndjson")
    #expect(shown.output.contains(#""dueAt":"2026-03-27T06:00:00.000Z""#), "\(shown.output)")
  }

  @Test("A plan, a calendar file or an option that is none is told, with its place")
  func badInput() throws {
    let plan = try folder.write(#"{"profiles":{"9":{}}}"#, to: "plan.json")
    let holidays = try folder.write("BEGIN:VCALENDAR\nhello\n", to: "h.ics")

    let badPlan = run("targets", "--plan", plan)
    #expect(badPlan.exitCode == .malformedInput)
    #expect(badPlan.messages.contains("profiles.9 is not a field here"))
    let badHolidays = run("targets", "--holidays", "office=\(holidays)")
    #expect(badHolidays.exitCode == .malformedInput)
    #expect(badHolidays.messages.contains("line 2:"))
    #expect(run("targets", "--holidays", "office").exitCode == .usage)
    #expect(run("targets", "--plan", folder.file("nothing.json")).exitCode == .missingInput)
    let empty = try folder.write("BEGIN:VCALENDAR\nEND:VCALENDAR\n", to: "e.ics")
    #expect(run("targets", "--holidays", "elsewhere=\(empty)").exitCode == .usage)
  }
}
