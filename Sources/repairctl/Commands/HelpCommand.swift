/// `help`: what the tool can do, or one command, or the manual page.
struct HelpCommand: Command {
  static let specification = CommandSpecification(
    name: "help",
    abstract: "Shows help for the tool or for one command.",
    arguments: [.init("command", .text, "The command.", optional: true)],
    options: [.init("--man", .flag, "Prints the manual page, for 'man -l'.")],
    formats: [],
    examples: [
      .init("repairctl help show", "The same as 'repairctl show --help'."),
      .init("repairctl help --man > repairctl.1", "Writes the manual page."),
    ]
  )

  private let text: String

  init(_ arguments: ParsedArguments, in session: Session) throws {
    let commands = CommandLineTool.commands.map { $0.specification }
    if arguments.has("--man") {
      text = ManualPage.text(of: commands)
    } else if let name = arguments.word(0) {
      text = HelpText.of(try CommandLineTool.command(named: name).specification)
    } else {
      text = HelpText.overview(of: commands)
    }
  }

  func run(in session: Session) throws -> ExitCode {
    try session.output.write(text)
    return .success
  }
}
