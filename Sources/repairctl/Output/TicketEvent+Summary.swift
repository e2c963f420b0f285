import RepairCore

extension TicketEvent {
  /// What the event changed, in a few words for people; programs read its data.
  ///
  /// - Parameter time: how times are shown.
  /// - Returns: the particulars, without the event's name; empty when there are none.
  func summary(showing time: (Timestamp) -> String) -> String {
    switch self {
    case .submitted(let report):
      return join([
        "\(report.campus)/\(report.category)", report.place.text, report.description,
        count(report.attachments.count, "file"),
      ])
    case .amended(let change):
      return join([
        labelled("description", change.description), labelled("place", change.place?.text),
        change.contact == nil ? nil : "contact", labelled("asset", change.asset?.rawValue),
      ])
    case .noteAdded(let text, let isInternal): return isInternal ? "internal: \(text)" : text
    case .fileAttached(let file): return join([file.kind, file.name ?? file.url])
    case .held(let reason, let until, let text, _):
      return join([reason.rawValue, until.map { "until \(time($0))" }, text])
    case .resumed(let text), .accessDenied(let text): return text ?? ""
    case .accepted(let priority, let category):
      return join([labelled("priority", priority), labelled("category", category)])
    case .cancelled(let end):
      return join([
        end.kind?.rawValue, end.duplicateOf.map { "of \($0)" }, end.reason?.rawValue, end.remark,
      ])
    case .workCompleted(let work):
      return join([
        work.outcome?.rawValue, work.remote ? "remotely" : nil, work.cause, work.workDone,
        work.consumables, count(work.attachments.count, "file"),
      ])
    case .workerDispatched(let dispatch):
      return join([
        "to \(dispatch.worker?.rawValue ?? "a worker not recorded")",
        labelled("override", dispatch.override), dispatch.force ? "forced" : nil,
        dispatch.choice?.text,
      ])
    case .workRejected(let reason, let text), .reopened(let reason, let text):
      return join([reason.rawValue, text])
    case .assignmentReleased(let reason, _): return reason.rawValue
    case .workerArrived(let place): return place?.text ?? ""
    case .workHandedOver(let worker, let reason, _):
      return join(["to \(worker)", reason?.rawValue])
    case .visitScheduled(let window): return "\(time(window.from)) to \(time(window.to))"
    case .deadlineSet(let due, let reason): return join([time(due), reason?.rawValue])
    case .extensionRequested(let until, let reason):
      return join(["until \(time(until))", reason.rawValue])
    case .extensionApproved(let until): return "until \(time(until))"
    case .extensionRefused(let reason), .cancellationRefused(let reason):
      return reason?.rawValue ?? ""
    case .completionCorrected(let cause, let workDone, let outcome):
      return join([
        labelled("cause", cause), labelled("work", workDone),
        labelled("outcome", outcome?.rawValue),
      ])
    case .reworkRequested(let reason, let text, let target, _):
      return join([reason.rawValue, text, target.map { "to the \($0.rawValue)" }])
    case .evaluated(let rating):
      return join([
        labelled("result", rating.result), labelled("efficiency", rating.efficiency),
        labelled("attitude", rating.attitude), rating.late ? "late" : nil, rating.text,
      ])
    case .evaluationAmended(let result, let efficiency, let attitude, let text):
      return join([
        labelled("result", result), labelled("efficiency", efficiency),
        labelled("attitude", attitude), text,
      ])
    case .cancellationRequested(let reason, let remark): return join([reason.rawValue, remark])
    case .priorityChanged(let priority, let reason):
      return join(["to \(priority)", reason.rawValue])
    case .recategorised(let category, let reason):
      return join(["to \(category)", reason.rawValue])
    case .transferred(let campus, let reason): return join(["to \(campus)", reason.rawValue])
    case .materialRequested(let line, let item, let description, let unit, let quantity):
      return join([
        "line \(line)", item?.rawValue, description,
        unit.map { "\(quantity) \($0)" } ?? quantity.description,
      ])
    case .materialReserved(let line, let quantity, let store, let override):
      return move(line, quantity, "in", store, labelled("override", override))
    case .materialIssued(let line, let quantity, let store, let override):
      return move(line, quantity, "from", store, labelled("override", override))
    case .materialUsed(let line, let quantity): return move(line, quantity)
    case .materialReturned(let line, let quantity, let store):
      return move(line, quantity, "to", store)
    case .materialWrittenOff(let line, let quantity, let reason, let text):
      return join([move(line, quantity), reason.rawValue, text])
    case .costAdded(let line, let cost):
      return join([
        "line \(line)", cost.kind.rawValue, cost.amount.description,
        cost.payer == .requester ? "paid by the requester" : nil,
        labelled("funding", cost.funding), labelled("replaces line", cost.replaces), cost.text,
      ])
    case .fundingSet(let source, let warranty):
      return join([
        labelled("source", source), warranty.map { $0 == .in ? "under guarantee" : "no guarantee" },
      ])
    case .quoteMade(let quote, let offer):
      return join([
        "quote \(quote)", offer.amount.description, offer.until.map { "until \(time($0))" },
        offer.text,
      ])
    case .quoteAccepted(let quote): return "quote \(quote)"
    case .quoteRefused(let quote, let reason): return join(["quote \(quote)", reason?.rawValue])
    case .hurried, .workAcknowledged, .workStarted, .resultConfirmed, .confirmedByDefault:
      return ""
    }
  }
}

extension Place {
  /// Code and address, as far as they are known.
  fileprivate var text: String? {
    isEmpty
      ? nil
      : [code, address, coordinates?.description].compactMap(\.self).joined(separator: " ")
  }
}

/// How much of a line went where.
private func move(
  _ line: LineNumber, _ quantity: Quantity, _ way: String = "", _ store: StoreCode? = nil,
  _ more: String? = nil
) -> String {
  join(["line \(line)", quantity.description, store.map { "\(way) \($0)" }, more])
}

extension DispatchChoice {
  /// Where the worker stood, why, and who came next.
  fileprivate var text: String {
    let why = reasons.isEmpty ? "" : " (\(reasons.map(\.text).joined(separator: ", ")))"
    let place = rank.map { "number \($0) of \(candidates)" } ?? "not among the \(candidates)"
    let others = runnersUp.map(\.worker.rawValue).joined(separator: ", ")
    return place + why + (others.isEmpty ? "" : "; others: \(others)")
  }
}

/// The parts that are there, between commas.
private func join(_ parts: [String?]) -> String {
  parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ", ")
}

private func labelled(_ label: String, _ value: (some CustomStringConvertible)?) -> String? {
  value.map { "\(label) \($0)" }
}

private func count(_ number: Int, _ thing: String) -> String? {
  switch number {
  case 0: nil
  case 1: "1 \(thing)"
  default: "\(number) \(thing)s"
  }
}
