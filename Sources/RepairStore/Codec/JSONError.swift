/// What keeps a text from being the JSON that was expected, and at which byte.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// The text ends inside a value.
    case endOfText
    /// Something stands after the value.
    case trailingText
    /// A byte that no JSON has at this place; the text says what was due.
    case unexpected(StaticName)
    /// A value of another type; the text says which was due.
    case wrongType(StaticName)
    /// The bytes of a text are not UTF-8.
    case invalidUTF8
    /// A backslash with something after it that JSON does not know.
    case invalidEscape
    /// Half of a surrogate pair.
    case loneSurrogate
    /// A control character that was to be written as an escape.
    case controlCharacter
    /// U+0000, which no text here may have.
    case containsNUL
    /// A number that JSON does not write so.
    case malformedNumber
    /// A whole number outside the 64 bits with sign.
    case numberOutOfRange
    /// More than ``JSONReader/depthLimit`` values inside one another.
    case tooDeep
    /// A member that stands in its object twice.
    case repeatedKey
    /// A member that must be there and is not.
    case missing(StaticName)
    /// A value that is of the right type and still means nothing; the text says what was due.
    case invalidValue(StaticName)
  }

  /// A text of this software's own, so that making an error costs nothing.
  package struct StaticName: Hashable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
  {
    private let text: StaticString

    package init(stringLiteral text: StaticString) {
      self.text = text
    }

    package var description: String { text.description }

    package static func == (left: Self, right: Self) -> Bool {
      left.description == right.description
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(description) }
  }

  /// What is wrong.
  package var problem: Problem
  /// The byte at fault, counted from 0.
  package var offset: Int

  package init(_ problem: Problem, at offset: Int) {
    self.problem = problem
    self.offset = offset
  }

  /// What is wrong, in words that follow the name of a field or of a text.
  package var complaint: String {
    switch problem {
    case .endOfText: "ends before the value does"
    case .trailingText: "has something after the value"
    case .unexpected(let due): "is not JSON: \(due) was to come"
    case .wrongType(let due): "must be \(due)"
    case .invalidUTF8: "is not valid UTF-8"
    case .invalidEscape: "has an escape that JSON does not know"
    case .loneSurrogate: "has half of a surrogate pair"
    case .controlCharacter: "has a control character that is not escaped"
    case .containsNUL: "has the character NUL, which no text may have"
    case .malformedNumber: "is not a number as JSON writes it"
    case .numberOutOfRange: "is a number too large for 64 bits"
    case .tooDeep: "has more than \(JSONReader.depthLimit) values inside one another"
    case .repeatedKey: "stands there twice"
    case .missing(let name): "lacks \(name)"
    case .invalidValue(let due): "must be \(due)"
    }
  }

  /// What is wrong, and where.
  package var description: String { "\(complaint), at byte \(offset)" }
}
