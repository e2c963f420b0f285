/// Everything there is to say about a command line: parsing, help, completions and the manual page
/// are all made from it, so that they cannot disagree.
struct CommandSpecification: Sendable {
  /// A word that stands in a certain place.
  struct Argument: Sendable {
    enum Value: Sendable {
      case text
      case path
      case choice([String])
    }

    let name: String
    let value: Value
    let help: String
    let isOptional: Bool
    /// Whether it is the last and may be given several times.
    let repeats: Bool

    init(
      _ name: String, _ value: Value, _ help: String, optional isOptional: Bool = false,
      repeats: Bool = false
    ) {
      self.repeats = repeats
      self.name = name
      self.value = value
      self.help = help
      self.isOptional = isOptional
    }

    /// The words it may be, when they are few.
    var choices: [String] {
      if case .choice(let choices) = value { choices } else { [] }
    }

    /// As it stands in a usage line.
    var label: String {
      let label = repeats ? "<\(name)>…" : "<\(name)>"
      return isOptional ? "[\(label)]" : label
    }
  }

  /// A command line that works, and what it does.
  struct Example: Sendable {
    let commandLine: String
    let effect: String

    init(_ commandLine: String, _ effect: String) {
      self.commandLine = commandLine
      self.effect = effect
    }
  }

  /// The command's word.
  let name: String
  /// One sentence.
  let abstract: String
  /// Paragraphs for whoever wants to know more.
  let discussion: [String]
  let arguments: [Argument]
  let options: [OptionSpecification]
  /// In which forms results can be printed, the usual one first.
  let formats: [OutputFormat]
  let examples: [Example]

  init(
    name: String, abstract: String, discussion: [String] = [], arguments: [Argument] = [],
    options: [OptionSpecification] = [], formats: [OutputFormat] = OutputFormat.forRows,
    examples: [Example]
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.arguments = arguments
    self.options = options
    self.formats = formats
    self.examples = examples
  }

  /// The global options this command has no option of its own for, with its own formats.
  var globalOptions: [OptionSpecification] {
    let own = Set(options.map(\.name))
    return GlobalOptions.specifications(formats: formats).filter { !own.contains($0.name) }
  }

  /// The command's own options and the global ones.
  var allOptions: [OptionSpecification] { options + globalOptions }

  /// How it is used, in one line.
  var usage: String {
    (["repairctl", name] + arguments.map(\.label) + ["[options]"]).joined(separator: " ")
  }
}
