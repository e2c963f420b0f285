import RepairCore

extension Ticket {
  /// What was handed out for the ticket, what it cost and who pays.
  func addSupplies(to record: inout Record) {
    record.set("materials", .nonEmptyList(materials.map { .record($0.record) }))
    record.set("costs", .nonEmptyList(costs.map { .record($0.record) }))
    record.set(
      "costTotals", .nonEmptyList(totalCosts.amounts.map { .record(Record(of: $0)) }))
    record.set("quotes", .nonEmptyList(quotes.map { .record($0.record) }))
    record.set("requesterPays", requesterPays.map { .record(Record(of: $0)) })
    record.set("funding", .text(funding?.rawValue))
    record.set("warranty", .text(warranty?.rawValue))
  }
}

extension Record {
  /// An amount of money.
  init(of money: Money) {
    self.init([
      "amount": .integer(Int(money.minorUnits)), "currency": .text(money.currency),
    ])
  }
}

extension MaterialLine {
  fileprivate var record: Record {
    Record([
      "line": .integer(number.rawValue), "item": .text(item?.rawValue),
      "description": .text(description), "unit": .text(unit),
      "requested": .integer(requested.rawValue),
      "reserved": reservation.map {
        .record(
          Record([
            "store": .text($0.store.rawValue), "quantity": .integer($0.quantity.rawValue),
          ]))
      },
      "issued": .integer(issued), "used": .integer(used), "returned": .integer(returned),
      "writtenOff": .integer(writtenOff), "issuedFrom": .text(issuedFrom?.rawValue),
    ])
  }
}

extension CostLine {
  fileprivate var record: Record {
    Record([
      "line": .integer(number.rawValue), "kind": .text(entry.kind.rawValue),
      "amount": .integer(Int(entry.amount.minorUnits)), "currency": .text(entry.amount.currency),
      "payer": .text(entry.payer.rawValue), "funding": .text(entry.funding?.rawValue),
      "text": .text(entry.text), "by": .text(by.rawValue), "at": .time(at),
      "replaces": .integer(entry.replaces?.rawValue), "replacedBy": .integer(replacedBy?.rawValue),
    ])
  }
}

extension Quote {
  fileprivate var record: Record {
    var record = Record([
      "quote": .integer(number.rawValue), "amount": .integer(Int(offer.amount.minorUnits)),
      "currency": .text(offer.amount.currency), "text": .text(offer.text),
      "until": .time(offer.until), "by": .text(by.rawValue), "at": .time(at),
    ])
    switch answer {
    case .open: record.set("answer", .text("open"))
    case .superseded: record.set("answer", .text("superseded"))
    case .accepted(let at):
      record.set("answer", .text("accepted"))
      record.set("answeredAt", .time(at))
    case .refused(let at, let reason):
      record.set("answer", .text("refused"))
      record.set("answeredAt", .time(at))
      record.set("reason", .text(reason?.rawValue))
    }
    return record
  }
}
