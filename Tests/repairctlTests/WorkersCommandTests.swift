import Foundation
import Testing

@testable import repairctl

/// Whom to send and why, and what each worker has and did.
@Suite struct WorkersCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
  }

  private static func line(
    _ command: String, _ subject: String, by actor: String = "d-1", as role: String = "dispatcher",
    minute: Int = 0, _ fields: String = ""
  ) -> String {
    #"{"command":"\#(command)",\#(subject),"actor":"\#(actor)","role":"\#(role)","#
      + #""at":"2026-03-01T08:\#(minute < 10 ? "0" : "")\#(minute):00.000Z"\#(fields)}"#
  }

  private static func ticket(
    _ command: String, by actor: String = "d-1", as role: String = "dispatcher", minute: Int,
    _ fields: String = "", of name: String = "N-1"
  ) -> String {
    line(command, #""ticket":"\#(name)""#, by: actor, as: role, minute: minute, fields)
  }

  private static func worker(_ id: String, trade: String = "plumbing") -> String {
    line(
      "register", #""member":"\#(id)""#, #","roles":[{"role":"worker"}],"trades":["\#(trade)"]"#)
  }

  private static let submit = ticket(
    "submit", by: "u-1", as: "requester", minute: 1,
    #","campus":"north","category":"plumbing","description":"水管漏水","#
      + #""place":{"code":"dorm-5","latitudeE6":39904200,"longitudeE6":116407400}"#)

  private static let accept = ticket("accept", minute: 2)

  private func run(_ lines: [String]) throws {
    let outcome = repairctl(
      "run", "-", "--log", path, input: lines.joined(separator: "\n"))
    try #require(outcome.exitCode == .success, "\(outcome.output)\(outcome.messages)")
  }

  private func ask(_ arguments: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: arguments + ["--log", path], environment: [:], stdin: MemorySource(),
      stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  @Test("The ranking has a line a worker with the reasons, and with --all those ruled out too")
  func ranking() throws {
    try run([
      Self.worker("w-1"), Self.worker("张师傅"), Self.worker("w-3", trade: "electric"),
      Self.worker("u-1"), Self.submit, Self.accept,
    ])
    let table = """
      RANK  WORKER  WHY
         1  w-1     duty unknown, repairs this, no open job, never sent
         2  张师傅  duty unknown, repairs this, no open job, never sent

      """
    #expect(
      ask("workers", "--for", "N-1") == Outcome(exitCode: .success, output: table, messages: ""))
    #expect(
      ask("workers", "--for", "N-1", "--all").output == table + """
           –  u-1     asked for the repair
           –  w-3     does not repair this

        """)
    #expect(
      ask("workers", "--for", "N-1", "--format", "ndjson").output == """
        {"rank":1,"worker":"w-1","reasons":[{"code":"dutyUnknown"},{"code":"repairsCategory"},\
        {"code":"openJobs","value":0,"detail":0},{"code":"neverSent"}]}
        {"rank":2,"worker":"张师傅","reasons":[{"code":"dutyUnknown"},{"code":"repairsCategory"},\
        {"code":"openJobs","value":0,"detail":0},{"code":"neverSent"}]}

        """)
    #expect(
      ask("workers", "--for", "N-1", "--all", "--format", "csv").output
        .hasSuffix("\r\n,w-3,\"[{\"\"code\"\":\"\"otherTrade\"\"}]\"\r\n"))
  }

  @Test("Nobody to send is the answer no, and says where to look")
  func nobody() throws {
    try run([Self.worker("u-1"), Self.submit, Self.accept])
    #expect(
      ask("workers", "--for", "N-1")
        == Outcome(
          exitCode: .success, output: "", messages: "Nobody can be sent; --all says why.\n"))
    #expect(ask("workers", "--for", "N-1", "--all").exitCode == .success)
    #expect(
      ask("workers", "--for", "N-2")
        == Outcome(
          exitCode: .answerIsNo, output: "", messages: "Error: There is no ticket N-2 in \(path).\n"
        ))
    #expect(ask("workers", "--all").exitCode == .usage)
    #expect(ask("workers", "--for", "").exitCode == .usage)
  }

  @Test("The list has jobs, attendance and ratings of everybody who was given a job")
  func statistics() throws {
    #expect(ask("workers", "--format", "json").output == "[]\n")
    try run([
      Self.submit, Self.accept,
      Self.ticket("dispatch", minute: 3, #","worker":"w-7""#),
      Self.ticket("acknowledge", by: "w-7", as: "worker", minute: 4),
      Self.ticket("recordNoAccess", by: "w-7", as: "worker", minute: 5),
      Self.ticket(
        "checkIn", by: "w-7", as: "worker", minute: 6,
        #","place":{"latitudeE6":39924200,"longitudeE6":116407400}"#),
      Self.ticket(
        "complete", by: "w-7", as: "worker", minute: 7,
        #","cause":"c","workDone":"d","outcome":"fixed""#),
      Self.ticket(
        "evaluate", by: "u-1", as: "requester", minute: 8, #","result":4,"efficiency":5"#),
    ])
    #expect(
      ask("workers").output == """
        WORKER  OPEN  WAITING  JOBS  DONE  BACK  ARRIVED  FAR  DENIED    RATED  LAST SENT
        w-7        0        0     1     1     0        1    1       1  4.0 (1)  2026-03-01T08:03:00Z

        """)
    #expect(
      ask("workers", "--format", "ndjson").output == """
        {"worker":"w-7","openJobs":0,"jobsOnHold":0,"turns":1,"recentTurns":0,"completed":1,\
        "handedBack":0,"arrivals":1,"placedArrivals":1,"farArrivals":1,"deniedVisits":1,\
        "ratings":1,"ratingHundredths":400,"efficiencies":1,"efficiencyHundredths":500,\
        "lastSentAt":"2026-03-01T08:03:00.000Z"}

        """)
    let far = try folder.write(#"{"arrivalDistance":5000}"#, to: "policy.json")
    #expect(
      ask("workers", "--policy", far, "--format", "json").output.contains(#""farArrivals":0"#))
  }

  @Test("An arrival far away is remarked upon by show and history, a near one is not")
  func farArrival() throws {
    try run([
      Self.submit, Self.accept, Self.ticket("dispatch", minute: 3, #","worker":"w-7""#),
      Self.ticket("acknowledge", by: "w-7", as: "worker", minute: 4),
      Self.ticket(
        "checkIn", by: "w-7", as: "worker", minute: 5,
        #","place":{"code":"dorm-5","latitudeE6":39906400,"longitudeE6":116407400}"#),
    ])
    #expect(!ask("show", "N-1", "--format", "json").output.contains("farArrival"))
    #expect(ask("show", "N-1", "--format", "ndjson").output.contains(#""arrivalDistance":245"#))
    try run([
      Self.ticket(
        "checkIn", by: "w-7", as: "worker", minute: 6,
        #","place":{"latitudeE6":39924200,"longitudeE6":116407400}"#)
    ])
    #expect(ask("show", "N-1", "--format", "ndjson").output.contains(#""farArrival":true"#))
    let history = ask("history", "N-1").output
    #expect(history.contains("dorm-5 39.906400,116.407400, 245 m from the ticket's place\n"))
    #expect(history.contains("39.924200,116.407400, 2.2 km from the ticket's place, too far\n"))
    let rows = ask("history", "N-1", "--format", "ndjson").output
    #expect(rows.contains(#""arrivalDistance":2224,"farArrival":true"#))
    #expect(rows.contains(#""arrivalDistance":245}"#))
  }

  @Test("The history says why this worker and not another")
  func choice() throws {
    let choice =
      #","worker":"w-7","choice":{"rank":1,"of":3,"reasons":[{"code":"rated","value":464,"detail":12},"#
      + #"{"code":"openJobs","value":3,"detail":1},{"code":"handedBack","value":1,"detail":26}],"#
      + #""runnersUp":[{"worker":"w-8"},{"worker":"w-9"}]}"#
    try run([Self.submit, Self.accept, Self.ticket("dispatch", minute: 3, choice)])
    #expect(
      ask("history", "N-1").output.contains(
        "to w-7, number 1 of 3 (rated 4.6 by 12, 3 open jobs (1 waiting), "
          + "handed this one back once, last 1d 2h ago); others: w-8, w-9\n"))
  }

  @Test("A worker's name that would steer a terminal is inert wherever it is printed")
  func hostile() throws {
    let name = "w\u{1B}[2J\u{202E}"
    let quoted = #"w\u001b[2J\u202e"#
    try run([
      Self.worker(quoted), Self.submit, Self.accept,
      Self.ticket("dispatch", minute: 3, #","worker":"\#(quoted)""#),
      Self.ticket("release", minute: 4, #","reason":"shift""#),
    ])
    for format in ["table", "json", "ndjson", "csv"] {
      for arguments in [["workers"], ["workers", "--for", "N-1", "--all"], ["history", "N-1"]] {
        let (output, messages) = (MemorySink(), MemorySink())
        _ = CommandLineTool.run(
          arguments: arguments + ["--log", path, "--format", format], environment: [:],
          stdin: MemorySource(), stdout: output, stderr: messages)
        #expect(!output.text.contains(name))
        #expect(!output.text.contains("\u{1B}") && !output.text.contains("\u{202E}"))
        #expect(output.text.contains("[2J"))
      }
    }
  }

  @Test("A rebuild makes the workers' board anew once somebody has asked for it")
  func replay() throws {
    try run([
      Self.submit, Self.accept, Self.ticket("dispatch", minute: 3, #","worker":"w-7""#),
    ])
    _ = ask("workers")
    #expect(ask("replay").output.contains("name workerBoard"))
    let one = ask("replay", "--check", "--projection", "workerBoard")
    #expect(one.exitCode == .success)
    #expect(one.output.contains("name workerBoard") && !one.output.contains("name ticketBoard"))
    #expect(ask("status", "--format", "json").output.contains(#""name": "workerBoard""#))
  }
}
