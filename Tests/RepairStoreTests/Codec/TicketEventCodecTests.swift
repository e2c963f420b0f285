import RepairCore
import RepairStore
import Testing

@Suite("The payloads of events")
struct TicketEventCodecTests {
  static func decode(
    _ name: String, schema: Int = 1, _ payload: String, codec: TicketEventCodec = .current
  ) throws -> (event: TicketEvent, remarks: EventRemarks?) {
    let plan = try codec.plan(for: EventType(name, schema: schema))
    return try Array(payload.utf8).withUnsafeBytes { try codec.decode(plan, $0) }
  }

  @Test("Every kind of event reads as it was written", arguments: TicketEventKind.allCases)
  func roundTrip(_ kind: TicketEventKind) throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = RandomEvents(seed: seed)
      let event = try random.event(kind)
      let remarks = try random.remarks()
      let payload = try TicketEventCodec.encode(event, remarks: remarks)
      let type = TicketEventCodec.type(of: event)
      let plan = try TicketEventCodec.current.plan(for: type)
      let read = try payload.withUnsafeBytes { try TicketEventCodec.current.decode(plan, $0) }
      #expect(read.event == event, "seed \(seed): \(String(decoding: payload, as: UTF8.self))")
      #expect(read.remarks == remarks, "seed \(seed)")
      #expect(try TicketEventCodec.encode(read.event, remarks: read.remarks) == payload)
    }
  }

  @Test("A payload cut anywhere is an error", arguments: TicketEventKind.allCases)
  func truncated(_ kind: TicketEventKind) throws {
    var random = RandomEvents(seed: 7)
    let event = try random.event(kind)
    let payload = try TicketEventCodec.encode(event, remarks: try random.remarks())
    let plan = try TicketEventCodec.current.plan(for: TicketEventCodec.type(of: event))
    for length in 0..<payload.count {
      #expect(throws: JSONError.self, "cut at \(length)") {
        try Array(payload[..<length]).withUnsafeBytes {
          _ = try TicketEventCodec.current.decode(plan, $0)
        }
      }
    }
  }

  @Test("A payload with any byte changed is an event or an error, never a trap")
  func bitFlips() throws {
    var random = RandomEvents(seed: 11)
    for kind in TicketEventKind.allCases {
      let event = try random.event(kind)
      let payload = try TicketEventCodec.encode(event, remarks: try random.remarks())
      let plan = try TicketEventCodec.current.plan(for: TicketEventCodec.type(of: event))
      for index in payload.indices {
        var damaged = payload
        damaged[index] ^= 1 << UInt8(random.numbers.number(0...7))
        damaged.withUnsafeBytes { _ = try? TicketEventCodec.current.decode(plan, $0) }
      }
    }
  }

  @Test("Keys are the field names in the order of declaration, and what is absent is left out")
  func shape() throws {
    let event = TicketEvent.submitted(
      TicketSubmission(
        campus: try #require(CampusCode("north")), category: try #require(CategoryCode("plumbing")),
        description: "水管\"漏水\"\n", place: Place(code: "dorm-5"), contact: Contact(phone: "1380"),
        channel: .phone, attachments: [Attachment(name: "a.jpg", size: 3, kind: "photo")],
        legacy: LegacyRecord(id: "9", warranty: .out, raw: #"{"id":"9"}"#)))
    let at = try #require(Timestamp("2026-03-01T08:00:00Z"))
    let remarks = EventRemarks(
      statedAt: at, campuses: [], imported: ImportMark(format: "sheet", time: .exact))
    let payload = String(
      decoding: try TicketEventCodec.encode(event, remarks: remarks), as: UTF8.self)
    #expect(
      payload
        == #"{"campus":"north","category":"plumbing","description":"水管\"漏水\"\n","#
        + #""place":{"code":"dorm-5"},"contact":{"phone":"1380"},"channel":"phone","#
        + #""attachments":[{"name":"a.jpg","size":3,"kind":"photo"}],"#
        + #""legacy":{"id":"9","warranty":"out","raw":{"id":"9"}},"#
        + #""statedAt":"2026-03-01T08:00:00.000Z","campuses":[],"#
        + #""imported":{"format":"sheet","time":"exact"}}"#)
  }

  @Test("An event without fields is an empty object")
  func empty() throws {
    #expect(try TicketEventCodec.encode(.workAcknowledged) == Array("{}".utf8))
    #expect(try Self.decode("WorkAcknowledged", "{}").event == .workAcknowledged)
  }

  @Test("White space, another order and members of a later release do not matter")
  func tolerance() throws {
    let read = try Self.decode(
      "WorkRejected",
      " { \"later\" : {\"x\":[1,{\"y\":null}]} ,\n\"text\":\"no\" , \"\\u0072eason\":\"noParts\" }\t"
    )
    let reason = try #require(ReasonCode("noParts"))
    #expect(read.event == .workRejected(reason: reason, text: "no"))
  }

  @Test(
    "A payload that is not what its type says is an error",
    arguments: [
      #"{"reason":"a","reason":"b"}"#, #"{"reason":"a","x":1,"x":1}"#, #"{"text":"a"}"#,
      #"{"reason":5}"#, #"{"reason":""}"#, #"{"reason":null}"#, #"["reason"]"#, #"{"reason":"a"}x"#,
      #"{"reason":"a",}"#, #"{"reason":"a" "text":"b"}"#, #"{,"reason":"a"}"#,
      #"{"reason":"a\u0000"}"#, #"{"reason":"\ud800"}"#, "", "null",
      #"{"x":{"y":1,"y":2},"reason":"a"}"#,
    ])
  func faulty(_ payload: String) {
    #expect(throws: JSONError.self) { try Self.decode("WorkRejected", payload) }
  }

  @Test("A type this release does not know fails by its name")
  func unknownType() {
    for (name, schema) in [("TicketTeleported", 1), ("TicketSubmitted", 2), ("TicketSubmitted", 0)]
    {
      #expect(code { _ = try Self.decode(name, schema: schema, "{}") } == .unknownEventType)
    }
  }

  @Test("An older shape is brought up step by step on the one way of reading")
  func upcasting() throws {
    let codec = TicketEventCodec(upcasters: [
      Upcaster(
        from: EventType("TicketBooked", schema: 0), to: EventType("TicketBooked", schema: 3)
      ) { old in
        var new = old
        new["reason"] = new["why"]
        new["why"] = nil
        return new
      },
      Upcaster(from: EventType("TicketBooked", schema: 3), to: EventType("TicketReopened")) { old in
        var new = old
        new["text"] = .string("was booked")
        return new
      },
    ])
    let read = try Self.decode(
      "TicketBooked", schema: 0, #"{"why":"leak","statedAt":"2026-03-01T08:00:00.000Z"}"#,
      codec: codec)
    let reason = try #require(ReasonCode("leak"))
    #expect(read.event == .reopened(reason: reason, text: "was booked"))
    #expect(read.remarks?.statedAt == Timestamp("2026-03-01T08:00:00Z"))
  }

  @Test("Upcasters that go in circles fail like an unknown type")
  func circle() {
    let (one, other) = (EventType("A"), EventType("B"))
    let codec = TicketEventCodec(upcasters: [
      Upcaster(from: one, to: other) { $0 }, Upcaster(from: other, to: one) { $0 },
    ])
    #expect(code { _ = try codec.plan(for: one) } == .unknownEventType)
  }

  @Test("Text with NUL is not written")
  func containsNUL() {
    #expect(
      code { _ = try TicketEventCodec.encode(.noteAdded(text: "a\0b", internal: false)) }
        == .invalidEvent)
  }

  @Test(
    "A legacy record that is not one object on one line is not written",
    arguments: ["", "[]", "{\"a\":1", "{\"a\":1}{}", "{\n}", "{\"a\":1,\"a\":2}"])
  func legacyRecord(_ raw: String) throws {
    let event = TicketEvent.submitted(
      TicketSubmission(
        campus: try #require(CampusCode("n")), category: try #require(CategoryCode("p")),
        description: "", place: Place(), legacy: LegacyRecord(id: "1", raw: raw)))
    #expect(code { _ = try TicketEventCodec.encode(event) } == .invalidEvent)
  }
}
