import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// What a developer asks of a log: what other rules would do, how a ticket came about, as it was.
@Suite struct JudgeCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    _ = repairctl("init", path)
    let commands = [
      #"{"command":"submit","ticket":"N-1","actor":"u-17","role":"requester","at":"2026-03-01T08:00:00.000Z","campus":"north","category":"plumbing","description":"水管漏水","place":{"code":"dorm-5"},"contact":{"name":"Li","phone":"12345"}}"#,
      #"{"command":"accept","ticket":"N-1","actor":"d-1","role":"dispatcher","at":"2026-03-01T08:10:00.000Z","campuses":["north"],"priority":3}"#,
      #"{"command":"dispatch","ticket":"N-1","actor":"d-1","role":"dispatcher","at":"2026-03-01T08:12:00.000Z","worker":"w-7"}"#,
      #"{"command":"acknowledge","ticket":"N-1","actor":"w-7","role":"worker","at":"2026-03-01T08:11:00.000Z"}"#,
      #"{"command":"hold","ticket":"N-1","actor":"w-7","role":"worker","at":"2026-03-01T08:20:00.000Z","reason":"parts","text":"no \"valve\"\n\u202e"}"#,
    ]
    let outcome = repairctl(
      "run", "-", "--log", path, input: commands.map { $0 + "\n" }.joined())
    try #require(outcome.exitCode == .success, "\(outcome.messages)")
  }

  private func run(_ arguments: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: ["--log", path] + arguments, environment: [:], stdin: MemorySource(),
      stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  private func object(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  // MARK: replay --judge

  @Test("Judging under the rules in force finds nothing, and says what was judged")
  func nothing() {
    #expect(
      run("replay", "--judge")
        == Outcome(
          exitCode: .success,
          output: """
            events          5
            judged          5
            different       0
            imported        0
            withoutCommand  0
            ofOtherThings   0

            """, messages: ""))
  }

  @Test("Other rules are counted and shown by their first examples; that they differ is no failure")
  func table() throws {
    let policy = try folder.write(
      #"{"photoToSubmit":["plumbing"],"pausingHolds":[]}"#, to: "policy.json")
    #expect(
      run("replay", "--judge", "--policy", policy)
        == Outcome(
          exitCode: .success,
          output: """
            events          5
            judged          5
            different       2
            imported        0
            withoutCommand  0
            ofOtherThings   0

            RULE                       COMMAND  COUNT
            invalidField(attachments)  submit       1
            otherEvents                hold         1

            TICKET  VERSION  POSITION  COMMAND  BY                RULE                       WHY
            N-1           1         1  submit   u-17 (requester)  invalidField(attachments)  attachments: a report of plumbing needs a photo
            N-1           5         5  hold     w-7 (worker)      otherEvents                pausesClock: true → false

            """, messages: ""))
  }

  @Test("For programs the answer is one object, with the events that were and would be")
  func json() throws {
    let policy = try folder.write(#"{"pausingHolds":[]}"#, to: "policy.json")
    let outcome = run("replay", "--judge", "--policy", policy, "--format", "json")
    #expect(outcome.exitCode == .success)
    #expect(
      outcome.output == """
        {
          "events": 5,
          "judged": 5,
          "different": 1,
          "imported": 0,
          "withoutCommand": 0,
          "ofOtherThings": 0,
          "rules": [
            {
              "rule": "otherEvents",
              "command": "hold",
              "count": 1
            }
          ],
          "examples": [
            {
              "ticket": "N-1",
              "version": 5,
              "position": 5,
              "command": "hold",
              "actor": "w-7",
              "role": "worker",
              "at": "2026-03-01T08:20:00.000Z",
              "was": [
                "TicketHeld"
              ],
              "rule": "otherEvents",
              "message": "pausesClock: true → false",
              "wouldBe": [
                "TicketHeld"
              ],
              "changes": [
                {
                  "member": "pausesClock",
                  "before": "true",
                  "after": "false"
                }
              ]
            }
          ]
        }

        """)
  }

  @Test("No more examples are listed than asked for, and the rest is told")
  func limit() throws {
    let policy = try folder.write(
      #"{"photoToSubmit":["plumbing"],"pausingHolds":[]}"#, to: "policy.json")
    let outcome = run("replay", "--judge", "--policy", policy, "--limit", "1")
    #expect(outcome.messages == "1 more are not listed; --limit says how many are.\n")
    #expect(!outcome.output.contains("pausesClock"))
    let upTo = run(
      "replay", "--judge", "--policy", policy, "--to", "position:1", "--format", "json")
    #expect(try object(upTo)["judged"] as? Int == 1)
    let none = run("replay", "--judge", "--to", "position:0", "--format", "json")
    #expect(try object(none)["events"] as? Int == 0)
  }

  @Test("A log of imported tickets alone has nothing to judge, and nothing to test")
  func imported() throws {
    let sheet = try folder.write(
      """
      id,teacherId,type,status,repairDate,address,campus,description
      1,9,1,1,2026-03-01 08:00:00,5栋,1,漏水

      """, to: "sheet.csv")
    let log = folder.file("imported.db")
    _ = repairctl("init", log)
    let imported = repairctl("import", sheet, "--from", "sheet", "--log", log)
    try #require(imported.exitCode == .success, "\(imported.messages)")
    let judged = repairctl("replay", "--judge", "--log", log, "--format", "json")
    #expect(judged.exitCode == .success)
    #expect(try object(judged)["judged"] as? Int == 0)
    #expect(try object(judged)["imported"] as? Int ?? 0 > 0)
    let brief = repairctl("query", "--log", log, "--format", "json").output
    let rows = try JSONSerialization.jsonObject(with: Data(brief.utf8)) as? [[String: Any]]
    let ticket = try #require(rows?.first?["ticket"] as? String)
    let test = repairctl("history", ticket, "--as-test", "--log", log)
    #expect(test.exitCode == .answerIsNo)
    #expect(test.messages.contains("all of it was imported"))
  }

  @Test("A policy that is missing or malformed is told before anything is read")
  func policy() throws {
    let missing = run("replay", "--judge", "--policy", folder.file("no.json"))
    #expect(missing.exitCode == .missingInput)
    let malformed = try folder.write(#"{"confirmationWindow":"soon"}"#, to: "policy.json")
    let outcome = run("replay", "--judge", "--policy", malformed)
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.hasPrefix("Error: The policy"))
    #expect(outcome.output.isEmpty)
  }

  @Test(
    "What cannot be asked is a usage error",
    arguments: [
      "replay --judge --check", "replay --judge --into x.db", "replay --judge --all",
      "replay --judge --to 2026-03-01", "replay --judge --to version:3", "replay --policy p.json",
      "replay --limit 3", "replay --judge --limit -1", "history N-1 --verbatim",
      "history N-1 --as-test --diff",
    ])
  func usage(_ line: String) {
    let exitCode = CommandLineTool.run(
      arguments: ["--log", path] + line.split(separator: " ").map(String.init), environment: [:],
      stdin: MemorySource(), stdout: MemorySink(), stderr: MemorySink())
    #expect(exitCode == .usage)
  }

  // MARK: replay --into

  @Test("A copy up to a position is the same log to the byte of every event, keys and tags too")
  func into() throws {
    let copy = folder.file("copy.db")
    let outcome = run("replay", "--into", copy, "--to", "position:3", "--format", "json")
    #expect(try object(outcome)["events"] as? Int == 3)
    #expect(try object(outcome)["verified"] as? Bool == true)
    let (source, target) = (
      try EventLog.open(at: path, mode: .readOnly), try EventLog.open(at: copy, mode: .readOnly)
    )
    #expect(target.identity.id == source.identity.id)
    var rows: [[String]] = [[], []]
    for (index, log) in [source, target].enumerated() {
      try log.scanWithTagsAndKeys(through: LogPosition(3)) { row, tags, key in
        rows[index].append("\(try row.stored()) \(tags) \(String(describing: key))")
      }
    }
    #expect(rows[0] == rows[1])
    #expect(try target.head() == LogPosition(3))
  }

  @Test("A copy of the time before the first event is an empty log, and a version is of no log")
  func beforeTheBeginning() throws {
    let empty = folder.file("empty.db")
    #expect(run("replay", "--into", empty, "--to", "1990-01-01").exitCode == .success)
    #expect(repairctl("events", "--log", empty, "--format", "json").output == "[]\n")
    let version = run("replay", "--into", folder.file("v.db"), "--to", "version:3")
    #expect(version.exitCode == .usage)
    #expect(!FileManager.default.fileExists(atPath: folder.file("v.db")))
  }

  // MARK: history

  @Test("What an event changed is told field by field, inert")
  func diff() {
    let output = run("history", "N-1", "--diff").output
    #expect(
      output == """
        TIME                  AFTER  EVENT             BY                WHAT
        2026-03-01T08:00:00Z         TicketSubmitted   u-17 (requester)  north/plumbing, dorm-5, 水管漏水
            ticket: – → N-1
            phase: – → submitted
            status: – → submitted
            campus: – → north
            category: – → plumbing
            requester: – → u-17
            submittedAt: – → 2026-03-01T08:00:00Z
            description: – → 水管漏水
            place: – → code dorm-5
            contact: – → name Li, phone 12345
            channel: – → app
        2026-03-01T08:10:00Z    10m  TicketAccepted    d-1 (dispatcher)  priority 3
            phase: submitted → accepted
            status: submitted → accepted
            priority: – → 3
            acceptedAt: – → 2026-03-01T08:10:00Z
        2026-03-01T08:12:00Z     2m  WorkerDispatched  d-1 (dispatcher)  to w-7
            phase: accepted → dispatched
            status: accepted → awaitingAcknowledgement
            worker: – → w-7
            assignment: – → number 1, worker w-7, since 2026-03-01T08:12:00Z
            assignments: – → 1
        2026-03-01T08:12:00Z         WorkAcknowledged  w-7 (worker)
            status: awaitingAcknowledgement → acknowledged
            workedBy: – → w-7
        2026-03-01T08:20:00Z     8m  TicketHeld        w-7 (worker)      parts, no "valve"\\u{a}\\u{202e}
            hold: – → reason parts, since 2026-03-01T08:20:00Z, text no "valve"\\u{a}\\u{202e}, pausesClock yes

        """)
  }

  @Test("A history is printed as a test, with placeholders for what people wrote")
  func asTest() {
    let outcome = run("history", "N-1", "--as-test")
    #expect(outcome.exitCode == .success)
    #expect(
      outcome.output == """
        import RepairCore
        import RepairTestSupport
        import Testing

        @Suite("Ticket N-1")
        struct TicketN_1Tests {
          @Test("What led to version 5 is decided as it was: hold")
          func version5() throws {
            var story = try TicketStory(of: .named("N-1"))
            story = try story.given(
              .submitted(
                TicketSubmission(
                  campus: .named("north"),
                  category: .named("plumbing"),
                  description: "description 1",
                  place: Place(code: "dorm-5"),
                  contact: Contact(name: "name 2", phone: "phone 3"),
                  channel: .app)),
              by: .requester("u-17"),
              at: .time("2026-03-01T08:00:00.000Z"))
            story = try story.given(
              .accepted(priority: .number(3), category: nil),
              by: .dispatcher("d-1", of: ["north"]),
              at: .time("2026-03-01T08:10:00.000Z"))
            story = try story.given(
              .workerDispatched(
                WorkerDispatch(worker: .named("w-7"), assignment: .number(1), force: false)),
              by: .dispatcher("d-1"),
              at: .time("2026-03-01T08:12:00.000Z"))
            story = try story.given(
              .workAcknowledged,
              by: .worker("w-7"),
              at: .time("2026-03-01T08:12:00.000Z"))
            let turn = try story.when(
              .hold(reason: .parts, until: nil, text: "text 4"),
              by: .worker("w-7"),
              at: .time("2026-03-01T08:20:00.000Z"))
            try turn.then(.held(reason: .parts, until: nil, text: "text 4", pausesClock: true))
          }
        }

        """)
    #expect(!outcome.output.contains("12345") && !outcome.output.contains("水管"))
  }

  @Test("What people wrote is printed only when asked for, and ends no literal")
  func verbatim() {
    let output = run("history", "N-1", "--as-test", "--verbatim").output
    #expect(output.contains(#"Contact(name: "Li", phone: "12345")"#))
    #expect(output.contains(#"text: "no \"valve\"\n\u{202E}""#))
    #expect(!output.unicodeScalars.contains("\u{202E}"))
  }

  @Test("The test is of the moment asked for; before the first event there is none")
  func moments() {
    let earlier = run("history", "N-1", "--as-test", "--at", "version:2").output
    #expect(earlier.contains("func version2()"))
    #expect(!earlier.contains("w-7"))
    let before = run("history", "N-1", "--as-test", "--at", "1990-01-01")
    #expect(before.exitCode == .answerIsNo)
    let unknown = run("history", "N-9", "--as-test")
    #expect(unknown.exitCode == .answerIsNo)
    #expect(unknown.messages.hasPrefix("Error: There is no ticket N-9"))
  }
}
