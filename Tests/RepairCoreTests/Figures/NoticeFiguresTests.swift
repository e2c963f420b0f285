import Testing

@testable import RepairCore

/// What became of the notices.
@Suite struct NoticeFiguresTests {
  private func fact(_ event: NoticeEvent, _ version: Int, _ hours: Int64) -> Fact<NoticeEvent> {
    Fact(
      version: StreamVersion(version), occurredAt: .start(.hours(hours)), actor: "sender",
      role: .system, event: event)
  }

  private func order(_ stream: String) -> NoticeOrder {
    NoticeOrder(
      stream: stream, streamVersion: StreamVersion(1), since: .start, rule: .completed,
      recipient: .person("u-1"), channel: .sms,
      urgency: .normal)
  }

  @Test("Each notice counts once for where it stands, and one that is tried again still waits")
  func standing() throws {
    var fold = DeskFold()
    for fact in Given.report().history { try fold.apply(fact, of: "N-1") }
    let ticket = order("ticket/N-1")
    let stories: [[NoticeEvent]] = [
      [], [.sent(receipt: nil)], [.sent(receipt: nil), .read],
      [.failed(reason: "busy", retryAt: .start(.hours(9)))],
      [.failed(reason: "busy", retryAt: .start(.hours(9))), .failed(reason: "gone", retryAt: nil)],
      [.suppressed(.unsubscribed)],
    ]
    for (number, story) in stories.enumerated() {
      let notice = try #require(
        NoticeID(
          event: "E\(number)", rule: .completed, channel: .sms, recipient: .person("u-1")))
      for (index, event) in ([.queued(ticket)] + story).enumerated() {
        try fold.apply(fact(event, index + 1, Int64(index)), of: notice)
      }
    }
    let announced = try #require(
      NoticeID(
        event: "E9", rule: .completed, channel: .sms, recipient: .person("u-2")))
    try fold.apply(fact(.queued(order("announcement/A-1")), 1, 0), of: announced)
    let row = NoticeFigure(
      rule: "completed", channel: "sms", n: 7, queued: 3, sent: 1, failed: 1, suppressed: 1,
      read: 1, failures: 3)
    let request = FiguresRequest(at: .start(.hours(5)))
    #expect(fold.figures(request).notices == [row])
    // Of a campus those about its tickets count, and an announcement is about none.
    let north = FiguresRequest(at: .start(.hours(5)), campus: "north")
    #expect(fold.figures(north).notices.map(\.n) == [6])
    #expect(fold.figures(FiguresRequest(at: .start(.hours(5)), campus: "south")).notices == [])
    // Before they were sent all of them waited.
    #expect(fold.figures(FiguresRequest(at: .start)).notices.map(\.queued) == [7])
  }

  @Test("A notice's history that cannot be one is refused")
  func impossible() throws {
    var fold = DeskFold()
    let notice = try #require(
      NoticeID(
        event: "E1", rule: .completed, channel: .sms, recipient: .person("u-1")))
    #expect(throws: ImpossibleHistory.self) { try fold.apply(fact(.read, 1, 0), of: notice) }
    try fold.apply(fact(.queued(order("ticket/N-1")), 1, 0), of: notice)
    #expect(throws: ImpossibleHistory.self) {
      try fold.apply(fact(.queued(order("ticket/N-1")), 2, 0), of: notice)
    }
    #expect(throws: ImpossibleHistory.self) { try fold.apply(fact(.read, 3, 0), of: notice) }
  }
}
