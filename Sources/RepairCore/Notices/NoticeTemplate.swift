/// A text with named places for values, checked when it is made.
///
/// A place is a variable's name in braces, `{worker.name}`; `{{` and `}}` stand for the braces
/// themselves. Values are put in, never read as a template again.
///
/// ```swift
/// let template = try NoticeTemplate("Your code is {code}.", for: .loginCode)
/// ```
public struct NoticeTemplate: Hashable, Sendable {
  private enum Part: Hashable, Sendable {
    case words(String)
    case variable(NoticeVariable)
  }

  /// What is wrong with a template.
  @nonexhaustive
  public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It says nothing.
    case empty
    /// It is longer than ``NoticeTemplate/limit`` bytes.
    case tooLong
    /// A brace that is not closed, or not opened; the byte where it stands.
    case unbalancedBrace(at: Int)
    /// A name that is no variable of the rule.
    case unknownVariable(String, of: NoticeRule)
    /// A variable that a text of the rule must have.
    case missingVariable(NoticeVariable, of: NoticeRule)
    /// A control character other than a line break, at that byte.
    case controlCharacter(at: Int)

    /// What is wrong, in words that follow the template's name.
    public var description: String {
      switch self {
      case .empty: "must say something"
      case .tooLong: "is longer than \(NoticeTemplate.limit) bytes"
      case .unbalancedBrace(let offset):
        "has a brace at byte \(offset) that is not closed or not opened; write {{ or }} for a brace"
      case .unknownVariable(let name, let rule):
        "has {\(name)}, which is not known there; \(rule.rawValue) has "
          + rule.variables.map { "{\($0.rawValue)}" }.joined(separator: ", ")
      case .missingVariable(let variable, let rule):
        "lacks {\(variable.rawValue)}, which a text of \(rule.rawValue) must have"
      case .controlCharacter(let offset):
        "has a control character at byte \(offset)"
      }
    }
  }

  /// The longest template, in bytes.
  public static let limit = 4_000

  /// The text as it was given.
  public let source: String
  /// The variables it has, in the order they stand there, each once.
  ///
  /// A gateway that knows templates by number takes their values in this order, from 1.
  public let variables: [NoticeVariable]
  private let parts: [Part]

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - source: the text.
  ///   - rule: what it is for, which says what it can and must have.
  /// - Throws: ``Problem``.
  /// - Complexity: O(n).
  public init(_ source: String, for rule: NoticeRule) throws(Problem) {
    guard source.utf8.count <= Self.limit else { throw .tooLong }
    guard source.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw .empty
    }
    var parts: [Part] = []
    var variables: [NoticeVariable] = []
    var words = ""
    let text = source.unicodeScalars
    var index = text.startIndex
    while index < text.endIndex {
      let scalar = text[index]
      let next = text.index(after: index)
      let offset = source.utf8.distance(from: source.utf8.startIndex, to: index)
      switch scalar {
      case "{", "}":
        if next < text.endIndex, text[next] == scalar {
          words.unicodeScalars.append(scalar)
          index = text.index(after: next)
          continue
        }
        guard scalar == "{", let end = text[next...].firstIndex(where: { $0 == "{" || $0 == "}" }),
          text[end] == "}"
        else { throw .unbalancedBrace(at: offset) }
        let name = String(text[next..<end])
        guard let variable = NoticeVariable(rawValue: name), rule.variables.contains(variable)
        else { throw .unknownVariable(name, of: rule) }
        if !words.isEmpty { parts.append(.words(words)) }
        words = ""
        parts.append(.variable(variable))
        if !variables.contains(variable) { variables.append(variable) }
        index = text.index(after: end)
      default:
        if scalar != "\n", scalar.isUnsafeInText { throw .controlCharacter(at: offset) }
        words.unicodeScalars.append(scalar)
        index = next
      }
    }
    if !words.isEmpty { parts.append(.words(words)) }
    for variable in rule.demanded where !variables.contains(variable) {
      throw .missingVariable(variable, of: rule)
    }
    self.source = source
    self.variables = variables
    self.parts = parts
  }

  /// Puts values in; what is not known is left blank.
  ///
  /// - Parameter value: the text of a variable, `nil` where it is not known.
  /// - Returns: the text.
  public func render(_ value: (NoticeVariable) -> String?) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .words(let words): text += words
      case .variable(let variable): text += value(variable) ?? ""
      }
    }
    return text
  }
}
