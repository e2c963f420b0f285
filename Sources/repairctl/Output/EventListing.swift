import RepairCore
import RepairReport
import RepairStore

/// An event with what `events` tells about it.
struct ListedEvent {
  let stored: StoredEvent
  /// In which ways it has to do with the person who was asked about.
  let ways: [Involvement]
  /// What the two clocks say; `nil` unless asked for.
  let clocks: ClockReading?
}

/// The rows of `events`, whose columns depend on what was asked.
struct EventListing {
  /// Whether they are one person's, and say in which way.
  let showsWays: Bool
  /// Whether they show when the log learned of them too.
  let showsClocks: Bool

  /// The rows in every form.
  func listing(in session: Session) -> Listing<ListedEvent> {
    Listing(
      columns: columns(in: session),
      keys: [
        "position", "ticket", "stream", "version", "time", "recordedAt", "type", "actor", "role",
        "onBehalfOf", "data",
      ] + (showsWays ? ["as"] : []) + (showsClocks ? Record.clockKeys : []),
      record: { row in
        var record = row.stored.recordWithStream
        record.set("as", .nonEmptyList(row.ways.map { .text($0.rawValue) }))
        record.set(row.clocks)
        return record
      })
  }

  private func columns(in session: Session) -> [Listing<ListedEvent>.Column] {
    var columns: [Listing<ListedEvent>.Column] = [
      .init("POSITION", alignment: .right) { .init(String($0.stored.position.rawValue)) },
      .init("TIME") { .init(session.text($0.stored.occurredAt), as: .quiet) },
    ]
    if showsClocks { columns += ClockColumns.columns(in: session) { ($0.stored, $0.clocks) } }
    columns += [
      .init("TICKET") { .init($0.stored.stream.ticket?.rawValue ?? $0.stored.stream.rawValue) },
      .init("VERSION", alignment: .right) { .init(String($0.stored.version.rawValue)) },
      .init("EVENT") { .init($0.stored.type.name) },
      .init("BY", isFlexible: true) { .init($0.stored.doer) },
    ]
    if showsWays {
      columns.append(
        .init("AS") { .init($0.ways.map(\.rawValue).joined(separator: ", ")) })
    }
    columns.append(
      .init("DATA", isFlexible: true) { row in
        .init(String(decoding: row.stored.payload, as: UTF8.self), as: .quiet)
      })
    return columns
  }
}

/// The columns that stand beside the time of an event where both clocks are asked for.
enum ClockColumns {
  /// Their titles, as a table has them.
  static let headings: [TextTable.Column] = [
    .init("RECORDED"), .init("APART", alignment: .right), .init("CLOCKS", isFlexible: true),
  ]

  /// The cells of an event.
  static func cells(
    _ stored: StoredEvent, _ clocks: ClockReading?, in session: Session
  ) -> [TextTable.Cell] {
    [
      .init(session.text(stored.recordedAt), as: .quiet), .init(clocks?.distance ?? ""),
      .init(
        clocks?.remark(in: session) ?? "", as: clocks?.marks.isEmpty == false ? .attention : nil),
    ]
  }

  /// The columns of a listing.
  static func columns<Row>(
    in session: Session, _ event: @escaping (Row) -> (StoredEvent, ClockReading?)
  ) -> [Listing<Row>.Column] {
    headings.enumerated().map { index, heading in
      .init(heading.title, alignment: heading.alignment, isFlexible: heading.isFlexible) { row in
        let (stored, clocks) = event(row)
        return cells(stored, clocks, in: session)[index]
      }
    }
  }
}
