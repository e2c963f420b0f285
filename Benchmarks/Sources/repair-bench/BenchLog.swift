import RepairCore
import RepairStore

/// A made-up log for measuring: tickets of eight events, a thousand of them open at a time.
enum BenchLog {
  /// A tag on a thousand events all over the log.
  static let rareTag = "asset:lift-1"
  /// A tag on a thousand others.
  static let otherRareTag = "asset:lift-2"

  /// Makes a log of so many events at a path; the same one each time.
  static func make(at path: String, events count: Int) throws {
    let log = try EventLog.create(at: path, origin: "bench")
    let tickets = (count + 7) / 8
    // Rows of a thousand tickets are interleaved, so that a stream is scattered over the log.
    let block = 1_000
    var written = 0
    try log.bulk { writer in
      for start in stride(from: 0, to: tickets, by: block) {
        for (step, kind) in BenchEvent.life.enumerated() {
          for number in start..<min(start + block, tickets) where written < count {
            var event = try kind.event(written)
            event.payload = Array(
              kind.payload.replacing("7室", with: "\(number)室").utf8)
            switch written % max(2, count / 1_000) {
            case 0: event.tags.append(try need(EventTag(rareTag)))
            case 1: event.tags.append(try need(EventTag(otherRareTag)))
            default: break
            }
            let stream = StreamName(ticket: try need(TicketID("N-\(number)")))
            _ = try writer.append(
              [event], to: stream, expecting: .exactly(StreamVersion(step)), key: nil)
            written += 1
          }
        }
      }
    }
  }

  /// An append of one event with a key: eight to a stream, of each kind in turn, the streams and
  /// keys of each series its own.
  static func append(
    _ index: Int, series: String = "", of kinds: [BenchEvent] = [.note]
  ) throws -> Append {
    let digest = try need(SHA256Digest(bytes: Array(repeating: UInt8(index & 0xFF), count: 32)))
    return Append(
      [try kinds[index % kinds.count].event(index)],
      to: StreamName(ticket: try need(TicketID("N-\(series)\(index / 8)"))),
      expecting: index % 8 == 0 ? .noStream : .exactly(StreamVersion(index % 8)),
      key: try need(IdempotencyKey("key-\(series)\(index)", digest: digest)))
  }
}

/// What a benchmark needs and has, or does not run.
func need<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw BenchFailure(description: "a name of the benchmarks is none") }
  return value
}
