/// That a line is no command at all: nothing of its file is executed.
///
/// A command that can be read and may not happen is a `Refusal` instead.
public struct MalformedCommand: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in words that follow the field's name.
  public var problem: String
  /// The field at fault, with its path, such as `place.code`; empty for the line as a whole.
  public var field: String
  /// The byte of the line at fault, counted from 0.
  public var offset: Int

  /// Makes a record of what is wrong.
  public init(_ problem: String, field: String = "", offset: Int = 0) {
    self.problem = problem
    self.field = field
    self.offset = offset
  }

  /// The field, what is wrong with it, and where.
  public var description: String {
    "\(field.isEmpty ? "the command" : field) \(problem), at byte \(offset)"
  }
}
