/// The code of a group of people, such as a team or a night shift: 1 to 64 UTF-8 bytes.
public struct GroupCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a group code, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 64) else { return nil }
    self.rawValue = rawValue
  }
}
