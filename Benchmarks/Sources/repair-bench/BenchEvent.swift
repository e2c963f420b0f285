import RawSQLite
import RepairCore
import RepairStore

/// A kind of event to append, ready made, for us and for the C side.
struct BenchEvent {
  let type: String
  let payload: String
  let actor: String
  let role: Role
  let command: String
  var tags: [String] = []

  /// A note, with the tag of the worker who made it.
  static let note = BenchEvent(
    type: "NoteAdded", payload: #"{"text":"checked again, all dry"}"#, actor: "w-7", role: .worker,
    command: "addNote", tags: ["worker:w-7"])

  /// The eight events of an ordinary repair, with the tags that such events have.
  static let life = [
    BenchEvent(
      type: "TicketSubmitted",
      payload:
        #"{"campus":"north","category":"plumbing","description":"水管漏水，卫生间地面有积水 (7)","place":{"code":"dorm-5","address":"5栋 7室"},"contact":{"name":"联系人","phone":"13800000000"},"channel":"app"}"#,
      actor: "u-17", role: .requester, command: "submit",
      tags: ["requester:u-17", "campus:north"]),
    BenchEvent(
      type: "TicketAccepted", payload: #"{"priority":3}"#, actor: "d-1", role: .dispatcher,
      command: "accept"),
    BenchEvent(
      type: "WorkerDispatched", payload: #"{"worker":"w-7","assignment":1}"#, actor: "d-1",
      role: .dispatcher, command: "dispatch", tags: ["worker:w-7"]),
    BenchEvent(
      type: "WorkAcknowledged", payload: "{}", actor: "w-7", role: .worker,
      command: "acknowledge", tags: ["worker:w-7"]),
    BenchEvent(
      type: "WorkStarted", payload: "{}", actor: "w-7", role: .worker, command: "startWork",
      tags: ["worker:w-7"]),
    BenchEvent(
      type: "WorkCompleted",
      payload: #"{"cause":"密封圈老化","workDone":"更换密封圈并试水，无渗漏","outcome":"fixed"}"#,
      actor: "w-7", role: .worker, command: "complete", tags: ["worker:w-7"]),
    BenchEvent(
      type: "ResultConfirmed", payload: "{}", actor: "u-17", role: .requester, command: "confirm"),
    BenchEvent(
      type: "TicketEvaluated", payload: #"{"result":5,"efficiency":4,"text":"很快，谢谢师傅"}"#,
      actor: "u-17", role: .requester, command: "evaluate"),
  ]

  /// The event, some milliseconds into the log.
  func event(_ index: Int) throws -> NewEvent {
    NewEvent(
      type: EventType(type),
      occurredAt: Timestamp(clamping: 1_772_352_000_000 + Int64(index) * 20),
      actor: try need(PersonID(actor)), role: role, command: command,
      tags: try tags.map { try need(EventTag($0)) }, payload: Array(payload.utf8))
  }
}

/// Kinds of events as the C side takes them.
final class RawEvents {
  let pointer: UnsafeMutablePointer<raw_event>
  let count: Int32
  private var texts: [UnsafeMutablePointer<CChar>] = []

  init(_ kinds: [BenchEvent], ofCommands: Bool = false) {
    pointer = .allocate(capacity: kinds.count)
    count = Int32(kinds.count)
    for (index, kind) in kinds.enumerated() {
      var event = raw_event()
      event.type = keep(kind.type)
      event.payload = keep(kind.payload)
      event.tags = (kind.tags.first.map(keep), kind.tags.dropFirst().first.map(keep))
      event.has_command_id = ofCommands ? 1 : 0
      pointer.advanced(by: index).initialize(to: event)
    }
  }

  deinit {
    texts.forEach { $0.deallocate() }
    pointer.deallocate()
  }

  private func keep(_ text: String) -> UnsafePointer<CChar> {
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
    for (index, byte) in (Array(text.utf8) + [0]).enumerated() {
      copy[index] = CChar(bitPattern: byte)
    }
    texts.append(copy)
    return UnsafePointer(copy)
  }
}
