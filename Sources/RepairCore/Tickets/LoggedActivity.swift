/// What another system's event log called an event that was taken over from it.
///
/// Such logs name their steps in words of their own; they are kept beside ours, so that the log can
/// be given back in them.
public struct LoggedActivity: Hashable, Sendable {
  /// Boxed, because every event has room for one and hardly any has one.
  private indirect enum Fields: Hashable, Sendable {
    case all(name: String, transition: String?, resource: String?)
  }

  private let fields: Fields

  /// Makes one.
  ///
  /// - Parameters:
  ///   - name: what the step is called.
  ///   - transition: where the step stands in its own life, such as `start` or `complete`.
  ///   - resource: who or what did it.
  public init(name: String, transition: String? = nil, resource: String? = nil) {
    fields = .all(name: name, transition: transition, resource: resource)
  }

  /// What the step is called.
  public var name: String {
    switch fields {
    case .all(let name, _, _): name
    }
  }

  /// Where the step stands in its own life, such as `start` or `complete`.
  public var transition: String? {
    switch fields {
    case .all(_, let transition, _): transition
    }
  }

  /// Who or what did it.
  public var resource: String? {
    switch fields {
    case .all(_, _, let resource): resource
    }
  }
}
