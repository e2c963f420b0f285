import Foundation
import RepairCore
import RepairStore

/// Reads service requests of Open311 GeoReport v2, a JSON list.
///
/// A closed request was completed at `updated_datetime`, as the standard says; an expected time
/// becomes a deadline. The standard knows neither campus nor worker nor rating.
struct Open311Import {
  private var times: LegacyTimeReader
  private let unknown: UnknownCodes
  private var findings: [RecordFinding] = []

  /// Reads a whole list into the log.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line; what the store throws.
  /// - Complexity: O(file), in memory that does not grow with it.
  static func run(_ source: TextSource, zone: TimeZone, into depositor: TicketDepositor) throws {
    let reader = JSONElementReader(source)
    var requests = Open311Import(
      times: LegacyTimeReader(zone: zone), unknown: try UnknownCodes())
    while let element = try reader.next() {
      try depositor.beginRecord()
      guard case .object(let request) = element else {
        throw ExchangeError(
          .malformed, "a service request is a JSON object, not \(element.typeName)",
          at: .init(line: reader.line))
      }
      try requests.read(request, line: reader.line, into: depositor)
    }
  }

  private mutating func read(
    _ request: JSONObject, line: Int, into depositor: TicketDepositor
  ) throws {
    guard let id = Self.text(request["service_request_id"]) else {
      return depositor.skip(.missingID, "service_request_id", line: line)
    }
    findings.removeAll(keepingCapacity: true)
    var draft = TicketDraft(
      ticket: try TicketNaming.ticket(id, prefix: "open311-"), line: line,
      raw: RawRecord.make(request))
    let submission = submission(request, id: id, raw: draft.raw)
    draft.steps.append(
      .init(
        event: .submitted(submission), time: time(request, "requested_datetime") ?? .unknown,
        field: "requested_datetime"))
    if case .exact(let due) = time(request, "expected_datetime") {
      draft.steps.append(.init(event: .deadlineSet(due: due, reason: nil), time: .asBefore))
    }
    switch Self.text(request["status"])?.lowercased() {
    case "closed":
      draft.steps.append(
        .init(
          event: .workCompleted(WorkCompletion(workDone: Self.text(request["status_notes"]))),
          time: time(request, "updated_datetime") ?? .unknown, field: "updated_datetime"))
    case "open": break
    default: findings.append(.init(kind: .unknownCode, field: "status"))
    }
    try depositor.deposit(draft, findings: findings)
  }

  private mutating func submission(
    _ request: JSONObject, id: String, raw: String
  ) -> TicketSubmission {
    let service = Self.text(request["service_name"])
    let category = Self.text(request["service_code"]) ?? service
    if category == nil { findings.append(.init(kind: .missingField, field: "service_code")) }
    let photos = Self.text(request["media_url"]).map { [Attachment(kind: "photo", url: $0)] }
    return TicketSubmission(
      campus: unknown.campus, category: category.flatMap(CategoryCode.init) ?? unknown.category,
      description: Self.text(request["description"]) ?? service ?? "",
      place: Place(
        code: Self.text(request["address_id"]), address: Self.text(request["address"])),
      channel: .import, attachments: photos ?? [], legacy: LegacyRecord(id: id, raw: raw))
  }

  private mutating func time(_ request: JSONObject, _ name: String) -> TicketDraft.Time? {
    guard let text = Self.text(request[name]) else { return nil }
    return times.read(text).drafted(name, noting: &findings)
  }

  /// A member's text, `nil` when it is blank.
  ///
  /// Numbers count as text, because some cities write their ids so.
  private static func text(_ value: JSONValue?) -> String? {
    switch value {
    case .string(let text): text.utf8.allSatisfy { $0 == 0x20 } ? nil : text
    case .integer(let number): String(number)
    case .number(let text): text
    default: nil
    }
  }
}
