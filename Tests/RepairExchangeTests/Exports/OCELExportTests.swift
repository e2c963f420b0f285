import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite struct OCELExportTests {
  private let desk: ExportDesk

  init() throws { desk = try ExportDesk() }

  private struct Document: Decodable {
    struct Kind: Decodable { let name: String }
    struct Relation: Decodable, Hashable {
      let objectId: String
      let qualifier: String
    }
    struct Value: Decodable, Hashable {
      let name: String
      let value: String
      let time: String?
    }
    struct Event: Decodable {
      let id: String
      let type: String
      let time: String
      let attributes: [Value]
      let relationships: [Relation]
    }
    struct Thing: Decodable {
      let id: String
      let type: String
      let attributes: [Value]?
      let relationships: [Relation]?
    }
    let eventTypes: [Kind]
    let objectTypes: [Kind]
    let events: [Event]
    let objects: [Thing]
  }

  private func document(_ options: ExportOptions = ExportOptions()) throws -> Document {
    try JSONDecoder().decode(Document.self, from: Data(desk.export(.ocelJSON, options)))
  }

  /// The rows of a query on the database that was written.
  private func rows(_ sql: String, _ options: ExportOptions = ExportOptions()) throws -> [String] {
    let path = try desk.scratch.file(
      "ocel-\(UUID().uuidString).db", desk.export(.ocelSQLite, options))
    let connection = try Connection(path: path, access: .readOnly)
    return try connection.withStatement(sql) { statement in
      var rows: [String] = []
      while try statement.step() { rows.append(try statement.optionalText(0) ?? "nothing") }
      return rows
    }
  }

  @Test("Every event belongs to its ticket and to whoever and whatever it is about")
  func relations() throws {
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    let document = try document()
    #expect(
      document.events.map(\.type).prefix(3) == [
        "TicketSubmitted", "TicketAccepted", "WorkerDispatched",
      ])
    #expect(
      document.events.map { $0.relationships.map(\.objectId) }.prefix(3) == [
        ["ticket:N-1", "campus:north", "place:dorm-5", "requester:u-17"], ["ticket:N-1"],
        ["ticket:N-1", "worker:w-7"],
      ])
    #expect(document.events.allSatisfy { $0.relationships[0].qualifier == "ticket" })
    #expect(
      document.objects.map(\.id) == [
        "ticket:N-1", "campus:north", "place:dorm-5", "requester:u-17", "worker:w-7",
      ])
    #expect(
      Set(document.objectTypes.map(\.name)) == [
        "ticket", "worker", "requester", "place", "material", "campus",
      ])
    #expect(Set(document.eventTypes.map(\.name)) == Set(document.events.map(\.type)))
  }

  @Test("A ticket's attributes have a first value and change when they changed")
  func attributes() throws {
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    let ticket = try #require(try document().objects.first)
    let phases = try #require(ticket.attributes).filter { $0.name == "phase" }
    #expect(phases.map(\.value) == ["submitted", "accepted", "dispatched", "completed"])
    #expect(
      phases.map(\.time) == [
        "1970-01-01T00:00:00.000Z", "2026-03-01T08:10:00.000Z", "2026-03-01T08:11:00.000Z",
        "2026-03-01T08:16:00.000Z",
      ])
    #expect(
      try rows(
        "SELECT phase FROM object_ticket WHERE ocel_changed_field='phase' ORDER BY ocel_time")
        == ["accepted", "dispatched", "completed"])
    #expect(
      try rows("SELECT description FROM object_ticket WHERE ocel_changed_field IS NULL") == ["水管漏水"]
    )
  }

  @Test("Both forms have the same events, things and relations")
  func same() throws {
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    try desk.ticket("N-2", doing: ExportDesk.repair(from: 20, by: "w-8"))
    let document = try document()
    #expect(
      try rows("SELECT ocel_id FROM event ORDER BY ocel_id") == document.events.map(\.id).sorted())
    #expect(
      try rows("SELECT ocel_id FROM object ORDER BY ocel_id") == document.objects.map(\.id).sorted()
    )
    #expect(
      try rows("SELECT ocel_event_id||' '||ocel_object_id FROM event_object ORDER BY 1")
        == document.events.flatMap { event in
          event.relationships.map { "\(event.id) \($0.objectId)" }
        }
        .sorted())
    #expect(
      try rows("SELECT ocel_source_id||' '||ocel_target_id FROM object_object ORDER BY 1")
        == document.objects.flatMap { thing in
          (thing.relationships ?? []).map { "\(thing.id) \($0.objectId)" }
        }.sorted())
    #expect(
      try rows("SELECT ocel_time FROM event_WorkCompleted ORDER BY 1")
        == ["2026-03-01T08:16:00.000Z", "2026-03-01T08:26:00.000Z"])
  }

  @Test("Hostile text stays text in JSON and in the database")
  func hostile() throws {
    for (index, text) in ExportDesk.hostile.enumerated() {
      try desk.ticket("H-\(index)", text, place: Place(code: String(text.prefix(20))))
    }
    let tickets = try document().objects.filter { $0.type == "ticket" }
    let said = tickets.map { $0.attributes?.first { $0.name == "description" }?.value ?? "" }
    #expect(said.map { Array($0.utf8) } == ExportDesk.hostile.map { Array($0.utf8) })
    #expect(
      try rows("SELECT description FROM object_ticket WHERE ocel_changed_field IS NULL").map {
        Array($0.utf8)
      }
        == ExportDesk.hostile.map { Array($0.utf8) })
  }

  @Test("What is filtered out is no event, and an empty log is a whole file")
  func filtered() throws {
    #expect(try document().events.isEmpty)
    #expect(try rows("SELECT ocel_id FROM event").isEmpty)
    try desk.ticket("N-1", doing: ExportDesk.repair(from: 10))
    try desk.ticket("N-2")
    var options = ExportOptions()
    options.filter.types = ["WorkStarted"]
    #expect(try document(options).events.map(\.type) == ["WorkStarted"])
    #expect(try document(options).objects.count { $0.type == "ticket" } == 1)
    #expect(try rows("SELECT ocel_type FROM event", options) == ["WorkStarted"])
    options = ExportOptions()
    options.limit = 3
    #expect(try document(options).events.count == 3)
    #expect(try document(options).objects.count { $0.type == "ticket" } == 1)
  }
}
