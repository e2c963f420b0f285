/// A step from an older shape of an event's payload to the next one.
///
/// The log keeps what was written; the step is taken each time an old event is read.
package struct Upcaster: Sendable {
  /// The type it takes.
  package let from: EventType
  /// The type it makes.
  package let to: EventType
  /// Turns the members of a payload into those of the next shape.
  package let transform: @Sendable (JSONObject) throws -> JSONObject

  /// Makes a step.
  package init(
    from: EventType, to: EventType,
    transform: @escaping @Sendable (JSONObject) throws -> JSONObject
  ) {
    self.from = from
    self.to = to
    self.transform = transform
  }
}
