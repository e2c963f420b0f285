import RepairCore

extension Ticket {
  /// The members every list of tickets has.
  var briefRecord: Record {
    Record([
      "ticket": .text(id.rawValue),
      "phase": .text(phase.rawValue),
      "status": .text(status.rawValue),
      "version": .integer(version.rawValue),
      "campus": .text(campus.rawValue),
      "category": .text(category.rawValue),
      "priority": .integer(priority?.rawValue),
      "requester": .text(requester?.rawValue),
      "worker": .text(worker?.rawValue),
      "submittedAt": .time(submittedAt),
      "updatedAt": .time(updatedAt),
    ])
  }

  /// Everything that is known of the ticket.
  var record: Record {
    var record = briefRecord
    record.set("description", .text(description))
    record.set("place", place.isEmpty ? nil : .record(place.record))
    record.set("contact", contact.flatMap { $0.isEmpty ? nil : .record($0.record) })
    record.set("channel", .text(channel.rawValue))
    record.set("asset", .text(asset?.rawValue))
    record.set("hold", hold.map { .record($0.record) })
    record.set("deadline", .time(deadline))
    record.set(
      "visit", visit.map { .record(Record(["from": .time($0.from), "to": .time($0.to)])) })
    record.set("cancellationRequest", cancellationRequest.map { .record($0.record) })
    record.set("extensionRequest", extensionRequest.map { .record($0.record) })
    addState(to: &record)
    record.set("acceptedAt", .time(acceptedAt))
    record.set("firstCompletedAt", .time(firstCompletedAt))
    record.set("lastHurriedAt", .time(lastHurriedAt))
    for (key, count) in [
      ("assignments", lastAssignment.rawValue), ("hurries", hurries), ("rejections", rejections),
      ("reworks", reworks), ("deniedVisits", deniedVisits), ("reopenings", reopenings),
    ] where count > 0 {
      record.set(key, .integer(count))
    }
    record.set("workedBy", .nonEmptyList(workedBy.map { .text($0.rawValue) }))
    addSupplies(to: &record)
    record.set("attachments", .nonEmptyList(attachments.map { .record($0.record) }))
    record.set("notes", .nonEmptyList(notes.map { .record($0.record) }))
    record.set("legacy", legacy.map { .record($0.record) })
    return record
  }

  /// What is true only where the ticket stands.
  private func addState(to record: inout Record) {
    switch state {
    case .submitted, .accepted: break
    case .dispatched(let assignment): record.set("assignment", .record(assignment.record))
    case .rejectedByWorker(let handBack): record.set("handBack", .record(handBack.record))
    case .completed(let completion): record.set("completion", .record(completion.record))
    case .evaluated(let evaluated):
      record.set("completion", evaluated.completion.map { .record($0.record) })
      record.set("evaluation", .record(evaluated.record))
    case .cancelled(let cancelled): record.set("cancellation", .record(cancelled.record))
    }
  }
}

extension OutputValue {
  /// A list, or nothing where it is empty.
  static func nonEmptyList(_ values: [OutputValue]) -> OutputValue? {
    values.isEmpty ? nil : .list(values)
  }

  /// `true`, or nothing.
  static func flag(_ value: Bool) -> OutputValue? { value ? .boolean(true) : nil }
}

extension Place {
  fileprivate var record: Record {
    Record([
      "code": .text(code), "address": .text(address),
      "latitudeE6": .integer(coordinates?.latitudeE6),
      "longitudeE6": .integer(coordinates?.longitudeE6),
    ])
  }
}

extension Contact {
  fileprivate var record: Record {
    Record(["name": .text(name), "phone": .text(phone), "openID": .text(openID)])
  }
}

extension Attachment {
  fileprivate var record: Record {
    Record([
      "name": .text(name), "sha256": .text(sha256), "size": .integer(size),
      "mediaType": .text(mediaType), "kind": .text(kind), "url": .text(url),
    ])
  }
}

extension Hold {
  fileprivate var record: Record {
    Record([
      "reason": .text(reason.rawValue), "since": .time(since), "until": .time(until),
      "text": .text(text), "pausesClock": .boolean(pausesClock),
    ])
  }
}

extension CancellationRequest {
  fileprivate var record: Record {
    Record(["reason": .text(reason.rawValue), "remark": .text(remark), "at": .time(at)])
  }
}

extension ExtensionRequest {
  fileprivate var record: Record {
    Record(["until": .time(until), "reason": .text(reason.rawValue), "at": .time(at)])
  }
}

extension Assignment {
  fileprivate var record: Record {
    Record([
      "number": .integer(number.rawValue), "worker": .text(worker?.rawValue),
      "since": .time(since), "arrivedAt": .time(arrivedAt),
      "arrivalDistance": .integer(arrivalDistance),
    ])
  }
}

extension HandBack {
  fileprivate var record: Record {
    Record([
      "worker": .text(worker?.rawValue), "reason": .text(reason.rawValue), "text": .text(text),
      "at": .time(at),
    ])
  }
}

extension Completion {
  fileprivate var record: Record {
    Record([
      "at": .time(at), "worker": .text(worker?.rawValue), "cause": .text(work.cause),
      "workDone": .text(work.workDone), "outcome": .text(work.outcome?.rawValue),
      "remote": .flag(work.remote), "consumables": .text(work.consumables),
      "attachments": .nonEmptyList(work.attachments.map { .record($0.record) }),
    ])
  }
}

extension Evaluated {
  fileprivate var record: Record {
    Record([
      "at": .time(at), "result": .integer(evaluation.result?.rawValue),
      "efficiency": .integer(evaluation.efficiency?.rawValue),
      "attitude": .integer(evaluation.attitude?.rawValue), "text": .text(evaluation.text),
      "late": .flag(evaluation.late), "amended": .flag(isAmended),
    ])
  }
}

extension Cancelled {
  fileprivate var record: Record {
    Record([
      "at": .time(at), "kind": .text(cancellation.kind?.rawValue),
      "reason": .text(cancellation.reason?.rawValue), "remark": .text(cancellation.remark),
      "duplicateOf": .text(cancellation.duplicateOf?.rawValue),
    ])
  }
}

extension Note {
  fileprivate var record: Record {
    Record([
      "at": .time(at), "author": .text(author.rawValue), "text": .text(text),
      "internal": .flag(isInternal),
    ])
  }
}

extension LegacyRecord {
  fileprivate var record: Record {
    Record([
      "id": .text(id), "warranty": .text(warranty?.rawValue), "funding": .text(funding),
      "raw": raw.map { .json(Array($0.utf8)) },
    ])
  }
}
