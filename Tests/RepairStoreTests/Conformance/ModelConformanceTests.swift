import Foundation
import RepairCore
import RepairStore
import Testing

/// Random calls, one after the other, on a store and on an array.
@Suite("Every store, beside a model")
struct ModelConformanceTests {
  /// How many seeds each share has.
  ///
  /// Shares run side by side, each with one store at a time: all
  /// seeds at once would have more files open than a process may.
  static let share: UInt64 = {
    let isLong = ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] != nil
    return isLong ? 200 : 6
  }()

  @Test("answers every call as an array would", arguments: StoreKind.all, 0..<10 as Range<UInt64>)
  func agrees(kind: StoreKind, share: UInt64) async throws {
    for seed in share * Self.share..<(share + 1) * Self.share {
      try await agrees(kind: kind, seed: seed)
    }
  }

  private func agrees(kind: StoreKind, seed: UInt64) async throws {
    let clock = TestClock()
    var open = try await kind.make(clock)
    do {
      var random = RandomRequests(seed: seed)
      var model = LogModel()
      for step in 0..<80 {
        let call = Comment(rawValue: "seed \(seed), step \(step)")
        switch random.numbers.number(0...9) {
        case 0...4:
          let append = try random.append(head: model.events.count)
          let wanted = model.append(append)
          let found = try await outcome(of: append, in: open.store)
          #expect(found == wanted, call)
          clock.advance(.seconds(Int64(random.numbers.number(-5...10))))
        case 5: try await compareStream(open.store, model, &random, call)
        case 6...7: try await comparePage(open.store, model, &random, call)
        case 8: try await compareKey(open.store, model, &random, call)
        default:
          if random.numbers.number(0...3) == 0, let again = try await open.reopened() {
            open = again
          }
        }
      }
      try await compareAll(open.store, model, "seed \(seed)")
    } catch {
      await open.close()
      throw error
    }
    await open.close()
  }

  private func outcome(
    of append: Append, in store: any EventStore
  ) async throws -> LogModel.Outcome {
    do {
      let result = try await store.append(append)
      let (first, last) = (result.firstPosition.rawValue, result.lastPosition.rawValue)
      let version = result.version.rawValue
      return result.repeated
        ? .repeated(first: first, last: last, version: version)
        : .kept(first: first, last: last, version: version)
    } catch let error as StoreError {
      if let conflict = error.conflict, error.code == .conflict {
        return .conflict(
          actual: conflict.actual.rawValue, inTheWay: conflict.events.map(\.position.rawValue))
      }
      let place = error.context.first { $0.name == "position" }.flatMap { Int($0.value) }
      if error.code == .conditionFailed, let place { return .conditionFailed(at: place) }
      return .refused(error.code)
    }
  }

  private func compareStream(
    _ store: any EventStore, _ model: LogModel, _ random: inout RandomRequests, _ call: Comment
  ) async throws {
    let name = try random.streamName()
    let (first, limit) = (random.numbers.number(-1...12), random.numbers.number(0...12))
    let found = try await store.readStream(name, from: StreamVersion(first), limit: limit)
    let wanted = model.positions(of: name).dropFirst(max(0, first - 1)).prefix(limit)
    #expect(found.map(\.position.rawValue) == Array(wanted), call)
    #expect(try await store.head().rawValue == model.events.count, call)
  }

  private func comparePage(
    _ store: any EventStore, _ model: LogModel, _ random: inout RandomRequests, _ call: Comment
  ) async throws {
    let (query, limit) = (try random.query(), random.numbers.number(1...15))
    let after = random.place(head: model.events.count)
    let page = try await store.readPage(query, after: after, limit: limit)
    let wanted = model.positions(query).filter { $0 > after.rawValue }
    let through = page.through.rawValue
    #expect(page.events.map(\.position.rawValue) == Array(wanted.prefix(limit)), call)
    // However far it looked, it left out nothing up to there.
    #expect(wanted.filter { $0 <= through }.count == page.events.count, call)
    #expect(page.isAtHead == (through == model.events.count), call)
    #expect(through > after.rawValue || page.isAtHead, call)
  }

  private func compareKey(
    _ store: any EventStore, _ model: LogModel, _ random: inout RandomRequests, _ call: Comment
  ) async throws {
    let name = "k-\(random.numbers.number(0...30))"
    let found = try await store.lookup(key: name)
    let wanted = model.keys[name]
    #expect(found?.key.digest == wanted?.digest, call)
    #expect(found?.firstPosition.rawValue == wanted?.first, call)
    #expect(found?.lastPosition.rawValue == wanted?.last, call)
  }

  private func compareAll(
    _ store: any EventStore, _ model: LogModel, _ call: Comment
  ) async throws {
    let events = try await store.everything(limit: 7)
    #expect(events.map(\.position.rawValue) == Array(0..<model.events.count).map { $0 + 1 }, call)
    #expect(events.map(\.payload) == model.events.map(\.payload), call)
    #expect(events.map(\.stream) == model.events.map(\.stream), call)
    #expect(events.map(\.version.rawValue) == model.events.map(\.version), call)
    #expect(events.map(\.type.name) == model.events.map(\.type), call)
    #expect(events.map(\.recordedAt) == events.map(\.recordedAt).sorted(), call)
    #expect(Set(events.map(\.id)).count == events.count, call)
  }
}
