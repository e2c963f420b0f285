import RepairCore
import Testing

/// Where a worker arrived, how far that was, and what is remembered of turns that are over.
struct ArrivalTests {
  private let here: Coordinates
  private let near: Coordinates
  private let given: Given

  init() throws {
    here = try #require(Coordinates(latitudeE6: 39_904_200, longitudeE6: 116_407_400))
    near = try #require(Coordinates(latitudeE6: 39_906_400, longitudeE6: 116_407_400))
    given = Given(.acknowledged).and(
      .amended(TicketAmendment(place: Place(code: "dorm-5", coordinates: here))))
  }

  @Test("A worker may arrive with a place, with coordinates alone, or with nothing said")
  func places() {
    for place in [
      nil, Place(code: "dorm-5"), Place(coordinates: near), Place(code: "x", coordinates: near),
    ] {
      given.when(.checkIn(place: place), by: .worker).then(.workerArrived(place: place))
    }
    given.when(.checkIn(place: Place(code: " ")), by: .worker).refused(
      .invalidField, field: "place")
  }

  @Test("How far the arrival was is derived, and only where both places are known")
  func distance() {
    func distance(_ given: Given, _ place: Place?) -> Int? {
      given.and(.workerArrived(place: place), by: .worker).ticket?.assignment?.arrivalDistance
    }
    #expect(distance(given, Place(coordinates: near)) == 245)
    #expect(distance(given, Place(coordinates: here)) == 0)
    #expect(distance(given, Place(code: "dorm-5")) == nil)
    #expect(distance(given, nil) == nil)
    #expect(distance(Given(.acknowledged), Place(coordinates: near)) == nil)
    // What the ticket's place was then counts; a later correction changes no arrival.
    let moved = given.and(.workerArrived(place: Place(coordinates: near)), by: .worker)
      .and(.amended(TicketAmendment(place: Place(code: "dorm-5", coordinates: near))))
    #expect(moved.ticket?.assignment?.arrivalDistance == 245)
  }

  @Test("A report has to lead somebody to the place: coordinates alone do not")
  func report() {
    var report = TicketSubmission.leak
    report.place = Place(coordinates: here)
    Given.nothing.when(.submit(report), by: .requester).refused(.invalidField, field: "place")
    report.place = Place(address: "5栋 301", coordinates: here)
    let submitted = Given.nothing.when(.submit(report), by: .requester).then(.submitted(report))
    #expect(submitted.ticket?.place.coordinates == here)
    given.when(.amend(TicketAmendment(place: Place(coordinates: near))), by: .dispatcher)
      .refused(.invalidField, field: "place")
    let address = Place(code: "dorm-5", coordinates: near)
    given.when(.amend(TicketAmendment(place: address)), by: .dispatcher)
      .then(.amended(TicketAmendment(place: address)))
  }

  @Test("Each turn is remembered with its end, its arrivals and its rating")
  func turns() throws {
    let given = self.given
      .and(.accessDenied(text: nil), by: .worker)
      .and(.workerArrived(place: Place(coordinates: near)), by: .worker)
      .and(.workHandedOver(worker: "w-2", reason: nil, assignment: 3), by: .worker)
      .and(.assignmentReleased(reason: "shift", assignment: nil))
      .and(.dispatched("w-4", 4)).and(.dispatched("w-5", 5))
      .and(.workDone, by: Actor(id: "w-5", role: .worker))
      .and(.evaluated(TicketEvaluation(result: 2, efficiency: 3)), by: .requester)
      .and(.evaluationAmended(result: 4, efficiency: nil, attitude: nil, text: nil), by: .requester)
      .and(.reopened(reason: "again", text: nil))
    let turns = try #require(given.ticket?.turns)
    #expect(turns.map(\.worker) == ["w-3", "w-1", "w-2", "w-4", "w-5"])
    #expect(
      turns.map(\.end) == [.handedBack, .handedOver, .released, .released, .completed])
    #expect(turns[1].deniedVisits == 1)
    #expect(turns[1].arrivals.map(\.distance) == [245])
    #expect(turns[1].arrivals.map(\.hasPlace) == [true])
    #expect(turns[4].result == 4)
    #expect(turns[4].efficiency == 3)
    #expect(turns[3].result == nil)
  }

  @Test("What a dispatcher settled from afar is not the worker's, and an end is an end")
  func remotely() throws {
    let remote = given.and(.workCompleted(WorkCompletion(workDone: "reset", remote: true)))
      .and(.evaluated(TicketEvaluation(result: 1, efficiency: 1)), by: .requester)
    let turn = try #require(remote.ticket?.turns.last)
    #expect(turn.end == .released)
    #expect(turn.result == nil)
    let cancelled = given.and(.cancelled(TicketCancellation(kind: .cancelledByDispatcher)))
    #expect(cancelled.ticket?.turns.last?.end == .cancelled)
    #expect(cancelled.ticket?.turns.last?.endedAt == cancelled.ticket?.updatedAt)
    let rework = Given(.unconfirmed).and(
      .reworkRequested(reason: "leaks", text: nil, to: nil, assignment: 3), by: .requester)
    #expect(rework.ticket?.turns.map(\.worker) == ["w-3", "w-1", "w-1"])
    #expect(rework.ticket?.turns.last?.end == nil)
  }
}
