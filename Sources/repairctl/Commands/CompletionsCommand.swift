/// `completions`: a script that teaches a shell the commands and options.
struct CompletionsCommand: Command {
  static let specification = CommandSpecification(
    name: "completions",
    abstract: "Prints a completion script for a shell.",
    arguments: [.init("shell", .choice(Shell.allCases.map(\.rawValue)), "The shell.")],
    formats: [],
    examples: [
      .init(
        "repairctl completions bash > ~/.local/share/bash-completion/completions/repairctl",
        "Completes in every new bash."),
      .init(
        "repairctl completions zsh > ~/.zfunc/_repairctl",
        "Completes in zsh, when ~/.zfunc is in fpath."),
      .init(
        "repairctl completions fish > ~/.config/fish/completions/repairctl.fish",
        "Completes in fish."),
    ]
  )

  private let shell: Shell

  init(_ arguments: ParsedArguments, in session: Session) throws {
    let name = try arguments.requiredWord(0, "shell")
    guard let shell = Shell(rawValue: name) else {
      throw Failure.usage(
        Suggestion.unknown("shell '\(name)'", name, among: Shell.allCases.map(\.rawValue)))
    }
    self.shell = shell
  }

  func run(in session: Session) throws -> ExitCode {
    let commands = CommandLineTool.commands.map { $0.specification }
    try session.output.write(shell.completionScript(for: commands))
    return .success
  }
}
