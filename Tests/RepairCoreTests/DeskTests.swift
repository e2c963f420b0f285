import RepairCore
import Testing

/// What a dispatcher and a requester settle between them while the repair is still to be done.
struct DeskTests {
  @Test("Accepting takes the default priority where none is named, and may correct the category")
  func accept() {
    Given(.submitted).when(.accept(priority: nil, category: nil), by: .dispatcher)
      .then(.accepted(priority: 3, category: nil))
    let given = Given(.submitted).when(.accept(priority: 1, category: "electric"), by: .dispatcher)
      .then(.accepted(priority: 1, category: "electric"))
    #expect(given.ticket?.priority == 1)
    #expect(given.ticket?.category == "electric")
    Given(.submitted).under { $0.defaultPriority = 4 }
      .when(.accept(priority: nil, category: nil), by: .dispatcher)
      .then(.accepted(priority: 4, category: nil))
  }

  @Test("Declining keeps the reason and the words")
  func decline() {
    Given(.accepted).when(.decline(reason: "notOurs", text: "ask the landlord"), by: .dispatcher)
      .then(
        .cancelled(
          TicketCancellation(kind: .declined, reason: "notOurs", remark: "ask the landlord")))
  }

  @Test("A duplicate names a ticket that exists, is another one and is no duplicate itself")
  func duplicate() {
    let given = Given(.submitted)
    given.when(.markDuplicate(of: "N-1"), by: .dispatcher).refused(.invalidField, field: "of")
    given.when(.markDuplicate(of: "N-0"), by: .dispatcher, other: .unknown)
      .refused(.invalidField, field: "of")
    given.when(.markDuplicate(of: "N-0"), by: .dispatcher, other: .duplicate(of: "N-1"))
      .refused(.invalidField, field: "of")
    given.when(.markDuplicate(of: "N-0"), by: .dispatcher, other: .duplicate(of: nil))
      .refused(.invalidField, field: "of")
    let event = TicketEvent.cancelled(TicketCancellation(kind: .duplicate, duplicateOf: "N-0"))
    given.when(.markDuplicate(of: "N-0"), by: .dispatcher, other: .exists).then(event)
    given.when(.markDuplicate(of: "N-0"), by: .dispatcher, other: nil).then(event)
  }

  @Test("An amendment changes the fields it names and no other")
  func amend() {
    let contact = Contact(phone: "999")
    let given = Given(.submitted)
      .when(.amend(TicketAmendment(contact: contact, asset: "tap-7")), by: .requester)
      .then(.amended(TicketAmendment(contact: contact, asset: "tap-7")))
    #expect(given.ticket?.contact == Contact(name: "Li", phone: "999"))
    #expect(given.ticket?.asset == "tap-7")
    #expect(given.ticket?.description == "水管漏水")
    #expect(given.ticket?.place == TicketSubmission.leak.place)
  }

  @Test(
    "An amendment that changes nothing is refused",
    arguments: [
      TicketAmendment(), TicketAmendment(description: "水管漏水"),
      TicketAmendment(place: TicketSubmission.leak.place),
      TicketAmendment(contact: Contact(name: "Li")), TicketAmendment(contact: Contact()),
    ])
  func amendNothing(_ amendment: TicketAmendment) {
    Given(.submitted).when(.amend(amendment), by: .requester)
      .refused(.invalidField, field: "description, place, contact, asset")
  }

  @Test("An amendment is held to the rules of a report")
  func amendBadly() {
    let given = Given(.accepted)
    given.when(.amend(TicketAmendment(description: " ")), by: .dispatcher)
      .refused(.invalidField, field: "description")
    given.when(.amend(TicketAmendment(place: Place())), by: .dispatcher)
      .refused(.invalidField, field: "place")
    given.when(
      .amend(TicketAmendment(contact: Contact(phone: String(repeating: "1", count: 41)))),
      by: .dispatcher
    ).refused(.invalidField, field: "contact.phone")
  }

  @Test("A requester waits two hours before asking again, to the millisecond, and is counted")
  func hurry() {
    let first = Timestamp.start(.hours(1))
    let given = Given(.accepted).when(.hurry, by: .requester, at: first).then(.hurried)
    given.when(.hurry, by: .requester, at: first + .hours(2) - .millisecond).refused(.tooEarly)
    let twice = given.when(.hurry, by: .requester, at: first + .hours(2)).then(.hurried)
    #expect(twice.ticket?.hurries == 2)
    #expect(twice.ticket?.status == .accepted)
  }

  @Test("A visit begins after now and ends after it begins")
  func visit() {
    let at = Timestamp.start(.hours(2))
    let given = Given(.accepted)
    let now = VisitWindow.between(at, at + .hours(1))
    given.when(.scheduleVisit(now), by: .dispatcher, at: at).refused(.invalidField, field: "from")
    let soon = VisitWindow.between(at + .millisecond, at + .hours(1))
    let agreed = given.when(.scheduleVisit(soon), by: .dispatcher, at: at)
      .then(.visitScheduled(soon))
    #expect(agreed.ticket?.visit == soon)
    agreed.when(.scheduleVisit(soon), by: .dispatcher, at: at)
      .refused(.invalidField, field: "from")
    #expect(VisitWindow(from: at, to: at) == nil)
    #expect(VisitWindow(from: at, to: at - .millisecond) == nil)
  }

  @Test("A date set by hand lies ahead, changes something and never slides")
  func deadline() {
    let at = Timestamp.start(.hours(1))
    let due = Timestamp.start(.days(3))
    let given = Given(.accepted)
    given.when(.setDeadline(due: at, reason: nil), by: .dispatcher, at: at)
      .refused(.invalidField, field: "due")
    let set = given.when(.setDeadline(due: due, reason: "exam"), by: .dispatcher, at: at)
      .then(.deadlineSet(due: due, reason: "exam"))
    set.when(.setDeadline(due: due, reason: nil), by: .dispatcher)
      .refused(.invalidField, field: "due")
    let rested = set.onHold(.parts).when(.resume, by: .dispatcher, at: .start(.days(2))).accepted()
    #expect(rested.ticket?.deadline == due)
    #expect(rested.ticket?.isOverdue(at: due) == false)
    #expect(rested.ticket?.isOverdue(at: due + .millisecond) == true)
  }

  @Test("Priority and category change only to another one")
  func changes() {
    let given = Given(.accepted)
    given.when(.changePriority(3, reason: "flood"), by: .dispatcher)
      .refused(.invalidField, field: "priority")
    given.when(.recategorise("plumbing", reason: "x"), by: .dispatcher)
      .refused(.invalidField, field: "category")
    given.when(.changePriority(1, reason: "flood"), by: .dispatcher)
      .then(.priorityChanged(1, reason: "flood"))
    given.when(.recategorise("electric", reason: "x"), by: .dispatcher)
      .then(.recategorised("electric", reason: "x"))
  }

  @Test("A transferred ticket begins anew at the other campus, out of the old one's hands")
  func transfer() {
    let given = Given(.rejectedByWorker).onHold(.parts)
      .when(.transfer(to: "south", reason: "moved"), by: .dispatcher)
      .then(.transferred(to: "south", reason: "moved"))
    #expect(given.ticket?.status == .submitted)
    #expect(given.ticket?.campus == "south")
    #expect(given.ticket?.hold == nil)
    given.when(.accept(priority: nil, category: nil), by: .dispatcher).refused(.wrongCampus)
    given.when(.accept(priority: nil, category: nil), by: .dispatcherElsewhere).accepted()
    Given(.accepted).when(.transfer(to: "north", reason: "x"), by: .dispatcher)
      .refused(.invalidField, field: "campus")
  }

  @Test("A transfer keeps a question to the requester")
  func transferWithQuestion() {
    let given = Given(.accepted).onHold(.information)
      .when(.transfer(to: "south", reason: "moved"), by: .dispatcher).accepted()
    #expect(given.ticket?.hold?.reason == .information)
  }

  @Test("A later date is asked for, and granted or not; granting sets it")
  func extending() {
    let due = Timestamp.start(.days(3))
    let later = Timestamp.start(.days(5))
    let given = Given(.inProgress).and(.deadlineSet(due: due, reason: nil))
    given.when(.requestExtension(until: due, reason: "parts"), by: .worker)
      .refused(.invalidField, field: "until")
    given.when(.requestExtension(until: due + .millisecond, reason: "parts"), by: .worker)
      .accepted()
    let asked = given.when(.requestExtension(until: later, reason: "parts"), by: .worker)
      .then(.extensionRequested(until: later, reason: "parts"))
    let granted = asked.when(.approveExtension, by: .dispatcher)
      .then(.extensionApproved(until: later))
    #expect(granted.ticket?.deadline == later)
    #expect(granted.ticket?.extensionRequest == nil)
    let refused = asked.when(.refuseExtension(reason: "exam"), by: .dispatcher)
      .then(.extensionRefused(reason: "exam"))
    #expect(refused.ticket?.deadline == due)
    #expect(refused.ticket?.extensionRequest == nil)
    refused.when(.approveExtension, by: .dispatcher).refused(.illegalTransition)
    refused.when(.refuseExtension(reason: nil), by: .dispatcher).refused(.illegalTransition)
  }

  @Test("A date set by hand after the request is not brought back by granting it")
  func overtaken() {
    let asked = Given(.inProgress)
      .and(.extensionRequested(until: .start(.days(5)), reason: "parts"), by: .worker)
    let later = asked.and(.deadlineSet(due: .start(.days(6)), reason: nil))
    later.when(.approveExtension, by: .dispatcher).refused(.tooLate)
    later.when(.refuseExtension(reason: nil), by: .dispatcher).accepted()
    asked.and(.deadlineSet(due: .start(.days(5)), reason: nil))
      .when(.approveExtension, by: .dispatcher).refused(.tooLate)
    asked.and(.deadlineSet(due: .start(.days(4)), reason: nil))
      .when(.approveExtension, by: .dispatcher).accepted()
  }

  @Test("A worker's request for a later date ends with the assignment")
  func requestEnds() {
    let asked = Given(.inProgress)
      .and(.extensionRequested(until: .start(.days(5)), reason: "parts"), by: .worker)
    for command in [
      TicketCommand.release(reason: "shift", assignment: nil), .sample(.dispatch, at: .start),
      .cancel(reason: "demolished", remark: nil),
    ] {
      let given = asked.when(command, by: .dispatcher).accepted()
      #expect(given.ticket?.extensionRequest == nil, "\(command.kind)")
    }
  }

  @Test("A requester's note is never internal, anybody else's may be")
  func internalNote() {
    let note = TicketCommand.addNote(text: "careful", internal: true)
    Given(.inProgress).when(note, by: .requester).refused(.invalidField, field: "internal")
    for person in [Person.dispatcher, .worker, .storekeeper, .timer] {
      Given(.inProgress).when(note, by: person)
        .then(.noteAdded(text: "careful", internal: true))
    }
  }

  @Test("A ticket without a known requester is the desk's to speak for, and nobody else's")
  func unknownRequester() {
    let given = Given.nothing.and(.submitted(.leak), by: .timer).and(.workDone, by: .timer)
    #expect(given.ticket?.requester == nil)
    given.when(.confirm, by: .requester).refused(.notPermitted)
    given.when(.confirm, by: .deskForAnother).then(.resultConfirmed)
    given.when(.confirm, by: .deskElsewhere).refused(.wrongCampus)
  }
}
