/// Why a note, a checkpoint, a proof or a key cannot be read or believed.
public struct MalformedNote: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
