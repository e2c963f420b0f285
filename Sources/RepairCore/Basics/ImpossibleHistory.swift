/// That a stream cannot be the history of what it is named after: its data is damaged, or it is
/// another thing.
public struct ImpossibleHistory: Error, Hashable, Sendable, CustomStringConvertible {
  /// What cannot be.
  @nonexhaustive
  public enum Fault: Hashable, Sendable {
    /// The first event is not the one that such a history begins with.
    case doesNotBegin(with: String)
    /// What has begun begins again.
    case beginsAgain
    /// The event's version does not follow the last one's.
    case gap(after: StreamVersion)
  }

  /// What it is the history of, such as `ticket N-1`.
  public var subject: String
  /// The version of the event that does not fit.
  public var version: StreamVersion
  /// The name of the event that does not fit.
  public var event: String
  /// What is wrong with it.
  public var fault: Fault

  /// Makes a record of a history that cannot be.
  public init(
    of subject: String, version: StreamVersion, event: String, fault: Fault
  ) {
    self.subject = subject
    self.version = version
    self.event = event
    self.fault = fault
  }

  /// The subject, the version, the event and what is wrong, in one line.
  public var description: String {
    let problem =
      switch fault {
      case .doesNotBegin(let first): "its history begins with \(first)"
      case .beginsAgain: "it has already begun"
      case .gap(let last): "version \(last.next) was to come next"
      }
    return "\(subject), version \(version) (\(event)): \(problem)"
  }
}
