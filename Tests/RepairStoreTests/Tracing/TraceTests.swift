import RepairCore
import Testing

@testable import RepairStore

@Suite("A trace")
struct TraceTests {
  private let desk: TraceFixture
  private var log: EventLog { desk.log }

  init() throws { desk = try TraceFixture() }

  private func trace(_ position: Int, limit: Int = 1_000) throws -> EventTrace {
    try #require(try log.trace(.position(LogPosition(position)), limit: limit))
  }

  private func places(_ trace: EventTrace) -> [Int] { trace.steps.map(\.position.rawValue) }

  @Test("goes up to the first cause and down to every effect, each after what it came of")
  func tree() throws {
    let first = try desk.append()[0]
    try desk.append()
    let third = try desk.append(because: first.description)[0]
    try desk.append(because: first.description)
    try desk.append(because: third.description.lowercased())
    for asked in [1, 3, 4, 5] {
      let trace = try trace(asked)
      #expect(places(trace) == [1, 3, 5, 4])
      #expect(trace.steps.map(\.depth) == [0, 1, 2, 1])
      #expect(trace.steps.map(\.parent?.rawValue) == [nil, 1, 3, 1])
      #expect(trace.steps.filter(\.isAsked).map(\.position.rawValue) == [asked])
      #expect(trace.beginning == .withoutCause)
      #expect(trace.more == 0)
    }
    #expect(places(try trace(2)) == [2])
  }

  @Test("keeps the events of one command together, before what came of any of them")
  func commands() throws {
    let command = madeUp(1)
    let ids = try desk.append(3, command: command)
    try desk.append(because: ids[2].description)
    try desk.append(because: ids[0].description)
    let trace = try trace(4)
    #expect(places(trace) == [1, 2, 3, 4, 5])
    #expect(trace.steps.map(\.group.rawValue) == [1, 1, 1, 4, 5])
    #expect(trace.steps.map(\.parent?.rawValue) == [nil, nil, nil, 3, 1])
  }

  @Test("takes a command's id as what was asked for, and as a cause")
  func commandIDs() throws {
    let command = madeUp(1)
    try desk.append(2, command: command)
    try desk.append(because: command.description)
    let trace = try #require(try log.trace(.id(command)))
    #expect(places(trace) == [1, 2, 3])
    #expect(trace.steps.map(\.isAsked) == [true, true, false])
    #expect(trace.steps.map(\.parent?.rawValue) == [nil, nil, 1])
    #expect(places(try self.trace(3)) == [1, 2, 3])
  }

  @Test("begins where the cause is another system's, and says so")
  func elsewhere() throws {
    let id = try desk.append(because: "order-17 of the ERP")[0]
    try desk.append(because: id.description)
    try desk.append(because: madeUp(9).description)
    #expect(try trace(2).beginning == .elsewhere("order-17 of the ERP"))
    #expect(places(try trace(2)) == [1, 2])
    #expect(try trace(3).beginning == .elsewhere(madeUp(9).description))
  }

  @Test("ends where somebody made a circle by hand, and says where the cause stands")
  func circles() throws {
    try desk.forge(at: 1, id: madeUp(1), because: madeUp(3).description)
    try desk.forge(at: 2, id: madeUp(2), because: madeUp(1).description)
    try desk.forge(at: 3, id: madeUp(3), because: madeUp(2).description)
    try desk.forge(at: 4, id: madeUp(4), because: madeUp(4).description)
    try desk.forge(at: 5, id: madeUp(5), command: madeUp(6), because: madeUp(6).description)
    let trace = try trace(2)
    #expect(trace.beginning == .notBefore(madeUp(3).description, LogPosition(3)))
    #expect(places(trace) == [1, 2, 3])
    #expect(try self.trace(4).beginning == .notBefore(madeUp(4).description, LogPosition(4)))
    #expect(try self.trace(5).beginning == .notBefore(madeUp(6).description, LogPosition(5)))
  }

  @Test("of what the log does not have is none")
  func nothing() throws {
    try desk.append()
    for position in [Int.min, -1, 0, 2, Int.max] {
      #expect(try log.trace(.position(LogPosition(position))) == nil)
    }
    #expect(try log.trace(.id(madeUp(1))) == nil)
  }

  @Test("of the past has the causes and effects there were then")
  func past() throws {
    let first = try desk.append()[0]
    try desk.append(because: first.description)
    try desk.append(because: first.description)
    let past = try log.asOf(Replay.Extent(through: LogPosition(2)))
    defer { past.close() }
    #expect(try past.trace(.position(LogPosition(2))).map(places) == [1, 2])
    #expect(try past.trace(.position(LogPosition(3))) == nil)
  }

  @Test("lists the way to the event before others, and counts what there is no room for")
  func limits() throws {
    let first = try desk.append()[0]
    var last = first
    for _ in 0..<10 { last = try desk.append(because: first.description)[0] }
    try desk.append(because: last.description)
    let trace = try trace(12, limit: 8)
    #expect(places(trace) == [1, 2, 3, 4, 5, 6, 11, 12])
    #expect(trace.steps.map(\.depth) == [0, 1, 1, 1, 1, 1, 1, 2])
    #expect(trace.count == 12)
    #expect(trace.steps.map(\.more) == [4, 0, 0, 0, 0, 0, 0, 0])
    for limit in 1...13 {
      let cut = try self.trace(12, limit: limit)
      #expect(cut.steps.count == min(limit, 12))
      #expect(cut.steps.map(\.more).reduce(0, +) == cut.more)
      #expect(cut.steps.first?.position == LogPosition(1))
    }
  }

  @Test("of a chain as long as the log neither overflows nor lists more than it should")
  func deep() throws {
    let length = 30_000
    try log.bulk { writer in
      var cause: String?
      for _ in 0..<length {
        cause = try desk.append(because: cause, with: writer).last?.description
      }
    }
    let trace = try trace(length, limit: 100)
    #expect(trace.count == length)
    #expect(trace.steps.count == 100)
    #expect(trace.steps.last?.depth == length - 1)
    #expect(trace.steps.last?.isAsked == true)
    // The end of the way hangs on what is not listed, and still says on what.
    let cut = try #require(trace.steps.first { $0.depth > 1_000 })
    #expect(cut.parent?.rawValue == cut.position.rawValue - 1)
    #expect(try self.trace(1, limit: length).steps.map(\.depth) == Array(0..<length))
  }
}
