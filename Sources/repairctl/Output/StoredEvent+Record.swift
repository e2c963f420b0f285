import RepairCore
import RepairReport
import RepairStore

extension StoredEvent {
  /// The event as `history` prints it for programs.
  var record: Record { record(naming: nil) }

  /// The event as `events` prints it for programs: with the ticket, or the stream that is none's.
  var recordWithStream: Record {
    if let ticket = stream.ticket {
      record(naming: ("ticket", .text(ticket.rawValue)))
    } else {
      record(naming: ("stream", .text(stream.rawValue)))
    }
  }

  private func record(naming name: (key: String, value: OutputValue)?) -> Record {
    var record = Record()
    record.set("position", .integer(position.rawValue))
    if let name { record.set(name.key, name.value) }
    record.set("version", .integer(version.rawValue))
    record.set("time", .time(occurredAt))
    record.set("recordedAt", .time(recordedAt))
    record.set("type", .text(type.name))
    record.set("actor", .text(actor.rawValue))
    record.set("role", .text(role.rawValue))
    record.set("onBehalfOf", .text(onBehalfOf?.rawValue))
    record.set("data", .json(payload))
    return record
  }

  /// Who did it, in which capacity and for whom, for people.
  var doer: String {
    let person = "\(actor) (\(role.rawValue))"
    return onBehalfOf.map { "\(person) for \($0)" } ?? person
  }
}
