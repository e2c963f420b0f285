package import RepairCore

extension Involvement {
  /// Says in which ways an event has to do with a person, from what is shown of it and without its log.
  ///
  /// - Parameters:
  ///   - person: the person.
  ///   - event: the event.
  ///   - tags: its tags.
  /// - Returns: what ``EventLog/involvements(of:in:)`` says of it in its log.
  package static func ways(
    of person: PersonID, in event: StoredEvent, tags: [EventTag]
  ) -> [Involvement] {
    allCases.filter { way in
      switch way {
      case .actor: event.actor == person
      case .onBehalfOf: event.onBehalfOf == person
      case .worker: tags.contains(.worker(person))
      case .requester: tags.contains(.requester(person))
      case .recipient: event.stream.notice?.recipient?.person == person
      case .member:
        [SubjectKind.member, .preferences].contains {
          event.stream == StreamName(kind: $0, name: person.rawValue)
        }
      }
    }
  }
}
