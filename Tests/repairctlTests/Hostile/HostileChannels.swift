import RepairExchange

@testable import repairctl

/// Every way by which text of a log goes out: one list for every text.
struct HostileChannel: Sendable, CustomStringConvertible {
  /// What reads it, and so what must not be in it.
  enum Reader: String, Sendable {
    /// A person at a terminal, or whoever gets what a terminal shows.
    case terminal
    /// A program, of what may still end on a terminal.
    case json, ndjson, csv
    /// A browser.
    case html
    /// A program that takes text as it was written.
    case exactLines, exactJSON, exactCSV, xml, calendar, database
  }

  let arguments: [String]
  let reader: Reader

  var description: String { "\(arguments.joined(separator: " ")) as \(reader.rawValue)" }

  init(_ arguments: String, _ reader: Reader) {
    self.arguments = arguments.split(separator: " ").map(String.init)
    self.reader = reader
  }

  /// What a command prints, for people, for programs and for spreadsheets.
  private static func printed(_ arguments: String) -> [HostileChannel] {
    [("table", Reader.terminal), ("json", .json), ("csv", .csv)].map {
      HostileChannel("\(arguments) --format \($0.0)", $0.1)
    }
  }

  /// Questions about the whole log, in every form.
  static let listings =
    [
      "query", "query --at now", "query --text x --sort oldest", "events",
      "events --type CommandRefused", "members", "hotlines", "materials --stock",
      "materials --prepare", "costs --by ticket", "costs --by funding", "workers",
      "workers --for J-1 --all", "notices", "targets", "tick --dry-run --now \(HostileLife.end)",
      "why M-1", "replay --check", "status", "replay --judge",
    ].flatMap(printed)
    + ["query", "events"].map { HostileChannel("\($0) --format ndjson", .ndjson) }

  /// Questions about one ticket, for each text of the corpus.
  static func aboutTicket(_ number: Int) -> [HostileChannel] {
    [
      HostileChannel("history H-\(number) --diff --attempts", .terminal),
      HostileChannel("history M-\(number) --attempts --format csv", .csv),
      HostileChannel("history J-\(number) --format ndjson", .ndjson),
      HostileChannel("history L-\(number) --as-test --verbatim", .terminal),
      HostileChannel("show H-\(number)", .terminal),
      HostileChannel("show K-\(number) --format csv", .csv),
      HostileChannel("show H-\(number) --format json", .json),
    ]
  }

  /// The desk at a glance.
  static let dashboards = [
    HostileChannel("dashboard --at \(HostileLife.end)", .terminal),
    HostileChannel("dashboard --at \(HostileLife.end) --lang zh", .terminal),
    HostileChannel("dashboard --at \(HostileLife.end) --format json", .json),
    HostileChannel("dashboard --at \(HostileLife.end) --months 3 --format csv", .csv),
    HostileChannel("dashboard --at \(HostileLife.end) --html -", .html),
    HostileChannel("dashboard --at \(HostileLife.end) --months 3 --lang zh --html -", .html),
  ]

  /// Who reads an export; `nil` for those that give a legacy table back as it came, byte for byte, which
  /// no command writes.
  static func reader(of format: ExportFormat) -> Reader? {
    switch format {
    case .ndjson: .exactLines
    case .csv: .exactCSV
    case .xes, .open311XML: .xml
    case .ocelSQLite: .database
    case .ocelJSON, .open311: .exactJSON
    case .ics: .calendar
    case .sheet, .users: nil
    }
  }

  /// Commands that print no text of a log, with the reason.
  static let silent: [String: String] = [
    "init": "there is nothing in it yet", "run": "tested with its own input",
    "import": "tested with its own input", "lifecycle": "prints our own table",
    "tick": "tested by --dry-run, which prints the same", "scenario": "makes commands of its own",
    "announce": "tested with its own input", "verify": "prints numbers and hashes",
    "keygen": "tested with its own input", "checkpoint": "prints hashes",
    "prove": "prints base 64", "check-proof": "tested with its own input",
    "backup": "prints a path",
    "help": "tested with its own input", "completions": "prints our own names",
    "check-report": "tested with its own input",
  ]

  /// Command lines in which the text itself stands, `§`, and which answer with it.
  static let answers = [
    "§", "§ --help", "help §", "query --campus §", "query --§", "query --sort §", "query --after §",
    "query --text §", "show §", "history §", "events --type §", "events --tag §",
    "events --actor §",
    "events --ticket §", "events --since §", "why M-1 §", "why M-1 cancel --as § --role requester",
    "workers --for §", "members §", "members --text §", "members --phone §",
    "notices --recipient §",
    "notices --channel §", "hotlines --campus §", "costs --by §", "materials --store §",
    "import /nowhere/§ --from sheet", "import Package.swift --from §", "export --to §",
    "export /nowhere/§ --to csv", "run /nowhere/§", "announce /nowhere/§", "keygen §",
    "check-proof /nowhere/§ --key §", "check-report /nowhere/§ --key §",
    "report § --sign /nowhere/§", "prove §", "verify --checkpoint /nowhere/§",
    "backup /nowhere/§",
    "replay --projection §", "replay --to §", "dashboard --campus § --at \(HostileLife.end)",
    "status --log /nowhere/§", "init /nowhere/§", "query --time-zone §", "query --format §",
    "completions §", "show M-1 --at §", "run - --policy /nowhere/§", "tick --now §",
    "targets --plan /nowhere/§", "scenario --tickets §", "lifecycle --format §",
  ]
}
