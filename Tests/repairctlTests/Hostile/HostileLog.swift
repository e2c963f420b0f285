import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// A log in which every text of the corpus has been written in every field that takes text.
struct HostileLog {
  let folder: TemporaryFolder
  let path: String
  /// The fields that were written.
  let fields: HostileFields
  /// The commands that were refused, with the reasons, but for those that should be.
  let refused: [String]

  /// One for all tests: it is only read.
  static let shared = Result { try HostileLog() }

  /// A signed report of every ticket with many texts, as lines beside and as the page it gives back.
  static func report(of path: String, in folder: TemporaryFolder) throws -> String {
    let key = folder.file("desk.key")
    try #require(repairctl("keygen", "example.com/desk", key).exitCode == .success)
    let tickets = HostileCorpus.all.indices.map { "H-\($0)" }
    let messages = MemorySink()
    let files = ["--html", folder.file("report.html"), "--ndjson", folder.file("report.ndjson")]
    let code = CommandLineTool.run(
      arguments: ["report"] + tickets + ["--sign", key, "--log", path] + files, environment: [:],
      stdin: MemorySource(), stdout: MemorySink(), stderr: messages)
    try #require(code == .success, "\(messages.text)")
    return try folder.read("report.html")
  }

  private init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    let log = try EventLog.create(at: path, origin: "/hostile")
    let tickets = TicketLog(log)
    var (fields, refused) = (HostileFields(), [String]())
    try log.bulk { writer in
      for line in HostileLife.lines() {
        let envelope = try CommandCodec.decode(line.utf8)
        fields.add(envelope)
        let result = try tickets.execute(envelope, under: nil, worker: nil, with: writer)
        if case .refused(let refusal) = result, envelope.role != Role.auditor.rawValue {
          refused.append("\(refusal) of \(line)")
        }
      }
    }
    log.close()
    (self.fields, self.refused) = (fields, refused)
  }
}
