import Foundation
import Testing

@testable import repairctl

/// The directory as the tool prints it.
@Suite struct MembersCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
    let lines = [
      line("register", "d-1", by: "setup", "system", #""roles":[{"role":"dispatcher"}]"#),
      line(
        "register", "w-7", by: "d-1", "dispatcher",
        #""profile":{"name":"老王","phone":"+86 138-0000-0007","email":"w@example.org"},"#
          + #""roles":[{"role":"requester"},{"role":"worker","campuses":["north"]}],"#
          + #""post":{"number":"007","campuses":["north"],"place":{"code":"workshop"}},"#
          + #""trades":["plumbing","power"],"groups":["nights"]"#),
      line("register", "u-17", by: "u-17", "requester", #""profile":{"nickname":"小南"}"#),
      line("goOnDuty", "w-7", by: "w-7", "worker"),
      line(
        "takeLeave", "w-7", by: "w-7", "worker",
        #""from":"2026-04-01T00:00:00Z","until":"2026-04-08T00:00:00Z","reason":"holiday""#),
      line("leave", "u-17", by: "d-1", "dispatcher", #""reason":"graduated""#),
    ]
    let outcome = repairctl("run", "-", "--log", path, input: lines.joined())
    try #require(outcome.exitCode == .success, "\(outcome.output) \(outcome.messages)")
  }

  private func line(
    _ command: String, _ member: String, by actor: String, _ role: String, _ rest: String = ""
  ) -> String {
    #"{"command":"\#(command)","member":"\#(member)","actor":"\#(actor)","role":"\#(role)","#
      + #""at":"2026-03-01T08:00:00Z"\#(rest.isEmpty ? "" : ",")\#(rest)}"# + "\n"
  }

  private func run(_ arguments: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: ["--log", path, "members"] + arguments, environment: [:], stdin: MemorySource(),
      stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  @Test("The directory is a table, with who is on duty at the time asked about")
  func table() {
    #expect(
      run("--at", "2026-03-02").output == """
        MEMBER  STATUS  DUTY    NUMBER  NAME  ROLES                    TRADES           GROUPS
        d-1     active                        dispatcher
        u-17    left                    小南  requester
        w-7     active  onDuty  007     老王  requester, worker@north  plumbing, power  nights

        """)
    #expect(run("--at", "2026-04-02").output.contains("onLeave"))
  }

  @Test("A list for programs has a member's roles and never how to reach them")
  func json() {
    let outcome = run("--role", "worker", "--at", "2026-03-02", "--format", "ndjson")
    #expect(
      outcome.output
        == #"{"member":"w-7","status":"active","version":3,"duty":"onDuty","number":"007","#
        + #""name":"老王","roles":[{"role":"requester"},{"role":"worker","campuses":["north"]}],"#
        + #""campuses":["north"],"trades":["plumbing","power"],"groups":["nights"],"#
        + #""registeredAt":"2026-03-01T08:00:00.000Z","updatedAt":"2026-03-01T08:00:00.000Z"}"#
        + "\n")
    #expect(!run("--format", "json").output.contains("138"))
  }

  @Test("One member is printed in full")
  func one() {
    #expect(
      run("w-7", "--at", "2026-04-02").output == """
        member        w-7
        status        active
        version       3
        duty          onLeave
        number        007
        name          老王
        roles         role requester
                      role worker, campuses north
        campuses      north
        trades        plumbing, power
        groups        nights
        registeredAt  2026-03-01T08:00:00Z
        updatedAt     2026-03-01T08:00:00Z
        phone         +86 138-0000-0007
        email         w@example.org
        place         code workshop
        leave         from 2026-04-01T00:00:00Z, until 2026-04-08T00:00:00Z

        """)
    let left = run("u-17", "--format", "ndjson")
    #expect(left.output.contains(#""leftAt":"2026-03-01T08:00:00.000Z","leftReason":"graduated""#))
  }

  @Test("A caller is found by their number, however it is written")
  func phone() {
    #expect(run("--phone", "0086 13800000007", "--format", "csv").output.contains("w-7"))
    #expect(run("--phone", "0100", "--count").output == "0\n")
    #expect(run("--phone", "none").exitCode == .usage)
  }

  @Test("Filters narrow, pages follow each other, and what is counted is what is listed")
  func filters() {
    #expect(run("--count").output == "3\n")
    #expect(run("--count", "--format", "ndjson").output == "{\"count\":3}\n")
    #expect(run("--status", "left", "--count").output == "1\n")
    #expect(run("--campus", "south", "--count").output == "1\n")
    #expect(run("--trade", "power", "--group", "nights", "--count").output == "1\n")
    #expect(run("--duty", "onDuty", "--at", "2026-03-02", "--count").output == "1\n")
    #expect(run("--text", "老", "--count").output == "1\n")
    let page = run("--limit", "2")
    #expect(page.messages == "There are more: --after u-17\n")
    #expect(run("--limit", "2", "--after", "u-17").messages.isEmpty)
    #expect(run("--limit", "3").messages.isEmpty)
  }

  @Test("Nobody of a name is a no, and filters beside a name are a mistake")
  func mistakes() {
    let nobody = run("x-1")
    #expect(nobody.exitCode == .answerIsNo)
    #expect(nobody.messages == "Error: There is no member x-1 in the directory.\n")
    #expect(run("w-7", "--role", "worker").exitCode == .usage)
    #expect(run("--role", "system").exitCode == .usage)
    #expect(run("--limit", "-1").exitCode == .usage)
  }

  @Test("Passwords of an imported table are nowhere, and the export says what it leaves empty")
  func exchange() throws {
    let file = try folder.write(
      "id,userName,userType,userPassword\n1,a,0,secret\n", to: "users.csv")
    let report = repairctl("import", file, "--from", "users", "--log", path, "--format", "ndjson")
    #expect(report.exitCode == .success)
    #expect(report.output.contains(#""membersAdded":1"#))
    let given = repairctl(
      "export", folder.file("out.csv"), "--to", "users", "--log", path, "--format", "ndjson")
    #expect(given.output.contains(#""rows":1,"leftOut":3,"columnsNotKept":["userPassword"]"#))
    #expect(
      try folder.read("out.csv") == "id,userName,userType,userPassword\r\n1,a,0,\r\n")
    #expect(
      repairctl("import", file, "--from", "sheet", "--keep-gender", "--log", path).exitCode
        == .usage)
  }

  @Test("Why asks the directory about whoever is named, and about a role alone it does not")
  func why() throws {
    let submit =
      #"{"command":"submit","ticket":"N-1","actor":"u-1","role":"requester","#
      + #""at":"2026-03-01T08:00:00Z","campus":"north","category":"power","description":"dark","#
      + #""place":{"code":"x"}}"# + "\n"
    #expect(repairctl("run", "-", "--log", path, input: submit).exitCode == .success)
    let policy = try folder.write(#"{"enforcesDirectory":true}"#, to: "policy.json")
    func why(_ arguments: String...) -> Outcome {
      let (output, messages) = (MemorySink(), MemorySink())
      let exitCode = CommandLineTool.run(
        arguments: ["--log", path, "why", "N-1", "accept", "--policy", policy] + arguments,
        environment: [:], stdin: MemorySource(), stdout: output, stderr: messages)
      return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
    }
    #expect(why("--as", "d-1", "--role", "dispatcher").exitCode == .success)
    let stranger = why("--as", "d-99", "--role", "dispatcher")
    #expect(stranger.exitCode == .answerIsNo && stranger.output.contains("unknownActor"))
    #expect(why("--as", "w-7", "--role", "dispatcher").output.contains("notPermitted"))
    #expect(why("--role", "dispatcher").exitCode == .success)
  }

  @Test("What people write about themselves steers no terminal")
  func hostile() throws {
    let evil = #""\u001b[2J\u202efdp\u0007""#
    let lines =
      line(
        "register", "h-1", by: "d-1", "dispatcher",
        #""profile":{"name":\#(evil),"nickname":\#(evil),"phone":\#(evil)},"post":{"number":\#(evil),"#
          + #""place":{"address":\#(evil)}},"trades":[\#(evil)],"groups":[\#(evil)]"#)
    #expect(repairctl("run", "-", "--log", path, input: lines).exitCode == .success)
    for format in ["table", "json", "ndjson", "csv"] {
      for outcome in [run("--format", format), run("h-1", "--format", format)] {
        #expect(outcome.exitCode == .success)
        #expect(
          !outcome.output.unicodeScalars.contains {
            $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{7}"
          })
      }
    }
  }
}
