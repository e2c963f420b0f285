/// That a text is not the settings it should be: which field, and what is wrong with it.
public struct MalformedSettings: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field at fault, with its path from the top; empty for the text as a whole.
  public var field: String
  /// What is wrong, in words that follow the field's name.
  public var problem: String

  /// Makes a record of what is wrong.
  public init(_ field: String, _ problem: String) {
    self.field = field
    self.problem = problem
  }

  /// The field and what is wrong with it.
  public var description: String { "\(field.isEmpty ? "the text" : field) \(problem)" }
}
