import RepairCore

/// A person in one log, looked up once for many events: what has to do with them, and in which way.
///
/// It is good for one transaction.
struct PersonLook {
  let person: PersonID
  private let log: EventLog
  private let connection: Connection
  /// The streams that are about the person alone.
  private let streams: [StreamName]
  private let worker: Int64?
  private let requester: Int64?

  init(_ person: PersonID, in log: EventLog) throws {
    self.person = person
    self.log = log
    let database = try log.openDatabase()
    connection = database.connection
    streams = [SubjectKind.member, .preferences].map {
      StreamName(kind: $0, name: person.rawValue)
    }
    worker = try log.tagID(.worker(person), in: database)
    requester = try log.tagID(.requester(person), in: database)
  }

  // MARK: One event

  /// The ways in which an event has to do with the person, in the order of their declaration.
  func ways(
    in position: LogPosition, of type: EventType, stream: StreamName, by actor: PersonID,
    onBehalfOf: PersonID?
  ) throws -> [Involvement] {
    try Involvement.allCases.filter { way in
      switch way {
      case .actor: actor == person
      case .onBehalfOf: onBehalfOf == person
      case .worker: try has(worker, type, position)
      case .requester: try has(requester, type, position)
      case .recipient: stream.notice?.recipient?.person == person
      case .member: streams.contains(stream)
      }
    }
  }

  private func has(
    _ tag: Int64?, _ type: EventType, _ position: LogPosition
  ) throws -> Bool {
    guard let tag else { return false }
    let sql = """
      SELECT 1 FROM event_tag WHERE tag=?1 AND position=?4 \
      AND type IN (SELECT id FROM event_type WHERE name=?2 AND schema=?3)
      """
    return try connection.withStatement(sql) { statement in
      try statement.bind(tag, at: 1)
      try statement.bind(type.name, at: 2)
      try statement.bind(type.schema, at: 3)
      try statement.bind(position.rawValue, at: 4)
      return try statement.step()
    }
  }

  // MARK: Many events

  /// A condition that every event meets which has to do with the person, and few others.
  ///
  /// - Parameter first: the number of the first of the parameters that ``bind(to:from:)`` binds.
  /// - Returns: the condition.
  /// - Throws: ``StoreError``.
  func condition(from first: Int) throws -> String {
    // These are numbers from the file's own tables, never text from outside.
    func list(_ types: [Int64]) -> String { types.map(String.init).joined(separator: ",") }
    let notices = try log.typeIDs(named: NoticeEventKind.allCases.map(\.rawValue))
    var ways = ["actor=?\(first)", "on_behalf_of=?\(first)"]
    ways.append("stream IN (?\(first + 1),?\(first + 2))")
    ways.append(
      """
      type IN (\(list(notices))) AND EXISTS(SELECT 1 FROM stream WHERE stream.id=event.stream \
      AND substr(stream.name, -length(?\(first + 3)))=?\(first + 3))
      """)
    ways.append(
      """
      type IN (\(list(try taggedTypes()))) AND EXISTS(SELECT 1 FROM event_tag t \
      WHERE t.tag IN (?\(first + 4),?\(first + 5)) AND t.type=event.type \
      AND t.position=event.position)
      """)
    return "(\(ways.joined(separator: " OR ")))"
  }

  /// Binds the parameters of ``condition(from:)``.
  func bind(to statement: Statement, from first: Int32) throws {
    let database = try log.openDatabase()
    try statement.bind(person.rawValue, at: first)
    for (index, stream) in streams.enumerated() {
      let id = try log.streamID(stream, in: database)
      try statement.bind(id ?? -1, at: first + 1 + Int32(index))
    }
    // Another person's notices can end like that too: an id may have any letters in it.
    try statement.bind(".\(NoticeRecipient.person(person).rawValue)", at: first + 3)
    try statement.bind(worker ?? -1, at: first + 4)
    try statement.bind(requester ?? -1, at: first + 5)
  }

  /// The types of which there are events with one of the person's tags.
  private func taggedTypes() throws -> [Int64] {
    let sql = """
      SELECT id FROM event_type WHERE EXISTS(SELECT 1 FROM event_tag t \
      WHERE t.tag IN (?1,?2) AND t.type=event_type.id) ORDER BY id
      """
    return try connection.withStatement(sql) { statement in
      try statement.bind(worker ?? -1, at: 1)
      try statement.bind(requester ?? -1, at: 2)
      var types: [Int64] = []
      while try statement.step() { types.append(try statement.int64(0)) }
      return types
    }
  }
}
