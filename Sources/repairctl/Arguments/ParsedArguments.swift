/// The words of a command line, sorted by the specification and not yet understood.
struct ParsedArguments: Sendable {
  private(set) var words: [String] = []
  private var values: [String: [String]] = [:]

  mutating func append(word: String) {
    words.append(word)
  }

  mutating func append(_ value: String, for option: String) {
    values[option, default: []].append(value)
  }

  /// Takes over options that stood before the command, unless they stand behind it too.
  mutating func inherit(_ earlier: ParsedArguments) {
    values.merge(earlier.values) { own, _ in own }
  }

  /// The word at a place, or `nil` when there are fewer.
  func word(_ index: Int) -> String? {
    words.indices.contains(index) ? words[index] : nil
  }

  /// The word at a place that the parser has made sure of.
  func requiredWord(_ index: Int, _ name: String) throws(Failure) -> String {
    guard let word = word(index) else { throw .usage("Missing the argument <\(name)>.") }
    return word
  }

  /// Whether an option without a value is there.
  func has(_ option: String) -> Bool { values[option] != nil }

  /// The value of an option; the last one counts, so that an alias can be overridden.
  func text(_ option: String) -> String? { values[option]?.last }

  /// Every value of an option that may be repeated.
  func texts(_ option: String) -> [String] { values[option] ?? [] }

  /// The value of an option as a whole number.
  func integer(_ option: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let text = text(option) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      let bounds =
        range.upperBound == .max
        ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
      throw .usage("The value '\(text)' of '\(option)' must be a whole number, \(bounds).")
    }
    return value
  }

  /// Every value of an option as one of an enumeration's names.
  func choices<Choice: RawRepresentable & CaseIterable>(
    _ option: String, as type: Choice.Type
  ) throws(Failure) -> [Choice] where Choice.RawValue == String {
    var result: [Choice] = []
    for text in texts(option) {
      guard let choice = Choice(rawValue: text) else {
        throw .usage(
          Suggestion.unknown(
            "value '\(text)' of '\(option)'", text, among: Choice.allCases.map(\.rawValue)))
      }
      result.append(choice)
    }
    return result
  }

  /// The value of an option as one of an enumeration's names.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: String, as type: Choice.Type
  ) throws(Failure) -> Choice? where Choice.RawValue == String {
    try choices(option, as: type).last
  }
}
