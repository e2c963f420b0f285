import RepairReport
import RepairStore

/// The tool as a function, so that tests call it as a shell would.
enum CommandLineTool {
  static let version = "0.1.0"
  static let abstract = "Records, asks and replays what happened to repair tickets."
  static let description = [
    "A log is one SQLite file of events that are only ever added. Everything else, such as the "
      + "board that 'query' reads, is derived from it, lies beside it in a views file, and may be "
      + "deleted at any moment.",
    "Options may stand before or after the command; '--' ends them. An option that takes a value "
      + "takes the next argument, whatever it begins with. Results go to standard output, messages "
      + "to standard error. Text from tickets is printed inert: control, bidirectional and escape "
      + "characters are shown as \\u{...}.",
    "JSON has camelCase keys and times in UTC with milliseconds; what is not known is absent.",
  ]

  /// Everything it can do, in the order help shows it.
  static var commands: [any Command.Type] {
    [
      InitCommand.self,
      RunCommand.self,
      ImportCommand.self,
      ExportCommand.self,
      ShowCommand.self,
      QueryCommand.self,
      TargetsCommand.self,
      MembersCommand.self,
      HistoryCommand.self,
      EventsCommand.self,
      TraceCommand.self,
      MaterialsCommand.self,
      CostsCommand.self,
      WorkersCommand.self,
      WhyCommand.self,
      LifecycleCommand.self,
      TickCommand.self,
      DashboardCommand.self,
      ReplayCommand.self,
      ScenarioCommand.self,
      NoticesCommand.self,
      AnnounceCommand.self,
      HotlinesCommand.self,
      StatusCommand.self,
      VerifyCommand.self,
      KeygenCommand.self,
      CheckpointCommand.self,
      ProveCommand.self,
      CheckProofCommand.self,
      ReportCommand.self,
      CheckReportCommand.self,
      BackupCommand.self,
      HelpCommand.self,
      CompletionsCommand.self,
    ]
  }

  /// Runs one command line.
  ///
  /// - Parameters:
  ///   - arguments: without the program's name.
  ///   - environment: the process's variables.
  ///   - stdin: where `-` reads from.
  ///   - stdout: where results go.
  ///   - stderr: where messages go.
  ///   - isInterrupted: asked between steps whether to end.
  /// - Returns: what the process should end with.
  static func run(
    arguments: [String], environment: [String: String], stdin: any ByteSource,
    stdout: any ByteSink, stderr: any ByteSink,
    isInterrupted: @escaping @Sendable () -> Bool = { Interruption.isRequested }
  ) -> ExitCode {
    let output = TextOutput(stdout)
    let messages = TextOutput(stderr)
    let surroundings = Surroundings(
      environment: environment, input: stdin, output: output, messages: messages,
      isInterrupted: isInterrupted)
    var exitCode = ExitCode.success
    do {
      do {
        exitCode = try dispatch(arguments, in: surroundings)
      } catch {
        // What was found out before the failure is still worth having.
        try output.flush()
        throw error
      }
      try output.flush()
      return exitCode
    } catch OutputError.closed {
      // Whoever read has read enough; an answer that was no stays no.
      return exitCode
    } catch {
      let failure = Failure(reporting: error)
      report(failure, on: messages)
      return failure.code
    }
  }

  /// Finds a command by its word.
  ///
  /// - Parameter name: the word.
  /// - Returns: its type.
  /// - Throws: a usage failure, with a suggestion where one is near.
  static func command(named name: String) throws(Failure) -> any Command.Type {
    guard let command = commands.first(where: { $0.specification.name == name }) else {
      throw .usage(
        Suggestion.unknown(
          "command '\(name)'", name, among: commands.map { $0.specification.name }, listsAll: false)
      )
    }
    return command
  }

  private static func dispatch(
    _ arguments: [String], in surroundings: Surroundings
  ) throws -> ExitCode {
    var command: (any Command.Type)?
    do {
      let globals = GlobalOptions.specifications(formats: OutputFormat.allCases)
      let (before, rest) = try ArgumentParser(options: globals, stopsAtWord: true).parse(arguments)
      guard let name = before.word(0) ?? rest.first else {
        try surroundings.output.write(
          before.has("--version")
            ? versionText : HelpText.overview(of: commands.map { $0.specification }))
        return .success
      }
      let chosen = try Self.command(named: name)
      command = chosen
      let behind = before.word(0) == nil ? Array(rest.dropFirst()) : rest
      var parsed = try chosen.specification.parse(behind)
      parsed.inherit(before)
      if parsed.has("--help") || parsed.has("--version") {
        try surroundings.output.write(
          parsed.has("--help") ? HelpText.of(chosen.specification) : versionText)
        return .success
      }
      let session = Session(
        options: try GlobalOptions(
          parsed, of: chosen.specification, environment: surroundings.environment),
        surroundings: surroundings, now: .system)
      return try chosen.init(parsed, in: session).run(in: session)
    } catch var failure as Failure {
      if failure.code == .usage, failure.usage == nil {
        failure.usage = command?.specification.usage ?? "repairctl <command> [arguments] [options]"
        failure.helpHint =
          command.map { "repairctl \($0.specification.name) --help" } ?? "repairctl --help"
      }
      throw failure
    }
  }

  private static func report(_ failure: Failure, on messages: TextOutput) {
    var text = "Error: \(InertText.escaped(failure.message))\n"
    if let usage = failure.usage { text += "Usage: \(usage)\n" }
    if let hint = failure.helpHint { text += "  See '\(hint)' for more information.\n" }
    // Where even this cannot be shown, the exit code still says it.
    try? messages.write(text)
    try? messages.flush()
  }

  private static var versionText: String {
    "repairctl \(version) (SQLite \(SQLiteLibrary.version))\n"
  }
}
