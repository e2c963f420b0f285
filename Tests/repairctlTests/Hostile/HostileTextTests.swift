import Foundation
import RepairCore
import RepairExchange
import RepairReport
import RepairStore
import Testing

@testable import repairctl

/// Every text of the corpus, in every field of every command, by every channel.
@Suite struct HostileTextTests {
  private let log: HostileLog

  init() throws { log = try HostileLog.shared.get() }

  private func ask(_ arguments: [String], input: String = "") -> Outcome {
    let (output, messages) = (MemorySink(), MemorySink())
    let code = CommandLineTool.run(
      arguments: arguments.contains("--log") ? arguments : arguments + ["--log", log.path],
      environment: [:], stdin: MemorySource(input), stdout: output, stderr: messages)
    return Outcome(exitCode: code, output: output.text, messages: messages.text)
  }

  private func check(_ channel: HostileChannel) throws {
    let outcome = ask(channel.arguments)
    #expect(!outcome.output.isEmpty, "\(channel): \(outcome.messages)")
    try HostileReading.check(outcome.output, for: channel.reader)
    try HostileReading.check(outcome.messages, for: .terminal)
  }

  private func check(_ format: ExportFormat, _ reader: HostileChannel.Reader) throws {
    let folder = try TemporaryFolder()
    let outcome = ask(["export", folder.file("out"), "--to", format.rawValue])
    #expect(outcome.exitCode == .success, "\(outcome.messages)")
    let written = try Data(contentsOf: URL(filePath: folder.file("out")))
    try HostileReading.check(String(decoding: written, as: UTF8.self), for: reader)
    try HostileReading.check(outcome.messages, for: .terminal)
  }

  // MARK: - Fields

  @Test("Every command of every kind is given, and accepted whatever its texts are")
  func everyCommand() {
    #expect(log.refused.isEmpty, "\(log.refused.prefix(3))")
    var names: Set<String> = []
    for kind in SubjectKind.allCases {
      let commands: [String] =
        switch kind {
        case .ticket: TicketCommandKind.allCases.map(\.rawValue)
        case .notice: Notice.commandNames
        case .preferences: NoticePreferences.commandNames
        case .announcement: Announcement.commandNames
        case .member: Member.commandNames
        case .stock: StockItem.commandNames
        case .timer: TicketTimers.commandNames
        case .settings: SettingsKind.allCases.map(\.commandName)
        }
      names.formUnion(commands.map { "\(kind.rawValue) \($0)" })
    }
    for name in names {
      #expect(log.fields.texts["\(name) actor"] != nil, "\(name) is never given")
    }
  }

  /// Fields whose texts have a form in which nothing of the corpus can be written, or are worked out.
  private static let formed = [
    "sha256", "currency", "stream", "number", "resolved calendar",
  ]

  /// What is a number or a time or a choice, and what only an import says.
  private static let wordless = [
    "Timestamp", "AssignmentNumber", "LineNumber", "Priority", "Rating", "<Int>", "LegacyRecord",
    "LegacyMember", "TargetKind", "ReminderKind", "Coordinates", "MemberProfile.Field",
    "DispatchReason", "Transition", "CalendarDay", "HoldReason", "Field>", "TargetTerm",
  ]

  @Test("Every field that takes text has had every text, a field that was added since too")
  func everyField() {
    for (field, texts) in log.fields.texts {
      if Self.formed.contains(where: field.contains) || texts.allSatisfy(Self.isOurs) { continue }
      let missing = HostileCorpus.all.filter { entry in
        let forms = [entry.text, entry.text.replacing("/", with: "|")]
        let isTemplate = field.contains("templates") && entry.text.contains("{")
        return !isTemplate && !texts.contains { text in forms.contains { text.contains($0) } }
      }
      #expect(
        missing.isEmpty, "\(field): \(missing.count) missing, such as \(missing.first?.text ?? "")")
    }
    for (field, type) in log.fields.absent where !log.fields.present.contains(field) {
      // What stands below a field that was there once was looked at there.
      let isKnown =
        log.fields.texts.keys.contains { $0.hasPrefix(field + " ") }
        || Self.formed.contains(where: field.contains)
        || Self.wordless.contains { type.contains($0) }
      #expect(isKnown, "\(field), of type \(type), was never filled")
    }
  }

  /// Names that the lives make up themselves.
  private static func isOurs(_ text: String) -> Bool {
    text.firstMatch(of: /^([HJKLMAEF]-?\d+.*|[a-z]|80\d+|CNY|Monday|north|standard.*)$/) != nil
  }

  // MARK: - Channels

  @Test("Every command is in the list of channels, or prints nothing of a log")
  func everyChannel() {
    let channels =
      HostileChannel.listings + HostileChannel.dashboards + HostileChannel.aboutTicket(0)
    let covered = Set(channels.compactMap(\.arguments.first)).union(["export", "report"])
    for command in CommandLineTool.commands.map({ $0.specification.name }) {
      #expect(
        covered.contains(command) || HostileChannel.silent[command] != nil,
        "nobody looks at what \(command) prints")
    }
  }

  @Test("Nothing printed acts on whatever shows it", arguments: HostileChannel.listings)
  func listing(_ channel: HostileChannel) throws { try check(channel) }

  @Test("Nothing of a ticket acts on whatever shows it", arguments: HostileCorpus.all.indices)
  func ticket(_ number: Int) throws {
    for channel in HostileChannel.aboutTicket(number) { try check(channel) }
  }

  @Test(
    "Nothing of a dashboard steers a terminal or a browser", arguments: HostileChannel.dashboards)
  func dashboard(_ channel: HostileChannel) throws { try check(channel) }

  @Test(
    "Nothing of an export acts in the program it is for",
    arguments: ExportFormat.allCases)
  func export(_ format: ExportFormat) throws {
    if let reader = HostileChannel.reader(of: format) { try check(format, reader) }
  }

  @Test("Nothing of an audit report acts on whoever reads it")
  func report() throws {
    let folder = try TemporaryFolder()
    let page = try HostileLog.report(of: log.path, in: folder)
    try HostileReading.check(page, for: .html)
    try HostileReading.check(folder.read("report.ndjson"), for: .exactLines)
  }

  @Test("An export is not written to a terminal, where it would act")
  func exportToTerminal() throws {
    for format in ExportFormat.allCases {
      let outcome = repairctl(
        "export", "--to", format.rawValue, "--log", log.path, output: MemorySink(isTerminal: true))
      #expect(outcome.exitCode == .usage && outcome.output.isEmpty)
    }
  }

  @Test("No message that repeats a text acts on the terminal", arguments: HostileChannel.answers)
  func answer(_ line: String) throws {
    for text in [HostileCorpus.joined, "-" + HostileCorpus.joined, "\u{FEFF}=1\u{1B}[2J"] {
      let words = line.split(separator: " ").map { String($0).replacing("§", with: text) }
      let outcome = ask(words)
      try HostileReading.check(outcome.output + outcome.messages, for: .terminal)
      #expect(outcome.exitCode != .internalError, "\(words): \(outcome.messages)")
    }
  }

  @Test("No answer to a command line that cannot be acts on the terminal")
  func malformed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log.db")
    try #require(repairctl("init", path).exitCode == .success)
    let entry = HostileCorpus.Entry("all", HostileCorpus.joined)
    let text = entry.inJSON
    let common = #""actor":"a","role":"requester","at":"2026-03-01T08:00:00Z""#
    for line in [
      #"{"command":"\#(text)","ticket":"N-1",\#(common)}"#,
      #"{"command":"hurry","ticket":"N-1","\#(text)":1,\#(common)}"#,
      #"{"command":"hurry","ticket":"N-1","at":"\#(text)"}"#, entry.text,
      #"{"command":"adoptPolicy","settings":{"\#(text)":1},\#(common)}"#,
      #"{"command":"hurry","ticket":"\#(text)","key":"k",\#(common)}"#,
      #"{"command":"hurry","member":"\#(text)",\#(common)}"#,
    ] {
      let outcome = ask(["run", "-", "--log", path], input: line)
      try HostileReading.check(outcome.output + outcome.messages, for: .terminal)
      #expect(outcome.exitCode == .malformedInput || outcome.exitCode == .answerIsNo)
    }
  }

  @Test("A table has a line a row whatever is in its cells")
  func rows() {
    let lines = ask(["query"]).output.split(separator: "\n")
    #expect(lines.count == HostileCorpus.all.count * 5 + 1)
  }

  @Test("JSON, a search and a copy keep every text exactly", arguments: HostileCorpus.all.indices)
  func exact(_ number: Int) throws {
    let text = HostileCorpus.all[number].text
    let output = ask(["show", "H-\(number)", "--format", "json"]).output
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
    let description = try #require(object?["description"] as? String)
    #expect(Array(description.utf8) == Array(text.utf8))
    let requester = try #require(object?["requester"] as? String)
    #expect(Array(requester.utf8) == Array(text.utf8))
    // What SQL or a search expression would make of it is nobody's business: it is looked for.
    let found = ask(["query", "--requester", text, "--format", "ndjson"]).output
    #expect(found.contains("\"H-\(number)\"") && found.split(separator: "\n").count == 5)
  }

  @Test("What no log takes is refused: NUL, half a character, bytes that are no text, long names")
  func refused() throws {
    let long = String(repeating: "名", count: 86)
    let common = #""role":"requester","at":"2026-03-01T08:00:00Z""#
    let submit = #""campus":"n","category":"c","place":{"code":"p"}"#
    for (line, code) in [
      (
        #"{"command":"hurry","ticket":"N-1","actor":"a\u0000b",\#(common)}"#,
        ExitCode.malformedInput
      ),
      (#"{"command":"hurry","ticket":"N-1","actor":"\ud800",\#(common)}"#, .malformedInput),
      (#"{"command":"hurry","ticket":"N-1","actor":"\udc00\ud800",\#(common)}"#, .malformedInput),
      (#"{"command":"hurry","ticket":"N-1","actor":"\#(long)",\#(common)}"#, .answerIsNo),
      (#"{"command":"hurry","ticket":"\#(long)","actor":"a",\#(common)}"#, .answerIsNo),
      (
        #"{"command":"submit","ticket":"N-1","actor":"a","description":"\#(long)","asset":"\#(long)","#
          + submit + ",\(common)}", .answerIsNo
      ),
    ] {
      let folder = try TemporaryFolder()
      try #require(repairctl("init", folder.file("l.db")).exitCode == .success)
      #expect(
        ask(["run", "-", "--log", folder.file("l.db")], input: line).exitCode == code, "\(line)")
    }
  }
}
