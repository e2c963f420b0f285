import RawSQLite
import RepairCore
import RepairStore

/// What `Benchmarks/peers/run` sets beside another library: the same jobs here and in C.
///
/// One thread, blocking calls, since that is what the peer has.
struct PeersBench: Bench {
  static let name = "peers"
  static let summary = "the jobs that Benchmarks/peers/run compares with another library"
  static let isForPeople = false

  func run(in workshop: Workshop) throws -> [Figure] {
    let life = RawEvents(BenchEvent.life)
    let path = try workshop.largeLog()
    var figures = [
      try append(2_000, each: 1, life, workshop, "append, 1 event a transaction"),
      try append(1_000, each: 3, life, workshop, "append, 3 events a transaction"),
      try bulk(min(workshop.events, 100_000), life, workshop),
    ]
    let reader = try EventLog.open(at: path, mode: .readOnly)
    let streams = try reader.head().rawValue / 8
    try workshop.remove("peers.db")
    _ = try reader.backup(to: workshop.path("peers.db"))
    let tickets = TicketLog(
      try EventLog.open(at: workshop.path("peers.db"), mode: .readWrite))
    let commands = 1_000
    var order = PeerOrder(streams)
    let ours = try seconds {
      for index in 0..<commands {
        let envelope = CommandEnvelope(
          .addNote(text: "checked again, all dry", internal: false),
          ticket: try need(TicketID("N-\(order.next())")),
          by: Actor(id: try need(PersonID("w-7")), role: .worker),
          at: Timestamp(clamping: 1_780_000_000_000 + Int64(index)), key: "command-\(index)")
        guard case .accepted = try tickets.execute(envelope) else {
          throw BenchFailure(description: "a command was refused")
        }
      }
    }
    try workshop.remove("peers-raw.db")
    _ = try reader.backup(to: workshop.path("peers-raw.db"))
    let note = RawEvents([.note], ofCommands: true)
    let raw = raw_commands(workshop.path("peers-raw.db"), Int32(commands), note.pointer)
    figures.append(figure("command: get, decide, save", commands, ours, raw))
    figures += [try streamReads(TicketLog(reader), path, streams), try replay(reader, path)]
    return figures
  }

  private func append(
    _ count: Int, each: Int, _ life: RawEvents, _ workshop: Workshop, _ name: String
  ) throws -> Figure {
    let log = try EventLog.open(at: workshop.emptyLog("peers.db"), mode: .readWrite)
    let appends = try (0..<count).map { index in
      var append = try BenchLog.append(index, of: BenchEvent.life)
      if each > 1 {
        append.events = try (0..<each).map { try BenchEvent.life[$0].event(index) }
        append.stream = StreamName(ticket: try need(TicketID("N-\(index)")))
        append.expected = .noStream
      }
      return append
    }
    let ours = try seconds { for append in appends { try log.append(append) } }
    let raw = raw_append(
      try workshop.emptyLog("peers-raw.db"), Int32(count * each), Int32(each), 1, life.pointer,
      life.count)
    return figure(name, count * each, ours, raw)
  }

  private func bulk(_ count: Int, _ life: RawEvents, _ workshop: Workshop) throws -> Figure {
    let log = try EventLog.open(at: workshop.emptyLog("peers.db"), mode: .readWrite)
    var ours = 0.0
    for start in stride(from: 0, to: count, by: 1_000) {
      let batch = try (start..<min(start + 1_000, count)).map { index in
        var append = try BenchLog.append(index, of: BenchEvent.life)
        append.key = nil
        return append
      }
      ours += try seconds {
        try log.bulk { writer in for append in batch { try writer.append(append) } }
      }
    }
    let raw = raw_append(
      try workshop.emptyLog("peers-raw.db"), Int32(count), 1_000, 1, life.pointer, life.count)
    return figure("append in bulk, 1,000 a transaction", count, ours, raw)
  }

  private func streamReads(_ tickets: TicketLog, _ path: String, _ streams: Int) throws -> Figure {
    let count = 5_000
    var order = PeerOrder(streams)
    let ours = try seconds {
      for _ in 0..<count {
        guard try tickets.ticket(need(TicketID("N-\(order.next())"))) != nil else {
          throw BenchFailure(description: "a ticket is missing")
        }
      }
    }
    var events: Int64 = 0
    let raw = raw_read_streams(path, Int32(count), &events)
    return figure("streams of 8 events read, each", count, ours, raw)
  }

  private func replay(_ log: EventLog, _ path: String) throws -> Figure {
    let ours = try seconds { _ = try Replay(of: log) }
    var (events, sum): (Int64, Int64) = (0, 0)
    let raw = raw_scan_all(path, &events, &sum)
    return figure("replay", Int(events), ours, raw)
  }

  private func figure(_ name: String, _ count: Int, _ ours: Double, _ raw: Double) -> Figure {
    Figure(
      name: name, ours: rate(count, in: ours), beside: "C \(rate(count, in: raw))",
      ratio: raw / ours, aim: .none, numbers: (Double(count) / ours, Double(count) / raw))
  }
}

/// Which streams are asked for: the same ones in every run.
private struct PeerOrder {
  private var seed: UInt64 = 7
  private let streams: UInt64

  init(_ streams: Int) { self.streams = UInt64(max(1, streams)) }

  mutating func next() -> UInt64 {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (seed >> 33) % streams
  }
}
