package import RepairCore
package import RepairStore

/// One call on a log and what came of it, as an observer outside saw it.
package struct Call: Sendable {
  /// Which session's which call.
  package let id: CallID
  /// What was asked.
  package var request: Request
  /// When it was about to be asked, in nanoseconds of the machine's monotonic clock.
  package var invoked: UInt64
  /// When it had been answered; `nil` when it never was.
  package var returned: UInt64?
  /// What was answered; `nil` when nothing was.
  package var reply: Reply?

  package init(
    id: CallID, request: Request, invoked: UInt64, returned: UInt64? = nil,
    reply: Reply? = nil
  ) {
    self.id = id
    self.request = request
    self.invoked = invoked
    self.returned = returned
    self.reply = reply
  }
}

/// The name of one call: a session makes one after the other.
package struct CallID: Hashable, Sendable, CustomStringConvertible {
  package let session: String
  package let number: Int

  package init(_ session: String, _ number: Int) {
    self.session = session
    self.number = number
  }

  package var description: String { "\(session)#\(number)" }
}

/// What can be asked of a log.
package enum Request: Hashable, Sendable {
  case append(AppendRequest)
  case head
  case stream(StreamName, from: Int, limit: Int)
  case page(EventQuery, after: Int, limit: Int)
  case key(String)
}

/// An append as the history tells it: its events are known again by the request's name.
package struct AppendRequest: Hashable, Sendable {
  /// The name that all its events carry; a retry has the same one.
  package var name: String
  package var stream: StreamName
  package var expected: ExpectedVersion
  /// How many events.
  package var count: Int
  /// The type of each of them.
  package var type: String
  /// The tags of each of them.
  package var tags: [EventTag]
  package var condition: AppendCondition?
  /// The idempotency key's name; its digest is that of the request's name.
  package var key: String?

  package init(
    name: String, stream: StreamName, expected: ExpectedVersion, count: Int = 1,
    type: String = "A", tags: [EventTag] = [], condition: AppendCondition? = nil,
    key: String? = nil
  ) {
    self.name = name
    self.stream = stream
    self.expected = expected
    self.count = count
    self.type = type
    self.tags = tags
    self.condition = condition
    self.key = key
  }
}

/// What can be answered.
package enum Reply: Hashable, Sendable {
  case appended(first: Int, last: Int, version: Int, repeated: Bool)
  case conflict(actual: Int)
  case conditionFailed(position: Int)
  case duplicateKey
  case head(Int)
  /// A page of a stream, with the head when both were read in one snapshot.
  case stream([SeenEvent], head: Int?)
  case page([SeenEvent], through: Int, isAtHead: Bool)
  /// The events that were appended under a key, or `nil` when it had not been used.
  case key(ClosedRange<Int>?)
  /// Nothing was kept, because the log was held by others for too long.
  case busy
  /// It is not known whether the append was made.
  case unknown
  /// An answer that no healthy log gives, by its code.
  case failed(String)
}

/// An event as a read showed it.
package struct SeenEvent: Hashable, Sendable {
  package var position: Int
  package var version: Int
  /// The name of the request that appended it.
  package var request: String
  /// Its place among the events of that request, from 0.
  package var index: Int

  package init(position: Int, version: Int, request: String, index: Int) {
    self.position = position
    self.version = version
    self.request = request
    self.index = index
  }

  /// Takes from an event what a history keeps of it.
  package init(_ event: StoredEvent) {
    position = event.position.rawValue
    version = event.version.rawValue
    request = event.correlation ?? ""
    index = event.causation.flatMap { Int($0) } ?? -1
  }
}
