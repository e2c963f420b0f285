import RepairCore
package import RepairStore

extension EventLog {
  /// Does what is asked and says what came of it.
  package func perform(_ request: Request) -> Reply {
    do {
      switch request {
      case .append(let append): return .appended(try self.append(try append.made()))
      case .head: return .head(try head().rawValue)
      case .stream(let stream, let from, let limit):
        return try snapshot {
          let head = try head().rawValue
          let events = try readStream(stream, from: StreamVersion(from), limit: limit)
          return .stream(events.map(SeenEvent.init), head: head)
        }
      case .page(let query, let after, let limit):
        return .page(try readPage(query, after: LogPosition(after), limit: limit))
      case .key(let key): return .key(try lookup(key: key))
      }
    } catch {
      return .failed(error)
    }
  }
}

extension EventStore {
  /// Does what is asked and says what came of it.
  package func perform(_ request: Request) async -> Reply {
    do {
      switch request {
      case .append(let append): return .appended(try await self.append(try append.made()))
      case .head: return .head(try await head().rawValue)
      case .stream(let stream, let from, let limit):
        let events = try await readStream(stream, from: StreamVersion(from), limit: limit)
        return .stream(events.map(SeenEvent.init), head: nil)
      case .page(let query, let after, let limit):
        return .page(try await readPage(query, after: LogPosition(after), limit: limit))
      case .key(let key): return .key(try await lookup(key: key))
      }
    } catch {
      return .failed(error)
    }
  }
}

extension AppendRequest {
  /// The request as the store takes it.
  package func made() throws -> Append {
    guard let actor = PersonID("hammer") else { throw StoreError(.misuse, "no actor") }
    let events = (0..<count).map { index in
      NewEvent(
        type: EventType(type), occurredAt: Timestamp(clamping: 1_767_225_600_000), actor: actor,
        role: .system, causation: String(index), correlation: name, tags: tags,
        payload: Array(#"{"request":"\#(name)"}"#.utf8))
    }
    var append = Append(events, to: stream, expecting: expected, condition: condition)
    if let key {
      let digest = try SHA256Digest(hashing: Array(name.utf8))
      append.key = IdempotencyKey(key, digest: digest)
    }
    return append
  }
}

extension Reply {
  fileprivate static func appended(_ result: AppendResult) -> Reply {
    .appended(
      first: result.firstPosition.rawValue, last: result.lastPosition.rawValue,
      version: result.version.rawValue, repeated: result.repeated)
  }

  fileprivate static func page(_ page: EventPage) -> Reply {
    .page(
      page.events.map(SeenEvent.init), through: page.through.rawValue, isAtHead: page.isAtHead)
  }

  fileprivate static func key(_ record: KeyRecord?) -> Reply {
    .key(record.map { $0.firstPosition.rawValue...$0.lastPosition.rawValue })
  }

  fileprivate static func failed(_ error: any Error) -> Reply {
    guard let error = error as? StoreError else { return .failed("\(type(of: error))") }
    switch error.code {
    case .conflict: return .conflict(actual: error.conflict?.actual.rawValue ?? -1)
    case .conditionFailed:
      let position = error.context.first { $0.name == "position" }?.value
      return .conditionFailed(position: position.flatMap { Int($0) } ?? -1)
    case .duplicateKey: return .duplicateKey
    case .busy: return .busy
    case .outcomeUnknown: return .unknown
    default: return .failed(error.code.rawValue)
    }
  }
}
