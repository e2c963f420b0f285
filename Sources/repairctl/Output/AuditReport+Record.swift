import RepairExchange
import RepairStore

extension AuditReport {
  /// The report as programs and people are told of it.
  var record: Record {
    Record([
      "origin": .text(checkpoint.origin), "size": .integer(Int(clamping: checkpoint.head.size)),
      "root": .text(checkpoint.head.root.base64), "signer": .text(signerText),
      "madeAt": .time(madeAt), "events": .integer(events),
      "complete": .text(completeness.rawValue), "payloads": .boolean(!withholdsPayloads),
    ])
  }
}
