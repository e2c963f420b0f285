import RepairCore
import RepairExchange
import RepairStore

extension AuditReport {
  /// The report as programs and people are told of it.
  var record: Record {
    Record([
      "origin": .text(checkpoint.origin), "size": .integer(Int(clamping: checkpoint.head.size)),
      "root": .text(checkpoint.head.root.base64), "signer": .text(signerText),
      "madeAt": .time(madeAt), "question": .record(question.record), "events": .integer(events),
      "complete": .text(completeness.rawValue), "payloads": .boolean(!withholdsPayloads),
    ])
  }
}

extension AuditQuestion {
  /// What was asked, so that nobody takes the answer to another question for one to theirs.
  fileprivate var record: Record {
    var record = Record([
      "tickets": .nonEmptyList(tickets.map { .text($0.rawValue) }),
      "types": .nonEmptyList(types.map { .text($0) }), "tag": .text(tag?.rawValue),
      "actor": .text(actor?.rawValue), "person": .text(person?.rawValue),
      "correlation": .text(correlation), "since": .time(since), "until": .time(until),
      "after": after > .start ? .integer(after.rawValue) : nil,
    ])
    switch delegation {
    case nil: break
    case .forAnybody: record.set("delegated", .boolean(true))
    case .for(let person): record.set("actedFor", .text(person.rawValue))
    }
    if record.members.isEmpty { record.set("all", .boolean(true)) }
    return record
  }
}
