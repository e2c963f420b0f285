import Foundation
import Testing

@testable import repairctl

/// What is to be prepared, what the stores have, and what repairs cost.
@Suite struct SuppliesCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
    let people = ["s": "storekeeper", "d": "dispatcher", "u": "requester"]
    var lines: [String] = []
    func add(_ command: String, _ subject: String, _ actor: String, _ fields: String) {
      let kind = subject.contains("/") ? "item" : "ticket"
      let minute = lines.count < 10 ? "0\(lines.count)" : "\(lines.count)"
      lines.append(
        #"{"command":"\#(command)","\#(kind)":"\#(subject)","actor":"\#(actor)-1","#
          + #""role":"\#(people[actor] ?? "")","at":"2026-03-01T08:\#(minute):00.000Z"\#(fields)}"#)
    }
    let valve = "north-main/valve-15"
    add("registerItem", valve, "s", #","campus":"north","description":"角阀 1/2","unit":"pcs""#)
    add("receiveStock", valve, "s", #","quantity":3"#)
    add("registerItem", "annex/valve-15", "s", #","campus":"north","description":"角阀""#)
    add("transferStock", valve, "s", #","quantity":1,"to":"annex""#)
    add(
      "submit", "N-1", "u",
      #","campus":"north","category":"plumbing","description":"x","place":{"code":"dorm-5"}"#)
    add("accept", "N-1", "d", "")
    add("requestMaterial", "N-1", "d", #","item":"valve-15","unit":"pcs","quantity":2"#)
    add("requestMaterial", "N-1", "d", #","description":"hose","quantity":1"#)
    add("reserveMaterial", "N-1", "s", #","line":1,"quantity":2,"store":"north-main""#)
    add("issueMaterial", "N-1", "s", #","line":1,"quantity":1,"store":"north-main""#)
    add("addCost", "N-1", "d", #","kind":"labour","amount":5000,"currency":"CNY""#)
    add("quote", "N-1", "d", #","amount":900,"currency":"CNY""#)
    add("acceptQuote", "N-1", "u", #","quote":1"#)
    add(
      "addCost", "N-1", "d",
      #","kind":"material","amount":900,"currency":"CNY","payer":"requester""#)
    add("setFunding", "N-1", "d", #","source":"housing""#)
    let outcome = repairctl("run", "-", "--log", path, input: lines.joined(separator: "\n"))
    try #require(outcome.exitCode == .success, "\(outcome.output)\(outcome.messages)")
  }

  private func ask(_ arguments: String...) -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let exitCode = CommandLineTool.run(
      arguments: arguments + ["--log", path], environment: [:], stdin: MemorySource(),
      stdout: output, stderr: messages)
    return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
  }

  private func answer(_ text: String) -> Outcome {
    Outcome(exitCode: .success, output: text, messages: "")
  }

  @Test("What is to be prepared has a line for each thing wanted and not handed out")
  func toPrepare() {
    #expect(
      ask("materials")
        == answer(
          """
          TICKET  LINE  CAMPUS  STATUS    WORKER  ITEM      MISSING  UNIT  ASIDE            ACCEPTED              DESCRIPTION
          N-1        1  north   accepted          valve-15        1  pcs   1 in north-main  2026-03-01T08:05:00Z
          N-1        2  north   accepted                          1                         2026-03-01T08:05:00Z  hose

          """))
    #expect(
      ask("materials", "--prepare", "--format", "ndjson").output == """
        {"ticket":"N-1","line":1,"campus":"north","status":"accepted","item":"valve-15",\
        "unit":"pcs","requested":2,"issued":1,"missing":1,"store":"north-main","reserved":1,\
        "acceptedAt":"2026-03-01T08:05:00.000Z"}
        {"ticket":"N-1","line":2,"campus":"north","status":"accepted","description":"hose",\
        "requested":1,"issued":0,"missing":1,"acceptedAt":"2026-03-01T08:05:00.000Z"}

        """)
    #expect(ask("materials", "--campus", "south", "--format", "json") == answer("[]\n"))
  }

  @Test("The stock has a line a store and material, with what is put aside")
  func stock() {
    #expect(
      ask("materials", "--stock")
        == answer(
          """
          STORE       ITEM      CAMPUS  HAS  ASIDE  FREE  UNIT  COUNTED  DESCRIPTION
          annex       valve-15  north     1      0     1                 角阀
          north-main  valve-15  north     1      1     0  pcs            角阀 1/2

          """))
    #expect(
      ask("materials", "--stock", "--store", "annex", "--format", "ndjson").output == """
        {"item":"annex/valve-15","store":"annex","code":"valve-15","campus":"north",\
        "description":"角阀","onHand":1,"reserved":0,"available":1}

        """)
  }

  @Test("Costs are added up by campus, ticket or budget")
  func costs() {
    #expect(
      ask("costs")
        == answer(
          """
          CAMPUS  CURRENCY  INSTITUTION  REQUESTER  TICKETS
          north   CNY              5000        900        1

          """))
    #expect(
      ask("costs", "--by", "funding", "--format", "ndjson").output == """
        {"currency":"CNY","institution":0,"requester":900,"tickets":1}
        {"funding":"housing","currency":"CNY","institution":5000,"requester":0,"tickets":1}

        """)
    #expect(
      ask("costs", "--by", "ticket", "--format", "csv").output
        == "ticket,currency,institution,requester,tickets,exact\r\nN-1,CNY,5000,900,1,\r\n")
    #expect(ask("costs", "--campus", "south", "--format", "json") == answer("[]\n"))
  }

  @Test("Lists that exclude each other are asked for one at a time")
  func usage() {
    #expect(ask("materials", "--prepare", "--stock").exitCode == .usage)
    #expect(ask("materials", "--store", "annex").exitCode == .usage)
    #expect(ask("costs", "--by", "weather").exitCode == .usage)
  }

  @Test("A ticket is shown with its materials, its costs and who pays, and its history says them")
  func show() throws {
    let shown = ask("show", "N-1", "--format", "json").output
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any])
    let material = try #require((record["materials"] as? [[String: Any]])?.first)
    #expect(material["issued"] as? Int == 1)
    #expect((record["requesterPays"] as? [String: Any])?["amount"] as? Int == 900)
    #expect((record["costs"] as? [[String: Any]])?.count == 2)
    #expect((record["quotes"] as? [[String: Any]])?.first?["answer"] as? String == "accepted")
    #expect(record["funding"] as? String == "housing")
    let history = ask("history", "N-1").output
    for words in [
      "line 1, valve-15, 2 pcs", "line 1, 2, in north-main", "line 1, 1, from north-main",
      "line 2, material, 900 CNY-minor, paid by the requester", "source housing",
    ] {
      #expect(history.contains(words), "\(words)")
    }
  }

  @Test("A log with stock is exported and imported without loss")
  func roundTrip() throws {
    let (out, other) = (folder.file("out.ndjson"), folder.file("other.db"))
    #expect(ask("export", out, "--to", "ndjson").exitCode == .success)
    try #require(repairctl("init", other).exitCode == .success)
    #expect(repairctl("import", out, "--from", "ndjson", "--log", other).exitCode == .success)
    let again = folder.file("again.ndjson")
    #expect(repairctl("export", again, "--to", "ndjson", "--log", other).exitCode == .success)
    #expect(
      try Data(contentsOf: URL(filePath: out)) == Data(contentsOf: URL(filePath: again)))
  }
}
