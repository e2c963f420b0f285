package import RepairCore

/// An event as a page shows it.
package struct AuditPageEvent: Sendable {
  /// A member of what the event says.
  package struct Fact: Sendable {
    /// The names on the way to it, such as `place` and `code`.
    package var path: [String]
    /// Its value.
    package var text: String

    /// Makes a fact.
    package init(path: [String], text: String) {
      (self.path, self.text) = (path, text)
    }
  }

  /// The stream's name, such as `ticket/N-1`.
  package var stream: String
  /// What the stream is the history of, such as `N-1`.
  package var subject: String
  /// The number within the stream.
  package var version: Int
  /// The place in the log.
  package var position: Int
  /// The type's name.
  package var type: String
  /// When it happened.
  package var occurredAt: Timestamp
  /// When the log learned of it.
  package var recordedAt: Timestamp
  /// Who did it.
  package var actor: String
  /// In which capacity.
  package var role: Role
  /// For whom, when not for the actor.
  package var onBehalfOf: String?
  /// What it says; `nil` where that is left out.
  package var facts: [Fact]?
  /// The hash that stands for it in the log's tree, in hexadecimal.
  package var hash: String

  /// Makes an event.
  package init(
    stream: String, subject: String, version: Int, position: Int, type: String,
    occurredAt: Timestamp, recordedAt: Timestamp, actor: String, role: Role, onBehalfOf: String?,
    facts: [Fact]?, hash: String
  ) {
    (self.stream, self.subject, self.version) = (stream, subject, version)
    (self.position, self.type) = (position, type)
    (self.occurredAt, self.recordedAt) = (occurredAt, recordedAt)
    (self.actor, self.role, self.onBehalfOf) = (actor, role, onBehalfOf)
    (self.facts, self.hash) = (facts, hash)
  }
}
