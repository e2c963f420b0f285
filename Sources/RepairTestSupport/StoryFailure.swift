/// That a story did not go as expected: what was expected, what was, and where the test says so.
///
/// Thrown out of a test, it fails the test with ``description``. To point at the line, hand
/// ``place`` to the testing library; see <doc:TestingYourRules>.
public struct StoryFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was expected and what was, on several lines.
  public var description: String
  /// Where the expectation stands.
  public var place: StoryPlace

  /// Makes a failure.
  public init(_ description: String, at place: StoryPlace) {
    self.description = description
    self.place = place
  }
}

/// A place in a test's source.
public struct StoryPlace: Hashable, Sendable {
  /// The file with its module.
  public var fileID: String
  /// The file's path.
  public var filePath: String
  /// The line, from 1.
  public var line: Int
  /// The column, from 1.
  public var column: Int

  /// Makes a place.
  public init(fileID: String, filePath: String, line: Int, column: Int) {
    self.fileID = fileID
    self.filePath = filePath
    self.line = line
    self.column = column
  }
}
