/// Why a file of another system could not be read, understood or written.
///
/// ```swift
/// do { try importer.run() } catch let error as ExchangeError where error.code == .malformed {
///   print(error.description)
/// }
/// ```
public struct ExchangeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is, for a caller that reacts to it.
  @nonexhaustive
  public enum Code: String, CaseIterable, Hashable, Sendable {
    /// The file's content breaks the rules of its format.
    case malformed
    /// A map of columns or codes is not usable as it stands.
    case invalidMap
    /// The input does not exist, or may not be read.
    case unreadable
    /// The output cannot be made.
    case cannotCreate
    /// The output exists already and is left alone.
    case alreadyExists
    /// Reading or writing failed half-way.
    case inputOutput
    /// There is not enough free space for what is about to be written.
    case noSpace
    /// The log holds something that this format cannot be combined with.
    case unsuitableLog
    /// The caller asked to stop; nothing was kept.
    case cancelled
    /// An audit report says something that its proofs or signatures do not bear out.
    case refuted
  }

  /// Where in the input the trouble is; each part is absent when it is not known.
  public struct Place: Hashable, Sendable {
    /// The line, counted from 1.
    public var line: Int?
    /// The character in the line, counted from 1.
    public var column: Int?
    /// The byte in the file, counted from 0.
    public var byteOffset: Int?

    /// Makes a place of what is known about it.
    public init(line: Int? = nil, column: Int? = nil, byteOffset: Int? = nil) {
      self.line = line
      self.column = column
      self.byteOffset = byteOffset
    }
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened and what to do next, in one sentence or two, without the file's content.
  public let message: String
  /// Where in the input, as far as it is known.
  public let place: Place

  /// Makes an error.
  public init(_ code: Code, _ message: String, at place: Place = Place()) {
    self.code = code
    self.message = message
    self.place = place
  }

  /// The place and the message, such as `line 12, column 4: text after a closing quote`.
  public var description: String {
    var parts: [String] = []
    if let line = place.line { parts.append("line \(line)") }
    if let column = place.column { parts.append("column \(column)") }
    if let offset = place.byteOffset { parts.append("byte \(offset)") }
    return parts.isEmpty ? message : parts.joined(separator: ", ") + ": " + message
  }
}
