/// The manual page in roff, made from the same specifications as the help.
enum ManualPage {
  /// The page for the whole tool.
  ///
  /// - Parameter commands: what it can do.
  /// - Returns: the page's source.
  static func text(of commands: [CommandSpecification]) -> String {
    var lines = [
      ".\\\" Made by 'repairctl help --man'.",
      ".TH REPAIRCTL 1 \"\" \"repairctl \(CommandLineTool.version)\" \"User Commands\"",
      ".SH NAME",
      "repairctl \\- " + escaped(inName(CommandLineTool.abstract)),
      ".SH SYNOPSIS",
      ".B repairctl",
      "\\fIcommand\\fR [\\fIarguments\\fR] [\\fIoptions\\fR]",
      ".SH DESCRIPTION",
    ]
    for paragraph in CommandLineTool.description {
      lines += [escaped(paragraph), ".PP"]
    }
    lines.append(".SH COMMANDS")
    for command in commands {
      lines += [".SS " + escaped(command.usage), escaped(command.abstract)]
      for paragraph in command.discussion {
        lines += [".PP", escaped(paragraph)]
      }
      for argument in command.arguments {
        lines += item("<\(argument.name)>", argument.help)
      }
      for option in command.options {
        lines += item(option.label, option.fullHelp)
      }
      if !command.formats.isEmpty, command.formats != OutputFormat.forRows {
        let names = command.formats.map(\.rawValue).joined(separator: ", ")
        lines += [".PP", "Formats: \(escaped(names))."]
      }
      for example in command.examples {
        lines += [
          ".PP", escaped(example.effect), ".PP", ".RS 4", ".nf", escaped(example.commandLine),
          ".fi", ".RE",
        ]
      }
    }
    lines.append(".SH OPTIONS")
    lines += GlobalOptions.specifications().flatMap { item($0.label, $0.fullHelp) }
    lines.append(".SH ENVIRONMENT")
    lines += GlobalOptions.environment.flatMap { item($0.0, $0.1) }
    lines.append(".SH EXIT STATUS")
    lines += ExitCode.allCases.flatMap { item(String($0.rawValue), $0.meaning) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func item(_ label: String, _ text: String) -> [String] {
    [".TP", "\\fB\(escaped(label))\\fR", escaped(text)]
  }

  /// A leading period or quote would be a request, a hyphen would break, a backslash begins an
  /// escape.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }

  /// A sentence as `whatis` lists it: without a capital and a period.
  private static func inName(_ sentence: String) -> String {
    let text = sentence.prefix(1).lowercased() + sentence.dropFirst()
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
