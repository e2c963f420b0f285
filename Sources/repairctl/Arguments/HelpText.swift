/// Help in the shape people know from swift-argument-parser's tools.
///
/// Two spaces of indent, texts from column 26 on, lines of at most 80.
struct HelpText {
  private static let indent = 2
  private static let textColumn = 26
  private static let width = 80

  private var sections: [String] = []

  /// Help for the whole tool.
  ///
  /// - Parameter commands: what it can do.
  /// - Returns: the help, with its last line feed.
  static func overview(of commands: [CommandSpecification]) -> String {
    var help = HelpText()
    help.sections.append(wrapped("OVERVIEW: \(CommandLineTool.abstract)"))
    help.sections.append("USAGE: repairctl <command> [arguments] [options]")
    help.append("SUBCOMMANDS", commands.map { ($0.name, $0.abstract) })
    help.append("OPTIONS", GlobalOptions.specifications().map { ($0.label, $0.fullHelp) })
    help.append("ENVIRONMENT", GlobalOptions.environment)
    help.append("EXIT CODES", ExitCode.allCases.map { (String($0.rawValue), $0.meaning) })
    return help.text + "\n  See 'repairctl <command> --help' for detailed help.\n"
  }

  /// Help for one command.
  ///
  /// - Parameter command: the command.
  /// - Returns: the help, with its last line feed.
  static func of(_ command: CommandSpecification) -> String {
    var help = HelpText()
    let overview =
      [wrapped("OVERVIEW: \(command.abstract)")] + command.discussion.map { wrapped($0) }
    help.sections.append(overview.joined(separator: "\n\n"))
    help.sections.append("USAGE: \(command.usage)")
    help.append(
      "ARGUMENTS",
      command.arguments.map { argument in
        let choices =
          argument.choices.isEmpty
          ? "" : " (values: \(argument.choices.joined(separator: ", ")))"
        return ("<\(argument.name)>", argument.help + choices)
      })
    help.append("OPTIONS", command.options.map { ($0.label, $0.fullHelp) })
    help.append("GLOBAL OPTIONS", command.globalOptions.map { ($0.label, $0.fullHelp) })
    let examples = command.examples.map { example in
      "  \(example.commandLine)\n"
        + wrapped(example.effect, from: 6, indentingFirst: true)
    }
    help.sections.append("EXAMPLES:\n" + examples.joined(separator: "\n"))
    return help.text
  }

  private var text: String { sections.joined(separator: "\n\n") + "\n" }

  private mutating func append(_ title: String, _ entries: [(label: String, text: String)]) {
    guard !entries.isEmpty else { return }
    var lines = ["\(title):"]
    for entry in entries {
      let label = String(repeating: " ", count: Self.indent) + entry.label
      let text = Self.wrapped(entry.text, from: Self.textColumn)
      if label.count < Self.textColumn {
        lines.append(label + String(repeating: " ", count: Self.textColumn - label.count) + text)
      } else {
        lines.append(label)
        lines.append(String(repeating: " ", count: Self.textColumn) + text)
      }
    }
    sections.append(lines.joined(separator: "\n"))
  }

  /// A text in lines that begin at a column and end before the width; the first is not indented
  /// unless asked for, because something may stand before it.
  private static func wrapped(
    _ text: String, from column: Int = 0, indentingFirst: Bool = false
  ) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let used = lines[lines.count - 1].count
      if used > 0, column + used + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] += used == 0 ? String(word) : " \(word)"
      }
    }
    let indent = String(repeating: " ", count: column)
    return (indentingFirst ? indent : "") + lines.joined(separator: "\n" + indent)
  }
}
