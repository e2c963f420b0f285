/// Colour in a terminal, given by meaning and never by name.
///
/// ```swift
/// let ansi = Ansi(isEnabled: true)
/// print(ansi.painted("overdue", as: .bad))
/// ```
public struct Ansi: Hashable, Sendable {
  /// What a colour says.
  @nonexhaustive
  public enum Meaning: Hashable, Sendable {
    /// The title of a column or a section.
    case heading
    /// As it should be.
    case good
    /// Worth a look.
    case attention
    /// Not as it should be.
    case bad
    /// Of less weight than what is around it.
    case quiet
  }

  /// Whether anything is painted at all.
  public let isEnabled: Bool

  /// Makes a painter that paints, or one that leaves text alone.
  public init(isEnabled: Bool) {
    self.isEnabled = isEnabled
  }

  /// The text in the colour of a meaning, or the text itself where nothing is painted.
  ///
  /// - Parameters:
  ///   - text: text that is inert already.
  ///   - meaning: what the colour says; `nil` for none.
  /// - Returns: the text between escape sequences.
  public func painted(_ text: String, as meaning: Meaning?) -> String {
    guard isEnabled, let meaning, !text.isEmpty else { return text }
    let code =
      switch meaning {
      case .heading: "1"
      case .good: "32"
      case .attention: "33"
      case .bad: "31"
      case .quiet: "2"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
