import Testing

@testable import repairctl

@Suite struct CommandLineToolTests {
  @Test("Without a command the help is shown, on standard output")
  func overview() {
    let outcome = repairctl()
    #expect(outcome.exitCode == .success)
    #expect(outcome.output.hasPrefix("OVERVIEW: Records, asks and replays"))
    #expect(outcome.messages.isEmpty)
    #expect(repairctl("--help") == outcome)
    #expect(repairctl("-h") == outcome)
    #expect(repairctl("help") == outcome)
  }

  @Test("The version is one line")
  func version() {
    let outcome = repairctl("--version")
    #expect(outcome.exitCode == .success)
    #expect(outcome.output.hasPrefix("repairctl 0.1.0 (SQLite 3."))
    #expect(outcome.output.split(separator: "\n").count == 1)
  }

  @Test("Every command has help with an example, whole lines of at most 80, and the exit is 0")
  func help() {
    for type in CommandLineTool.commands {
      let specification = type.specification
      let outcome = repairctl(specification.name, "--help")
      #expect(outcome.exitCode == .success)
      #expect(outcome == repairctl("help", specification.name))
      #expect(outcome.output.contains("\nUSAGE: repairctl \(specification.name)"))
      #expect(outcome.output.contains("\nEXAMPLES:\n  "))
      #expect(!specification.examples.isEmpty)
      for option in specification.allOptions {
        #expect(option.help.hasSuffix("."), "\(specification.name) \(option.name)")
      }
      let text = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("  repairctl ") }
      for line in text { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test("A command's help is written as agreed")
  func literalHelp() {
    #expect(
      repairctl("completions", "--help").output == """
        OVERVIEW: Prints a completion script for a shell.

        USAGE: repairctl completions <shell> [options]

        ARGUMENTS:
          <shell>                 The shell. (values: bash, zsh, fish)

        GLOBAL OPTIONS:
          --log <path>            The log file. (default: $REPAIRCTL_LOG, else
                                  repair.db)
          --untrusted             Reads the log as a stranger's file: checks its pages
                                  first, believes nothing beside it.
          --time-zone <zone>      Prints times in this zone and reads dates in it.
                                  (default: UTC)
          --color <when>          When to use colour. (values: auto, always, never;
                                  default: auto)
          --version               Shows the version.
          -h, --help              Shows help.

        EXAMPLES:
          repairctl completions bash > ~/.local/share/bash-completion/completions/repairctl
              Completes in every new bash.
          repairctl completions zsh > ~/.zfunc/_repairctl
              Completes in zsh, when ~/.zfunc is in fpath.
          repairctl completions fish > ~/.config/fish/completions/repairctl.fish
              Completes in fish.

        """)
  }

  @Test("A usage error is one line, the usage and where to find help, with exit code 64")
  func usageErrors() {
    #expect(
      repairctl("lifecyle")
        == Outcome(
          exitCode: .usage, output: "",
          messages: """
            Error: Unknown command 'lifecyle'. Did you mean 'lifecycle'?
            Usage: repairctl <command> [arguments] [options]
              See 'repairctl --help' for more information.

            """))
    #expect(
      repairctl("lifecycle", "--formt", "dot")
        == Outcome(
          exitCode: .usage, output: "",
          messages: """
            Error: Unknown option '--formt'. Did you mean '--format'?
            Usage: repairctl lifecycle [options]
              See 'repairctl lifecycle --help' for more information.

            """))
  }

  @Test("Global options may stand before or after the command, and behind it they win")
  func globalOptions() {
    let before = repairctl("--format", "json", "lifecycle")
    #expect(before.exitCode == .success)
    #expect(before == repairctl("lifecycle", "--format=json"))
    #expect(before == repairctl("--format", "dot", "lifecycle", "--format", "json"))
    #expect(before == repairctl("--format", "json", "--", "lifecycle"))
  }

  @Test("A format that a command does not have is a usage error")
  func foreignFormat() {
    #expect(repairctl("--format", "dot", "completions", "bash").exitCode == .usage)
    #expect(repairctl("lifecycle", "--format", "xml").exitCode == .usage)
  }

  @Test("Hostile text in an argument is shown inert")
  func hostileArguments() {
    let outcome = repairctl("\u{1B}]0;owned\u{07}\n\u{202E}")
    #expect(outcome.exitCode == .usage)
    #expect(
      outcome.messages.hasPrefix(#"Error: Unknown command '\u{1b}]0;owned\u{7}\u{a}\u{202e}'."#))
    #expect(!outcome.messages.contains("\u{1B}"))
  }

  @Test("When whoever reads the results has gone, the command ends quietly")
  func closedPipe() {
    let outcome = repairctl("lifecycle", output: MemorySink(closesAfter: 0))
    #expect(outcome == Outcome(exitCode: .success, output: "", messages: ""))
  }

  @Test("Colour is used at a terminal unless NO_COLOR or --color says no")
  func colour() {
    func isColoured(
      _ arguments: String..., terminal: Bool, environment: [String: String] = [:]
    ) -> Bool {
      let sink = MemorySink(isTerminal: terminal, columns: 120)
      _ = CommandLineTool.run(
        arguments: ["lifecycle"] + arguments, environment: environment, stdin: MemorySource(),
        stdout: sink, stderr: MemorySink())
      return sink.bytes.contains(0x1B)
    }
    #expect(isColoured(terminal: true))
    #expect(!isColoured(terminal: false))
    #expect(!isColoured(terminal: true, environment: ["NO_COLOR": "1"]))
    #expect(isColoured(terminal: true, environment: ["NO_COLOR": ""]))
    #expect(!isColoured(terminal: true, environment: ["TERM": "dumb"]))
    #expect(!isColoured("--color", "never", terminal: true))
    #expect(isColoured("--color=always", terminal: false, environment: ["NO_COLOR": "1"]))
  }
}
