/// Sorts the words of a command line.
///
/// Options and words may stand in any order; `--` ends the options; `--opt value` and `--opt=value`
/// mean the same; an option that takes a value takes the next argument whatever it begins with, so
/// that `--at -7d` and `--text --` say what they seem to say.
struct ArgumentParser {
  private let options: [OptionSpecification]
  /// The first word ends the parsing: what follows belongs to the command it names.
  private let stopsAtWord: Bool

  init(options: [OptionSpecification], stopsAtWord: Bool = false) {
    self.options = options
    self.stopsAtWord = stopsAtWord
  }

  /// Sorts the arguments.
  ///
  /// - Parameter arguments: what the shell handed over.
  /// - Returns: the sorted ones, and those behind the first word when the parsing ends there.
  /// - Throws: a usage failure for an unknown option, or one without its value.
  func parse(
    _ arguments: some Sequence<String>
  ) throws(Failure) -> (parsed: ParsedArguments, rest: [String]) {
    var parsed = ParsedArguments()
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        if stopsAtWord { break }
        for word in rest { parsed.append(word: word) }
        return (parsed, [])
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        parsed.append(word: argument)
        if stopsAtWord { break }
        continue
      }
      try parse(option: argument, following: &rest, into: &parsed)
    }
    return (parsed, Array(rest))
  }

  private func parse(
    option argument: String, following rest: inout ArraySlice<String>,
    into parsed: inout ParsedArguments
  ) throws(Failure) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? argument
    guard let option = options.first(where: { $0.name == name || $0.shortName == name }) else {
      throw .usage(
        Suggestion.unknown("option '\(name)'", name, among: options.map(\.name), listsAll: false))
    }
    guard let valueName = option.valueName else {
      guard parts.count == 1 else { throw .usage("The option '\(name)' takes no value.") }
      parsed.append("", for: option.name)
      return
    }
    guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
      throw .usage("The option '\(name)' needs a value: \(name) <\(valueName)>.")
    }
    guard option.choices.isEmpty || option.choices.contains(value) else {
      throw .usage(
        Suggestion.unknown("value '\(value)' of '\(name)'", value, among: option.choices))
    }
    parsed.append(value, for: option.name)
  }
}

extension CommandSpecification {
  /// Sorts what stands behind the command's word and checks that each argument is there once.
  ///
  /// - Parameter arguments: what the shell handed over behind the command.
  /// - Returns: the sorted arguments.
  /// - Throws: a usage failure for anything the specification does not have.
  func parse(_ arguments: [String]) throws(Failure) -> ParsedArguments {
    let parsed = try ArgumentParser(options: allOptions).parse(arguments).parsed
    if parsed.has("--help") || parsed.has("--version") { return parsed }
    if self.arguments.last?.repeats != true, let surplus = parsed.word(self.arguments.count) {
      throw .usage("Unexpected argument '\(surplus)'.")
    }
    for (index, argument) in self.arguments.enumerated() {
      guard let word = parsed.word(index) else {
        guard argument.isOptional else { throw .usage("Missing the argument <\(argument.name)>.") }
        continue
      }
      guard argument.choices.isEmpty || argument.choices.contains(word) else {
        throw .usage(
          Suggestion.unknown("<\(argument.name)> '\(word)'", word, among: argument.choices))
      }
    }
    return parsed
  }
}
