/// A shell that can complete command lines, and the script it wants for that.
enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The script, made from the same specifications as the help.
  ///
  /// - Parameter commands: what the tool can do.
  /// - Returns: the whole script.
  func completionScript(for commands: [CommandSpecification]) -> String {
    switch self {
    case .bash: Self.bashScript(commands)
    case .zsh: Self.zshScript(commands)
    case .fish: Self.fishScript(commands)
    }
  }

  private static func words(_ option: OptionSpecification) -> [String] {
    [option.name, option.shortName].compactMap(\.self)
  }

  private static func bashScript(_ commands: [CommandSpecification]) -> String {
    var lines = [
      "# bash completion for repairctl",
      "_repairctl() {",
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}",
      "  local command='' word words=''",
      "  COMPREPLY=()",
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do",
      "    case $word in",
      "      \(commands.map(\.name).joined(separator: "|"))) command=$word; break ;;",
      "    esac",
      "  done",
      "  case $command:$previous in",
    ]
    for command in commands {
      for option in command.allOptions {
        let pattern = words(option).map { "\(command.name):\($0)" }.joined(separator: "|")
        switch option.value {
        case .flag: continue
        case .text: lines.append("    \(pattern)) return ;;")
        case .path:
          lines.append("    \(pattern)) COMPREPLY=($(compgen -f -- \"$current\")); return ;;")
        case .choice(_, let choices):
          lines.append(
            "    \(pattern)) COMPREPLY=($(compgen -W '\(choices.joined(separator: " "))' "
              + "-- \"$current\")); return ;;")
        }
      }
    }
    lines += ["  esac", "  case $command in"]
    for command in commands {
      let known =
        command.allOptions.flatMap(words) + command.arguments.flatMap(\.choices)
      lines.append("    \(command.name)) words='\(known.joined(separator: " "))' ;;")
    }
    let top = commands.map(\.name) + GlobalOptions.specifications().flatMap(words)
    lines += [
      "    *) words='\(top.joined(separator: " "))' ;;",
      "  esac",
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))",
      "  if [[ -n $command && $current != -* ]]; then",
      "    COMPREPLY+=($(compgen -f -- \"$current\"))",
      "  fi",
      "}",
      "complete -o filenames -F _repairctl repairctl",
      "",
    ]
    return lines.joined(separator: "\n")
  }

  private static func zshScript(_ commands: [CommandSpecification]) -> String {
    /// Brackets and colons mean something in a specification of `_arguments`.
    func quoted(_ text: String) -> String {
      var result = ""
      for character in text {
        switch character {
        case "[", "]", ":", "\\": result += "\\\(character)"
        case "'": result += "'\\''"
        default: result.append(character)
        }
      }
      return result
    }
    var lines = [
      "#compdef repairctl",
      "_repairctl() {",
      "  local context state line",
      "  _arguments -C '1:command:->command' '*::arguments:->arguments'",
      "  case $state in",
      "    command)",
      "      local -a commands=(",
    ]
    lines += commands.map { "        '\($0.name):\(quoted($0.abstract))'" }
    lines += [
      "      )",
      "      _describe command commands ;;",
      "    arguments)",
      "      case $words[1] in",
    ]
    for command in commands {
      lines.append("        \(command.name))")
      var specifications: [String] = []
      for option in command.allOptions {
        let action =
          switch option.value {
          case .flag: ""
          case .text(let name): ":\(name): "
          case .path(let name): ":\(name):_files"
          case .choice(let name, let choices):
            ":\(name):(\(choices.joined(separator: " ")))"
          }
        for word in words(option) {
          specifications.append(
            "'\(option.repeats ? "*" : "")\(word)[\(quoted(option.help))]\(action)'")
        }
      }
      for argument in command.arguments {
        let action =
          switch argument.value {
          case .text: " "
          case .path: "_files"
          case .choice(let choices): "(\(choices.joined(separator: " ")))"
          }
        let place = argument.repeats ? "*:" : argument.isOptional ? "::" : ":"
        specifications.append("'\(place)\(argument.name):\(action)'")
      }
      lines.append("          _arguments \\")
      lines.append(
        specifications.map { "            \($0)" }.joined(separator: " \\\n") + " ;;")
    }
    lines += ["      esac ;;", "  esac", "}", "_repairctl \"$@\"", ""]
    return lines.joined(separator: "\n")
  }

  private static func fishScript(_ commands: [CommandSpecification]) -> String {
    func quoted(_ text: String) -> String {
      "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
        + "'"
    }
    let names = commands.map(\.name).joined(separator: " ")
    var lines = ["# fish completion for repairctl"]
    for command in commands {
      lines.append(
        "complete -c repairctl -n 'not __fish_seen_subcommand_from \(names)' -f "
          + "-a \(command.name) -d \(quoted(command.abstract))")
    }
    for command in commands {
      let condition = "complete -c repairctl -n '__fish_seen_subcommand_from \(command.name)'"
      for option in command.allOptions {
        var line = "\(condition) -l \(option.name.dropFirst(2))"
        if let shortName = option.shortName { line += " -s \(shortName.dropFirst())" }
        switch option.value {
        case .flag: break
        case .text: line += " -x"
        case .path: line += " -r -F"
        case .choice(_, let choices): line += " -x -a '\(choices.joined(separator: " "))'"
        }
        lines.append(line + " -d \(quoted(option.help))")
      }
      for argument in command.arguments where !argument.choices.isEmpty {
        lines.append("\(condition) -f -a '\(argument.choices.joined(separator: " "))'")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
