import RepairCore
import RepairStore
import Testing

/// Places on the earth and choices of workers, in commands and in events.
@Suite("Places and choices as JSON")
struct DispatchCodingTests {
  private static func line(_ command: String, _ fields: String) -> String {
    #"{"command":"\#(command)","ticket":"N-1","actor":"d-1","role":"dispatcher","#
      + #""at":"2026-03-01T08:00:00.000Z",\#(fields)}"#
  }

  private static func place(_ coordinates: String) -> String {
    line("checkIn", #""place":{"code":"p",\#(coordinates)}"#)
  }

  @Test("A place on the earth is two whole numbers, which travel to the digit")
  func coordinates() throws {
    let text = Self.place(#""latitudeE6":39904201,"longitudeE6":-116407399"#)
    let here = try #require(Coordinates(latitudeE6: 39_904_201, longitudeE6: -116_407_399))
    let request = try CommandCodec.decode(text.utf8).request
    #expect(
      request == .ticket(.command(.checkIn(place: Place(code: "p", coordinates: here)))))
  }

  @Test(
    "Half a place, and one that is not on the earth, is an invalid field",
    arguments: [
      (#""latitudeE6":1"#, "place.longitudeE6"), (#""longitudeE6":1"#, "place.latitudeE6"),
      (#""latitudeE6":90000001,"longitudeE6":0"#, "place.latitudeE6"),
      (#""latitudeE6":0,"longitudeE6":-180000001"#, "place.latitudeE6"),
    ])
  func invalidPlace(_ coordinates: String, _ field: String) throws {
    let request = try CommandCodec.decode(Self.place(coordinates).utf8).request
    guard case .ticket(.invalid(.checkIn, let found)) = request else {
      Issue.record("\(request)")
      return
    }
    #expect(found.field == field)
  }

  @Test(
    "A place or a choice of the wrong type is malformed, and the member is named",
    arguments: [
      (place(#""latitudeE6":39.9,"longitudeE6":1"#), "place.latitudeE6"),
      (place(#""latitudeE6":"39","longitudeE6":1"#), "place.latitudeE6"),
      (line("dispatch", #""worker":"w-1","choice":1"#), "choice"),
      (line("dispatch", #""worker":"w-1","choice":{"of":1,"x":1}"#), "choice.x"),
      (line("dispatch", #""worker":"w-1","choice":{"of":1,"reasons":[1]}"#), "choice.reasons"),
      (
        line("dispatch", #""worker":"w-1","choice":{"of":1,"reasons":[{"code":1}]}"#),
        "choice.reasons[0].code"
      ),
    ])
  func malformed(_ line: String, _ field: String) {
    let error = #expect(throws: MalformedCommand.self) { try CommandCodec.decode(line.utf8) }
    #expect(error?.field == field)
  }

  @Test("A choice without its number of candidates, or with an unknown reason, is an invalid field")
  func invalidChoice() throws {
    for (choice, field) in [
      ("{}", "choice.of"), (#"{"of":1,"reasons":[{}]}"#, "choice.reasons[0].code"),
      (#"{"of":1,"reasons":[{"code":"luck"}]}"#, "choice.reasons[0].code"),
      (#"{"of":1,"runnersUp":[{}]}"#, "choice.runnersUp[0].worker"),
    ] {
      let text = Self.line("dispatch", #""worker":"w-1","choice":\#(choice)"#)
      guard case .ticket(.invalid(_, let found)) = try CommandCodec.decode(text.utf8).request else {
        Issue.record("\(choice)")
        return
      }
      #expect(found.field == field)
    }
  }

  @Test("An event of before has neither place nor choice, and is read as it is")
  func older() throws {
    let dispatch = try TicketEventCodecTests.decode(
      "WorkerDispatched", #"{"worker":"w-1","assignment":1}"#)
    guard case .workerDispatched(let particulars) = dispatch.event else {
      Issue.record("\(dispatch)")
      return
    }
    #expect(particulars.choice == nil)
    let arrival = try TicketEventCodecTests.decode("WorkerArrived", #"{"place":{"code":"p"}}"#)
    #expect(arrival.event == .workerArrived(place: Place(code: "p")))
  }

  @Test("A stored place that is none, or a reason that this release does not know, is an error")
  func damaged() {
    for (name, payload) in [
      ("WorkerArrived", #"{"place":{"latitudeE6":1}}"#),
      ("WorkerArrived", #"{"place":{"latitudeE6":90000001,"longitudeE6":1}}"#),
      ("WorkerDispatched", #"{"worker":"w-1","assignment":1,"choice":{}}"#),
      (
        "WorkerDispatched",
        #"{"worker":"w-1","assignment":1,"choice":{"of":1,"reasons":[{"code":"luck"}]}}"#
      ),
    ] {
      #expect(throws: JSONError.self) { try TicketEventCodecTests.decode(name, payload) }
    }
  }

  @Test("The rules of dispatching are part of the policy, and read as they were written")
  func policy() throws {
    var policy = TicketPolicy.standard
    policy.arrivalDistance = 50
    policy.dispatching.order = [.distance, .openJobs]
    policy.dispatching.preferredGroups = [try #require(GroupCode("夜班"))]
    policy.dispatching.locationAge = .minutes(90)
    policy.dispatching.minimumRatings = 9
    policy.dispatching.keepsChoice = true
    policy.dispatching.isAutomatic = true
    #expect(try TicketPolicy(json: policy.json) == policy)
    #expect(try TicketPolicy(json: #"{"dispatching":{}}"#.utf8) == .standard)
    for (field, json) in [
      ("dispatching", "[]"), ("dispatching.order", #"{"order":["luck"]}"#),
      ("dispatching.order", #"{"order":["fit","fit"]}"#), ("dispatching.order", #"{"order":1}"#),
      ("dispatching.ratingStep", #"{"ratingStep":0}"#),
      ("dispatching.expectedRating", #"{"expectedRating":501}"#),
      ("dispatching.handBackWindow", #"{"handBackWindow":3}"#),
      ("dispatching.isAutomatic", #"{"isAutomatic":1}"#), ("dispatching.x", #"{"x":1}"#),
    ] {
      let error = #expect(throws: MalformedSettings.self, "\(json)") {
        try TicketPolicy(json: #"{"dispatching":\#(json)}"#.utf8)
      }
      #expect(error?.field == field)
    }
  }
}
