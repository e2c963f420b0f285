/// One option of a command: how it is written and what it means.
struct OptionSpecification: Sendable {
  /// What follows the option's name.
  enum Value: Sendable {
    /// Nothing: it is there or it is not.
    case flag
    /// Any text; the name stands for it in help.
    case text(String)
    /// A path.
    case path(String)
    /// One of a few words.
    case choice(String, [String])
  }

  /// With its dashes, such as `--log`.
  let name: String
  /// With its dash, such as `-h`.
  let shortName: String?
  let value: Value
  /// Sentences that end with a period.
  let help: String
  /// What holds when the option is not given, as help shows it.
  let fallback: String?
  /// Whether it may be given several times.
  let repeats: Bool

  init(
    _ name: String, short shortName: String? = nil, _ value: Value, _ help: String,
    fallback: String? = nil, repeats: Bool = false
  ) {
    self.name = name
    self.shortName = shortName
    self.value = value
    self.help = help
    self.fallback = fallback
    self.repeats = repeats
  }

  var takesValue: Bool { valueName != nil }

  /// The word that stands for the value in help.
  var valueName: String? {
    switch value {
    case .flag: nil
    case .text(let name), .path(let name), .choice(let name, _): name
    }
  }

  /// The words the value may be, when they are few.
  var choices: [String] {
    if case .choice(_, let choices) = value { choices } else { [] }
  }

  /// The option as the left column of help has it.
  var label: String {
    let names = [shortName, name].compactMap(\.self).joined(separator: ", ")
    return valueName.map { "\(names) <\($0)>" } ?? names
  }

  /// The help with the choices and the fallback behind it.
  var fullHelp: String {
    var remarks: [String] = []
    if !choices.isEmpty { remarks.append("values: \(choices.joined(separator: ", "))") }
    if let fallback { remarks.append("default: \(fallback)") }
    return remarks.isEmpty ? help : "\(help) (\(remarks.joined(separator: "; ")))"
  }
}
