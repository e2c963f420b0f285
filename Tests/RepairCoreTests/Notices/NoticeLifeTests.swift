import RepairCore
import Testing

@Suite("A notice's life") struct NoticeLifeTests {
  private let order = NoticeOrder(
    stream: "ticket/N-1", streamVersion: StreamVersion(3), since: .start, rule: .dispatched,
    recipient: .person("u-1"), channel: .sms, urgency: .normal)

  private func id(_ recipient: NoticeRecipient = .person("u-1")) throws -> NoticeID {
    try #require(
      NoticeID(event: "01ABC", rule: .dispatched, channel: .sms, recipient: recipient))
  }

  private func notice(_ events: NoticeEvent...) throws -> Notice? {
    var notice: Notice?
    for (index, event) in events.enumerated() {
      try Notice.evolve(
        &notice, named: id(),
        with: Fact(
          version: StreamVersion(index + 1), occurredAt: .start(.minutes(Int64(index))),
          actor: "notices", role: .system, event: event))
    }
    return notice
  }

  private func decide(
    _ command: NoticeCommand, on notice: Notice?, by actor: Actor = .noticeSender
  ) throws -> Judged<NoticeEvent> {
    let id = try id()
    do throws(Refusal) {
      return .success(
        try Notice.decide(
          command, on: notice, named: id,
          in: CommandContext(actor: actor, at: .start(.hours(1))), under: .standard))
    } catch {
      return .failure(error.code)
    }
  }

  @Test("Queued, failed, failed, sent, read: each is counted and dated")
  func life() throws {
    let notice = try #require(
      try notice(
        .queued(order), .failed(reason: "busy", retryAt: .start(.hours(1))), .sent(receipt: "r-1"),
        .read))
    #expect(notice.status == .read)
    #expect(notice.state == .sent(at: .start(.minutes(2))))
    #expect(notice.attempts == 2)
    #expect(notice.receipt == "r-1")
    #expect(notice.failure == "busy")
    #expect(notice.readAt == .start(.minutes(3)))
    #expect(notice.order.ticket == "N-1")
  }

  @Test("What failed waits, until it is given up")
  func failing() throws {
    let waiting = try notice(
      .queued(order), .failed(reason: "busy", retryAt: .start(.hours(1))))
    #expect(waiting?.state == .queued(notBefore: .start(.hours(1))))
    let given = try notice(.queued(order), .failed(reason: "busy", retryAt: nil))
    #expect(given?.status == .failed)
    #expect(try decide(.recordSent(receipt: nil), on: given) == .failure(.illegalTransition))
  }

  @Test("It is queued once, sent once and read once, by whom it may be")
  func once() throws {
    let queued = try notice(.queued(order))
    let sent = try notice(.queued(order), .sent(receipt: nil))
    let read = try notice(.queued(order), .sent(receipt: nil), .read)
    let recipient = Actor(id: "u-1", role: .requester)
    #expect(try decide(.queue(order), on: nil) == .success([.queued(order)]))
    #expect(try decide(.queue(order), on: queued) == .failure(.alreadyExists))
    #expect(try decide(.recordSent(receipt: "r"), on: queued) == .success([.sent(receipt: "r")]))
    #expect(try decide(.recordSent(receipt: "r"), on: sent) == .failure(.illegalTransition))
    #expect(try decide(.markRead, on: sent, by: recipient) == .success([.read]))
    #expect(try decide(.markRead, on: read, by: recipient) == .failure(.illegalTransition))
    #expect(try decide(.markRead, on: queued, by: recipient) == .failure(.illegalTransition))
    #expect(
      try decide(.markRead, on: sent, by: Actor(id: "u-2", role: .requester))
        == .failure(.notPermitted))
    #expect(try decide(.suppress(.expired), on: nil) == .failure(.unknownTicket))
    #expect(
      try decide(.suppress(.expired), on: queued, by: Person.dispatcher.actor)
        == .failure(.notPermitted))
  }

  @Test("A hostile receipt or reason is kept short and harmless")
  func hostile() throws {
    let queued = try notice(.queued(order))
    let hostile = "\u{1B}[2J\r\n" + String(repeating: "x", count: 10_000)
    guard case .success(let events) = try decide(.recordSent(receipt: hostile), on: queued),
      case .sent(let receipt?) = events.first
    else {
      Issue.record("refused")
      return
    }
    #expect(receipt.unicodeScalars.count == 501)
    #expect(receipt.hasPrefix("[2J  xxx"))
  }

  @Test("A history that cannot be one is damage")
  func impossible() throws {
    #expect(throws: ImpossibleHistory.self) { try notice(.sent(receipt: nil)) }
    #expect(throws: ImpossibleHistory.self) { try notice(.queued(order), .queued(order)) }
  }

  @Test("A name says event, rule, channel and recipient, whatever the recipient is called")
  func names() throws {
    let odd: PersonID = "u.1.sms.person:x\n"
    let text = try id(.person(odd)).rawValue
    #expect(text == "01ABC.dispatched.sms.person:u.1.sms.person:x\n")
    #expect(NoticeID(text)?.event == "01ABC")
    #expect(try id(.person("dispatcher@north")) != id(.role(.dispatcher, "north")))
    #expect(try id(.role(.dispatcher, "north")).rawValue == "01ABC.dispatched.sms.dispatcher@north")
    let longest = try #require(PersonID(String(repeating: "人", count: 42)))
    #expect(
      NoticeID(
        event: "01ARZ3NDEKTSV4RRFFQ69G5FAV", rule: .cancellationAsked,
        channel: try #require(NoticeChannelCode(String(repeating: "c", count: 32))),
        recipient: .person(longest)) != nil)
    for text in ["", "a.b.c", "01ABC.dispatched.sms.", "01ABC.nothing.sms.person:u"] {
      #expect(NoticeID(text) == nil)
    }
    for text in ["", "person:", "nobody@north", "dispatcher@"] {
      #expect(NoticeRecipient(text) == nil)
    }
  }
}
