import RepairCore
import Testing

@Suite("Announcements and what people want to be told of") struct AnnouncementTests {
  private let text = AnnouncementText(
    to: Audience(campus: "north", place: "dorm-5"), title: "停水通知", text: "5栋周二停水",
    validUntil: .start(.days(3)))
  private let desk = Person.dispatcher.actor
  private let requester = Person.requester.actor

  private func announcement(_ events: [AnnouncementEvent]) throws -> Announcement? {
    var announcement: Announcement?
    for (index, event) in events.enumerated() {
      try Announcement.evolve(
        &announcement, named: #require(AnnouncementID("A-1")),
        with: Fact(
          version: StreamVersion(index + 1), occurredAt: .start(.minutes(Int64(index))),
          actor: "d-1", role: .dispatcher, event: event))
    }
    return announcement
  }

  private func decide(
    _ command: AnnouncementCommand, after events: [AnnouncementEvent], by actor: Actor
  ) throws -> Judged<AnnouncementEvent> {
    let state = try announcement(events)
    let id = try #require(AnnouncementID("A-1"))
    do throws(Refusal) {
      return .success(
        try Announcement.decide(
          command, on: state, named: id,
          in: CommandContext(actor: actor, at: .start(.hours(1))), under: .standard))
    } catch {
      return .failure(error.code)
    }
  }

  @Test("A dispatcher announces to a campus of theirs, and nobody else does")
  func publishing() throws {
    #expect(try decide(.publish(text), after: [], by: desk) == .success([.published(text)]))
    #expect(
      try decide(.publish(text), after: [.published(text)], by: desk) == .failure(.alreadyExists))
    #expect(try decide(.publish(text), after: [], by: requester) == .failure(.notPermitted))
    #expect(
      try decide(.publish(text), after: [], by: Person.dispatcherElsewhere.actor)
        == .failure(.wrongCampus))
    var everybody = text
    everybody.audience = Audience()
    #expect(try decide(.publish(everybody), after: [], by: desk) == .failure(.wrongCampus))
    let chief = Actor(id: "d-0", role: .dispatcher)
    #expect(
      try decide(.publish(everybody), after: [], by: chief) == .success([.published(everybody)]))
  }

  @Test("An announcement says something, to people who can be found, and is not over already")
  func fields() throws {
    var wrong = [text, text, text, text, text]
    wrong[0].title = " "
    wrong[1].text = ""
    wrong[2].validUntil = .start
    wrong[3].audience.role = .worker
    wrong[4].audience.group = "night"
    for text in wrong {
      #expect(try decide(.publish(text), after: [], by: desk) == .failure(.invalidField))
    }
  }

  @Test("It is corrected, answered, commented on and taken back")
  func life() throws {
    let begun: [AnnouncementEvent] = [.published(text)]
    #expect(
      try decide(.amend(title: nil, text: "周三", validUntil: nil), after: begun, by: desk)
        == .success([.amended(title: nil, text: "周三", validUntil: nil)]))
    #expect(
      try decide(.amend(title: "停水通知", text: nil, validUntil: nil), after: begun, by: desk)
        == .failure(.invalidField))
    #expect(
      try decide(.reply(text: "几点？"), after: begun, by: requester)
        == .success([.replied(text: "几点？")]))
    let answered = begun + [.replied(text: "几点？")]
    #expect(
      try decide(.comment(text: "八点", on: 1), after: answered, by: desk)
        == .success([.commented(text: "八点", on: 1)]))
    for number in [0, 2, .max, .min] {
      #expect(
        try decide(.comment(text: "八点", on: number), after: answered, by: desk)
          == .failure(.invalidField))
    }
    #expect(
      try decide(.comment(text: "x", on: 1), after: begun, by: desk) == .failure(.invalidField))
    let withdrawn = answered + [.withdrawn(reason: "mistake")]
    #expect(
      try decide(.reply(text: "x"), after: withdrawn, by: requester)
        == .failure(.illegalTransition))
    let state = try #require(try announcement(withdrawn))
    #expect(!state.isCurrent(at: .start))
    #expect(state.replies == 1)
  }

  @Test("It is of use until its time is over")
  func validity() throws {
    let state = try #require(try announcement([.published(text)]))
    #expect(state.isCurrent(at: .start(.days(3))))
    #expect(!state.isCurrent(at: .start(.days(3)) + .millisecond))
  }

  @Test("To how many it went is recorded once")
  func distribution() throws {
    let command = AnnouncementCommand.recordDistribution(recipients: 3)
    let begun: [AnnouncementEvent] = [.published(text)]
    #expect(
      try decide(command, after: begun, by: .noticeSender)
        == .success([.distributed(recipients: 3)]))
    #expect(try decide(command, after: begun, by: desk) == .failure(.notPermitted))
    #expect(
      try decide(command, after: begun + [.distributed(recipients: 3)], by: .noticeSender)
        == .failure(.illegalTransition))
  }

  // MARK: Preferences

  private func decide(
    _ command: NoticePreferencesCommand, on state: NoticePreferences?, by actor: Actor
  ) -> Judged<NoticePreferencesEvent> {
    do throws(Refusal) {
      return .success(
        try NoticePreferences.decide(
          command, on: state, named: "u-1",
          in: CommandContext(actor: actor, at: .start(.hours(1))), under: .standard))
    } catch {
      return .failure(error.code)
    }
  }

  @Test("People say for themselves what they do without, or the desk says it for them")
  func preferences() throws {
    #expect(decide(.unsubscribe(.info), on: nil, by: requester) == .success([.unsubscribed(.info)]))
    #expect(
      decide(.unsubscribe(.info), on: nil, by: Person.deskForRequester.actor)
        == .success([.unsubscribed(.info)]))
    #expect(decide(.unsubscribe(.info), on: nil, by: desk) == .failure(.notPermitted))
    #expect(decide(.subscribe(.info), on: nil, by: requester) == .failure(.invalidField))
    var state: NoticePreferences?
    let events: [NoticePreferencesEvent] = [
      .unsubscribed(.info), .languageChosen(.english), .unsubscribed(.normal), .subscribed(.info),
    ]
    for (index, event) in events.enumerated() {
      try NoticePreferences.evolve(
        &state, named: "u-1",
        with: Fact(
          version: StreamVersion(index + 1), occurredAt: .start, actor: "u-1", role: .requester,
          event: event))
    }
    #expect(state?.unsubscribed == [.normal])
    #expect(state?.language == .english)
    #expect(decide(.unsubscribe(.normal), on: state, by: requester) == .failure(.invalidField))
  }
}
