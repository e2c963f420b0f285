/// What a verification of a whole log has come to.
public struct LogVerification: Hashable, Sendable {
  /// Something that does not hold.
  public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// Where it shows, if it is about one event.
    public let position: LogPosition?
    /// What differs from what.
    public let message: String

    /// The place, where there is one, and what differs.
    public var description: String {
      position.map { "position \($0): \(message)" } ?? message
    }
  }

  /// How many findings are kept; more would say nothing more.
  static let limit = 100

  /// How many events were read.
  public let events: Int

  /// The tree over the events as they are read now; `nil` when not all of them can be.
  public let head: TreeHead?

  /// What does not hold: what is about an event first, by its place.
  public let findings: [Finding]

  /// Whether everything holds.
  public var isSound: Bool { findings.isEmpty }

  /// The first place whose event does not hold, or `nil` where none is known.
  public var firstBad: LogPosition? { findings.first?.position }
}
