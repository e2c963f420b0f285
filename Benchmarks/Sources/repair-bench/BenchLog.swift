import Foundation
import RepairCore
import RepairStore

/// A made-up log for measuring: tickets of eight events, a thousand of them open at a time.
enum BenchLog {
  /// Makes a log of so many events at a path; the same one each time.
  static func make(at path: String, events count: Int) throws {
    let log = try EventLog.create(at: path, origin: "bench")
    let worker = try need(PersonID("w-7"))
    let dispatcher = try need(PersonID("d-1"))
    let requester = try need(PersonID("u-17"))
    let north = try need(EventTag("campus:north"))
    let tickets = (count + 7) / 8
    // Rows of a thousand tickets are interleaved, so that a stream is scattered over the log.
    let block = 1_000
    var written = 0
    try log.bulk { writer in
      for start in stride(from: 0, to: tickets, by: block) {
        for step in 0..<8 {
          for number in start..<min(start + block, tickets) where written < count {
            let by = [
              requester, dispatcher, dispatcher, worker, worker, worker, requester, requester,
            ]
            let roles: [Role] = [
              .requester, .dispatcher, .dispatcher, .worker, .worker, .worker, .requester,
              .requester,
            ]
            let tags: [EventTag] =
              switch step {
              case 0: [.requester(requester), north]
              case 2, 3, 4, 5: [.worker(worker)]
              default: []
              }
            let event = NewEvent(
              type: EventType(types[step]),
              occurredAt: Timestamp(clamping: 1_772_352_000_000 + Int64(written) * 20),
              actor: by[step], role: roles[step], command: commands[step], tags: tags,
              payload: Array(payloads[step].replacing("#", with: String(number)).utf8))
            let stream = StreamName(ticket: try need(TicketID("N-\(number)")))
            _ = try writer.append(
              [event], to: stream, expecting: .exactly(StreamVersion(step)), key: nil)
            written += 1
          }
        }
      }
    }
  }

  /// The payload of the events that are appended one by one.
  static let payload = #"{"text":"checked again, all dry"}"#

  /// Appends the same note that the C side appends: eight events a stream, a tag and a key each.
  static func appendNote(
    _ index: Int,
    _ append: (NewEvent, StreamName, ExpectedVersion, IdempotencyKey) throws -> AppendResult
  ) throws {
    let worker = try need(PersonID("w-7"))
    let event = NewEvent(
      type: EventType("NoteAdded"),
      occurredAt: Timestamp(clamping: 1_772_352_000_000 + Int64(index)), actor: worker,
      role: .worker, command: "addNote", tags: [.worker(worker)], payload: Array(payload.utf8))
    let digest = try need(SHA256Digest(bytes: Array(repeating: UInt8(index & 0xFF), count: 32)))
    _ = try append(
      event, StreamName(ticket: try need(TicketID("N-\(index / 8)"))),
      index % 8 == 0 ? .noStream : .exactly(StreamVersion(index % 8)),
      try need(IdempotencyKey("key-\(index)", digest: digest)))
  }

  private static let commands = [
    "submit", "accept", "dispatch", "acknowledge", "startWork", "complete", "confirm", "evaluate",
  ]

  private static let types = [
    "TicketSubmitted", "TicketAccepted", "WorkerDispatched", "WorkAcknowledged", "WorkStarted",
    "WorkCompleted", "ResultConfirmed", "TicketEvaluated",
  ]

  private static let payloads = [
    #"{"campus":"north","category":"plumbing","description":"水管漏水，卫生间地面有积水 (#)","place":{"code":"dorm-5","address":"5栋 #室"},"contact":{"name":"联系人","phone":"13800000000"},"channel":"app"}"#,
    #"{"priority":3}"#,
    #"{"worker":"w-7","assignment":1}"#,
    "{}",
    "{}",
    #"{"cause":"密封圈老化","workDone":"更换密封圈并试水，无渗漏","outcome":"fixed"}"#,
    "{}",
    #"{"result":5,"efficiency":4,"text":"很快，谢谢师傅"}"#,
  ]

  private static func need<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw CocoaError(.featureUnsupported) }
    return value
  }
}
