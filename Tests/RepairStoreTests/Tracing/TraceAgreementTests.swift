import RepairCore
import Testing

@testable import RepairStore

/// Traces of random logs, beside a plain search over all events.
@Suite("A trace of a random log")
struct TraceAgreementTests {
  private struct Reference {
    let events: [StoredEvent]

    /// The event whose cause an event says it is, by looking at all before it.
    func cause(of index: Int) -> Int? {
      let first = group(of: index)
      guard let text = events[first].causation, let name = ULID(text) else { return nil }
      if let event = events[..<first].lastIndex(where: { $0.id == name }) { return event }
      return events[..<first].firstIndex { $0.commandID == name }
    }

    /// The first event of the same command.
    func group(of index: Int) -> Int {
      var first = index
      while first > 0, events[first].commandID != nil,
        events[first - 1].commandID == events[index].commandID,
        events[first - 1].causation == events[index].causation
      { first -= 1 }
      return first
    }

    func root(of index: Int) -> Int {
      var top = group(of: index)
      while let cause = cause(of: top) { top = group(of: cause) }
      return top
    }
  }

  @Test(
    "has the events, the causes and the depths that a plain search finds",
    arguments: [1, 2, 3, 4, 5] as [UInt64])
  func agrees(seed: UInt64) throws {
    let desk = try TraceFixture()
    var random = SplitMix(seed: seed)
    var names: [ULID] = []
    for number in 0..<60 {
      let command = random.next() % 3 == 0 ? madeUp(UInt64(number) + 1) : nil
      let cause: String? =
        switch random.next() % 8 {
        case 0: nil
        case 1: "another system's \(number)"
        case 2: madeUp(1_000).description
        default: names.isEmpty ? nil : names[Int(random.next() % UInt64(names.count))].description
        }
      let ids = try desk.append(
        Int(random.next() % 3) + 1, to: "s-\(random.next() % 3)", command: command, because: cause)
      names += ids
      if let command { names.append(command) }
    }
    let reference = Reference(events: try desk.log.readLog(limit: 1_000))
    for index in reference.events.indices {
      let trace = try #require(try desk.log.trace(.position(LogPosition(index + 1))))
      let root = reference.root(of: index)
      let wanted = reference.events.indices.filter { reference.root(of: $0) == root }
      #expect(trace.steps.map(\.position.rawValue).sorted() == wanted.map { $0 + 1 })
      #expect(trace.count == wanted.count)
      var depths: [Int: Int] = [:]
      for step in trace.steps {
        let place = step.position.rawValue - 1
        let cause = reference.cause(of: place)
        #expect(step.parent?.rawValue == cause.map { $0 + 1 })
        #expect(step.group.rawValue == reference.group(of: place) + 1)
        #expect(step.depth == (cause.map { depths[$0] ?? .max - 1 } ?? -1) + 1)
        depths[place] = step.depth
      }
      let cut = try #require(try desk.log.trace(.position(LogPosition(index + 1)), limit: 7))
      #expect(cut.count == wanted.count)
      #expect(cut.steps.count == min(7, wanted.count))
      #expect(cut.steps.contains { $0.isAsked })
    }
  }
}
