import RepairCore
import Testing

@testable import RepairStore

@Suite("Announcements reach their audience") struct AnnouncementDeliveryTests {
  private func text(
    _ audience: Audience = Audience(), urgency: UrgencyCode = .normal
  ) -> AnnouncementText {
    AnnouncementText(
      to: audience, title: "停水通知", text: "5栋周二停水", urgency: urgency,
      attachments: [
        Attachment(
          name: "map.png", sha256: String(repeating: "a", count: 64), size: 1,
          mediaType: "image/png", kind: "photo", url: "https://example.org/map.png")
      ])
  }

  @Test("Ten thousand people are told once each, and who reads it is counted")
  func tenThousand() async throws {
    try await NoticeDesk.with { desk in
      let id = try await desk.announce(text())
      let app = ScriptedChannel(.app)
      let sender = desk.sender(app, directory: Students(count: 10_000), concurrency: 128)
      let tally = try await sender.deliver()
      #expect(tally.queued == 10_000)
      #expect(tally.sent == 10_000)
      #expect(Set(app.messages.map(\.recipient)).count == 10_000)
      #expect(app.messages.first?.text == "【停水通知】5栋周二停水")
      #expect(app.messages.first?.attachments.first?.url == "https://example.org/map.png")
      #expect(try await desk.engine.announcement(id)?.recipients == 10_000)
      for message in app.messages.prefix(3) {
        let reader = try #require(message.recipient.person)
        try await desk.engine.markRead(
          message.id, by: Actor(id: reader, role: .requester), at: desk.clock.now
        ).get()
      }
      let statistics = try await desk.engine.statistics(of: id)
      #expect(statistics.recipients == 10_000)
      #expect(statistics.reached == 10_000)
      #expect(statistics.readers == 3)
      #expect(statistics.notices == [.sent: 9_997, .read: 3])
      // Whoever comes later is not told of it, with the views or without.
      desk.removeViews()
      #expect(
        try await desk.sender(app, directory: Students(count: 10_010)).deliver() == NoticeTally())
    }
  }

  @Test("Everyone with an open ticket at a place is told, once, whatever the directory knows")
  func place() async throws {
    try await NoticeDesk.with { desk in
      try await desk.dispatch("N-1")
      try await desk.submit("N-2")
      let other = try TicketDesk.actor("u-18", .requester)
      try await desk.run(try desk.people.submission(), by: other, of: "N-3")
      let third = try TicketDesk.actor("u-19", .requester)
      try await desk.run(try desk.people.submission(), by: third, of: "N-4")
      try await desk.run(
        .cancel(reason: #require(ReasonCode("fixed")), remark: nil), by: third, of: "N-4")
      let id = try await desk.announce(text(Audience(place: "dorm-5")))
      let app = ScriptedChannel(.app)
      _ = try await desk.sender(app, directory: NoNoticeDirectory()).deliver()
      let told = app.messages.filter { $0.rule == .announced }.map(\.recipient.rawValue).sorted()
      #expect(told == ["person:u-17", "person:u-18"])
      #expect(try await desk.engine.announcement(id)?.recipients == 2)
    }
  }

  @Test("Without a directory the role on the campus is told")
  func withoutDirectory() async throws {
    try await NoticeDesk.with { desk in
      let north = try #require(CampusCode("north"))
      _ = try await desk.announce(text(Audience(campus: north, role: .worker)))
      let app = ScriptedChannel(.app)
      _ = try await desk.sender(app).deliver()
      #expect(app.messages.map(\.recipient.rawValue) == ["worker@north"])
    }
  }

  @Test("Members of a campus, a role or a group are told, those who left are not")
  func members() async throws {
    try await NoticeDesk.with { desk in
      let north = try #require(CampusCode("north"))
      for (name, role) in [("w-1", Role.worker), ("w-2", .worker), ("d-2", .dispatcher)] {
        try await desk.register(name, role, campus: north)
      }
      try await desk.leave("w-2")
      _ = try await desk.announce(text(Audience(campus: north, role: .worker)))
      let app = ScriptedChannel(.app)
      _ = try await desk.sender(app).deliver()
      let told = app.messages.filter { $0.rule == .announced }.map(\.recipient.rawValue)
      #expect(told == ["person:w-1"])
      #expect(
        app.messages.filter { $0.rule == .memberLeft }.map(\.recipient.rawValue) == ["person:d-2"])
    }
  }

  @Test("Who does without a class is not told of it, unless the desk says that all must be")
  func unsubscribed() async throws {
    try await NoticeDesk.with { desk in
      let student = try TicketDesk.actor("s-000001", .requester)
      for urgency in [UrgencyCode.info, .urgent] {
        try await desk.engine.execute(
          .unsubscribe(urgency), of: student.id, by: student, at: desk.clock.now
        ).get()
      }
      _ = try await desk.announce(text(urgency: .info), as: "A-1")
      _ = try await desk.announce(text(urgency: .urgent), as: "A-2")
      let app = ScriptedChannel(.app)
      let tally = try await desk.sender(app, directory: Students(count: 2)).deliver()
      #expect(tally.suppressed == 1)
      #expect(tally.sent == 3)
      #expect(
        try await desk.engine.notices(NoticeQuery(status: .suppressed)).map(\.reason)
          == ["unsubscribed"])
    }
  }

  @Test("What was withdrawn or is over is not sent any more")
  func withdrawn() async throws {
    try await NoticeDesk.with { desk in
      let id = try await desk.announce(text(), as: "A-1")
      var brief = text()
      brief.validUntil = desk.clock.now + .hours(1)
      _ = try await desk.announce(brief, as: "A-2")
      // Queued, but no channel for it yet.
      _ = try await desk.sender(directory: Students(count: 2)).deliver()
      try await desk.engine.execute(
        .withdraw(reason: #require(ReasonCode("mistake"))), of: id, by: desk.people.dispatcher,
        at: desk.clock.now
      ).get()
      desk.clock.advance(.hours(2))
      let app = ScriptedChannel(.app)
      let tally = try await desk.sender(app, directory: Students(count: 2)).deliver()
      #expect(tally.suppressed == 4)
      #expect(app.messages.isEmpty)
      let reasons = try await desk.engine.notices().compactMap(\.reason)
      #expect(Set(reasons) == ["withdrawn", "expired"])
    }
  }

  @Test("Announcements are found by words in their text, their replies and their comments")
  func search() async throws {
    try await NoticeDesk.with { desk in
      let id = try await desk.announce(text(), as: "A-1")
      var other = text()
      (other.title, other.text) = ("停电", "周三")
      let second = try await desk.announce(other, as: "A-2")
      try await desk.engine.execute(
        .reply(text: "Elevator too?"), of: second, by: desk.people.requester, at: desk.clock.now
      ).get()
      #expect(try await desk.engine.announcements().map(\.id) == [second, id])
      #expect(try await desk.engine.announcements(matching: "停水").map(\.id) == [id])
      #expect(try await desk.engine.announcements(matching: "周三 elevator").map(\.id) == [second])
      #expect(try await desk.engine.announcements(matching: "周三 停水").isEmpty)
      #expect(try await desk.engine.announcements(limit: 1).map(\.id) == [second])
    }
  }

  @Test("An announcement dated ahead is recorded as gone out")
  func datedAhead() async throws {
    try await NoticeDesk.with { desk in
      let id = try #require(AnnouncementID("A-1"))
      try await desk.engine.execute(
        .publish(text()), of: id, by: desk.people.dispatcher, at: desk.clock.now + .hours(1)
      ).get()
      let app = ScriptedChannel(.app)
      _ = try await desk.sender(app, directory: Students(count: 2)).deliver()
      #expect(try await desk.engine.announcement(id)?.recipients == 2)
    }
  }
}
