/// What every command understands.
struct GlobalOptions: Sendable {
  /// When results are coloured.
  enum Colour: String, CaseIterable, Sendable {
    case auto, always, never
  }

  let logPath: String
  /// Whether the log comes from somebody one need not trust.
  let isUntrusted: Bool
  let format: OutputFormat
  let zone: DisplayZone
  let colour: Colour

  /// The options, in the order help shows them.
  ///
  /// - Parameter formats: what `--format` can be, the usual one first.
  /// - Returns: their specifications.
  static func specifications(
    formats: [OutputFormat] = OutputFormat.forRows
  ) -> [OptionSpecification] {
    var options = [
      OptionSpecification(
        "--log", .path("path"), "The log file.", fallback: "$REPAIRCTL_LOG, else repair.db"),
      OptionSpecification(
        "--untrusted", .flag,
        "Reads the log as a stranger's file: checks its pages first, believes nothing beside it."),
      OptionSpecification(
        "--time-zone", .text("zone"), "Prints times in this zone and reads dates in it.",
        fallback: "UTC"),
      OptionSpecification(
        "--color", .choice("when", Colour.allCases.map(\.rawValue)), "When to use colour.",
        fallback: "auto"),
      OptionSpecification("--version", .flag, "Shows the version."),
      OptionSpecification("--help", short: "-h", .flag, "Shows help."),
    ]
    if let usual = formats.first {
      options.insert(
        OptionSpecification(
          "--format", .choice("format", formats.map(\.rawValue)), "How results are printed.",
          fallback: usual.rawValue), at: 1)
    }
    return options
  }

  /// The environment variables, as help shows them.
  static let environment = [
    ("REPAIRCTL_LOG", "The log file when --log is not given."),
    ("NO_COLOR", "When set and not empty, nothing is coloured unless --color says so."),
  ]

  /// Understands what was given.
  ///
  /// - Parameters:
  ///   - arguments: the sorted command line.
  ///   - command: whose formats count; an option of its own hides the global one of that name.
  ///   - environment: the process's variables.
  /// - Throws: a usage failure for a value that an option cannot have.
  init(
    _ arguments: ParsedArguments, of command: CommandSpecification, environment: [String: String]
  ) throws(Failure) {
    let fromEnvironment = environment["REPAIRCTL_LOG"].flatMap { $0.isEmpty ? nil : $0 }
    logPath = arguments.text("--log") ?? fromEnvironment ?? "repair.db"
    guard !logPath.isEmpty else { throw .usage("The value of '--log' is empty.") }
    isUntrusted = arguments.has("--untrusted")
    if let name = arguments.text("--format") {
      guard let format = command.formats.first(where: { $0.rawValue == name }) else {
        throw .usage(
          Suggestion.unknown(
            "value '\(name)' of '--format'", name, among: command.formats.map(\.rawValue)))
      }
      self.format = format
    } else {
      format = command.formats.first ?? .table
    }
    let ownsZone = command.options.contains { $0.name == "--time-zone" }
    if let name = arguments.text("--time-zone"), !ownsZone {
      zone = try DisplayZone(named: name)
    } else {
      zone = .utc
    }
    let colour = try arguments.choice("--color", as: Colour.self) ?? .auto
    let isForbidden = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    self.colour = colour == .auto && isForbidden ? .never : colour
  }
}
