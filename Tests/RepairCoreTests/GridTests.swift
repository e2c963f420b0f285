import RepairCore
import Testing

/// Every status, every command, everybody: against ``GridTable``.
struct GridTests {
  /// A ticket at a status, with under way whatever the command answers to, and the time to ask.
  static func scene(
    for command: TicketCommandKind, at status: TicketStatus
  ) -> (given: Given, at: Timestamp) {
    var given = Given(status)
    let begin = given.soon
    switch command {
    case .giveInformation where status.phase.isOpen:
      given = given.onHold(.information)
    case .resume where status.phase.isOpen:
      given = given.onHold(
        status == .submitted ? .information : .weather, until: begin + .minutes(30))
    case .approveExtension where status.phase == .dispatched,
      .refuseExtension where status.phase == .dispatched:
      given = given.and(
        .extensionRequested(until: begin + .days(2), reason: "parts"), by: .worker)
    case .refuseCancellation where [.dispatched, .rejectedByWorker].contains(status.phase):
      given = given.and(
        .cancellationRequested(reason: "noLongerNeeded", remark: nil), by: .requester)
    case .reserveMaterial, .issueMaterial: given = given.wanting(5)
    case .useMaterial, .returnMaterial, .writeOffMaterial: given = given.wanting(5).issued(5)
    case .acceptQuote, .refuseQuote: given = given.quoted(1_000)
    default: break
    }
    let pause: TimeSpan = command == .confirmByDefault ? .days(7) : .hours(1)
    return (given, begin + pause)
  }

  @Test("The table has a row of all statuses for somebody under every command")
  func isComplete() {
    for command in TicketCommandKind.allCases where command != .submit {
      let rows = GridTable.rows.filter { $0.key.command == command }
      #expect(!rows.isEmpty, "\(command)")
      #expect(rows.values.allSatisfy { $0.count == TicketStatus.allCases.count }, "\(command)")
    }
    #expect(GridTable.results.split(separator: "\n").count == TicketCommandKind.allCases.count - 1)
  }

  @Test(
    "Each command at each status by everybody ends as the table says",
    arguments: TicketCommandKind.allCases.filter { $0 != .submit })
  func matchesTable(_ command: TicketCommandKind) {
    for (index, status) in TicketStatus.allCases.enumerated() {
      let (given, at) = Self.scene(for: command, at: status)
      #expect(given.ticket?.status == status)
      for person in Person.allCases {
        let when = given.when(.sample(command, at: at), by: person, at: at)
        let outcome: Character =
          switch when.result {
          case .success: "."
          case .failure(let refusal): GridTable.letter(for: refusal.code)
          }
        #expect(
          outcome == GridTable.expected(command, by: person, at: index),
          "\(command) by \(person.actor) at \(status): \(when.result)")
      }
    }
  }

  @Test(
    "What happens is the event and leads to the status of the table",
    arguments: GridTable.results.split(separator: "\n").map(String.init))
  func leadsWhereTableSays(_ row: String) throws {
    let words = row.split(separator: " ").map(String.init)
    let command = try #require(TicketCommandKind(rawValue: words[0]))
    var count = 0
    for status in TicketStatus.allCases {
      let (given, at) = Self.scene(for: command, at: status)
      for person in Person.allCases {
        let when = given.when(.sample(command, at: at), by: person, at: at)
        guard case .success(let decision) = when.result else { continue }
        count += 1
        #expect(decision.events.map(\.kind.rawValue) == [words[1]])
        let after = when.accepted().ticket?.status
        #expect(
          after == GridTable.result(of: command, by: person, at: status, named: words[2]),
          "\(command) by \(person.actor) at \(status)")
        let rules = Lifecycle.rules(for: command)
        #expect(
          rules.contains { rule in
            rule.event.rawValue == words[1] && rule.from?.contains(status) == true
              && after.map { rule.destinations(from: status).contains($0) } == true
          }, "\(command) at \(status) follows no row of the lifecycle")
      }
    }
    #expect(count > 0, "nobody could \(command)")
  }

  @Test("Submit begins a ticket for requesters, workers and the desk, where there is none")
  func submit() {
    for person in Person.allCases {
      let when = Given.nothing.when(.submit(.leak), by: person)
      switch person {
      case .requester, .otherRequester, .worker, .otherWorker, .formerWorker, .deskForRequester,
        .deskForAnother:
        when.then(.submitted(.leak))
      case .deskElsewhere: when.refused(.wrongCampus)
      case .dispatcher, .dispatcherElsewhere, .storekeeper, .storekeeperElsewhere, .auditor, .timer:
        when.refused(.notPermitted)
      }
      for status in TicketStatus.allCases {
        Given(status).when(.submit(.leak), by: person).refused(.alreadyExists)
      }
    }
  }

  @Test("Without a ticket every other command is for an unknown one, whoever gives it")
  func nothingThere() {
    for command in TicketCommandKind.allCases where command != .submit {
      for person in Person.allCases {
        Given.nothing.when(.sample(command, at: .start), by: person).refused(.unknownTicket)
      }
    }
  }

  @Test("The allowed list names a command exactly when some form of it would happen")
  func allowedAgrees() {
    for command in TicketCommandKind.allCases {
      for status in TicketStatus.allCases {
        let (given, at) = Self.scene(for: command, at: status)
        for person in Person.allCases {
          // The sample holds for parts and releases for silence; another form may happen.
          var forms: [TicketCommand] = [.sample(command, at: at)]
          if command == .hold { forms.append(.hold(reason: .information, until: nil, text: "?")) }
          if command == .release {
            forms.append(.release(reason: "workerLeft", assignment: nil))
          }
          let whens = forms.map { given.when($0, by: person, at: at) }
          let happens = whens.contains { if case .success = $0.result { true } else { false } }
          let allowed = whens[0].allowed.contains(command)
          #expect(allowed == happens, "\(command) by \(person.actor) at \(status)")
          let refusal = Ticket.refusal(
            of: command, on: given.ticket, named: given.id, in: whens[0].context,
            under: given.policy)
          #expect((refusal == nil) == allowed)
        }
      }
    }
  }
}
