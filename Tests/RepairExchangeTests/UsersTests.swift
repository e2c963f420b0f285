import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// The legacy user table, in and out.
@Suite struct UsersTests {
  private let scratch: Scratch
  private let log: EventLog

  init() throws {
    scratch = try Scratch()
    log = try scratch.log()
  }

  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  @discardableResult
  private func load(
    _ path: String? = nil, _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> ImportReport {
    var options = ImportOptions()
    options.map = try Array(
      Data(contentsOf: Self.fixtures.appending(path: "legacy-user-codes.json")))
    change(&options)
    return try Importer.run(
      source: path ?? Self.fixtures.appending(path: "legacy-users.csv").path, format: .users,
      options: options, into: log)
  }

  private func member(_ id: String) throws -> Member {
    let name = try #require(PersonID(id))
    return try #require(try TicketLog(log).member(name))
  }

  private func records(_ path: String) throws -> [[String]] {
    let reader = try CSVReader(TextSource(ByteSource(path: path)))
    var records: [[String]] = []
    while try reader.next() { records.append(reader.texts) }
    return records
  }

  /// Every byte that the log's files hold.
  private func allBytes() throws -> Data {
    log.close()
    var bytes = Data()
    for name in try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) {
      bytes += try Data(contentsOf: scratch.folder.appending(path: name))
    }
    return bytes
  }

  @Test("Every row becomes a member with roles, campuses, trades and groups as the map says")
  func fixture() throws {
    let report = try load()
    #expect(report.rowsRead == 9 && report.membersAdded == 9 && report.skipped == 0)
    let north = try #require(CampusCode("north"))
    let requester = try member("1001")
    #expect(requester.roles == [RoleGrant(.requester)] && requester.campuses == [north])
    #expect(requester.profile.login == "xs1001" && requester.profile.openID == "o-1001")
    #expect(requester.registeredAt == Timestamp("2023-02-20T01:00:00Z"))
    let worker = try member("2001")
    #expect(worker.trades.map(\.rawValue) == ["plumbing"])
    #expect(worker.groups.map(\.rawValue) == ["nights"])
    #expect(worker.duty(at: .latest) == .unknown)
    #expect(try member("2003").status == .inactive)
    #expect(try member("2004").status == .left)
    #expect(try member("2004").departure?.at == Timestamp("2023-07-01T04:00:00Z"))
    #expect(try member("3001").roles == [RoleGrant(.dispatcher, campuses: [north])])
    #expect(try member("3002").roles == [RoleGrant(.dispatcher)])
    #expect(report.count(.allCampuses) == 1)
    let callers = try TicketLog(log).directory().members(phone: "138 0000 1002")
    #expect(callers.map(\.id.rawValue) == ["1002"])
  }

  @Test("No password and no gender is anywhere in the log's files, and the report says so")
  func dropped() throws {
    let report = try load()
    #expect(report.count(.credentialDropped) == 5)
    #expect(report.count(.genderDropped) == 18)
    let bytes = try allBytes()
    for secret in ["e10adc3949ba59abbe56e057f20f883e", "5f4dcc3b5aa765d61d8327deb882cf99"] {
      #expect(bytes.range(of: Data(secret.utf8)) == nil)
    }
    #expect(bytes.range(of: Data(#""sex":null,"gender":null"#.utf8)) != nil)
  }

  @Test("A gender is kept in the raw record where somebody asks for it, and a password never")
  func gender() throws {
    let report = try load { $0.keepsGender = true }
    #expect(report.count(.genderDropped) == 0 && report.count(.credentialDropped) == 5)
    #expect(try member("1001").legacy?.raw?.contains(#""sex":"1""#) == true)
    #expect(try member("1001").legacy?.raw?.contains(#""userPassword":null"#) == true)
  }

  @Test("The same table twice adds nothing, and a row that changed is reported")
  func twice() throws {
    try load()
    let again = try load()
    #expect(again.eventsAdded == 0 && again.alreadyPresent == 9 && again.findings.isEmpty)
    let text = try String(
      contentsOf: Self.fixtures.appending(path: "legacy-users.csv"), encoding: .utf8)
    let path = try scratch.file(
      "changed.csv", text.replacingOccurrences(of: "13800002001", with: "13900002001"))
    let changed = try load(path)
    #expect(changed.changed == 1 && changed.count(.changedRecord) == 1)
    #expect(changed.findings.first?.lines == [4])
    #expect(try member("2001").profile.phone == "13800002001")
    // A changed password is not seen, because there is none to compare it with.
    let other = try scratch.file(
      "password.csv", text.replacingOccurrences(of: "e10adc", with: "abcdef"))
    #expect(try load(other).alreadyPresent == 9)
  }

  @Test("The table goes out as it came, column by column, but for those never kept")
  func roundTrip() throws {
    try load()
    let report = try Exporter.run(from: log, format: .users, to: scratch.path("out.csv"))
    #expect(report.rows == 9 && report.leftOut == 0)
    #expect(report.columnsNotKept == ["userPassword", "sex", "gender"])
    let original = try records(Self.fixtures.appending(path: "legacy-users.csv").path)
    let given = try records(scratch.path("out.csv"))
    #expect(given.first == original.first)
    #expect(given.count == original.count)
    for (row, was) in zip(given, original).dropFirst() {
      for (index, column) in original[0].enumerated() {
        let due = report.columnsNotKept.contains(column) ? "" : was[index]
        #expect(row[index] == due, "\(column) of \(was[0])")
      }
    }
    // What came out goes in again, as a table without passwords.
    let second = try scratch.log("second.db")
    var options = ImportOptions()
    options.map = try Array(
      Data(contentsOf: Self.fixtures.appending(path: "legacy-user-codes.json")))
    let again = try Importer.run(
      source: scratch.path("out.csv"), format: .users, options: options, into: second)
    #expect(again.membersAdded == 9 && again.count(.credentialDropped) == 0)
  }

  @Test("A member who was registered here has no row in the legacy table")
  func leftOut() throws {
    let actor = Actor(id: try #require(PersonID("setup")), role: .system)
    let at = try #require(Timestamp("2026-03-01T08:00:00Z"))
    let name = try #require(PersonID("m-1"))
    try TicketLog(log).execute(
      CommandEnvelope(.register(MemberRegistration()), member: name, by: actor, at: at)
    ).get()
    try load()
    let report = try Exporter.run(from: log, format: .users, to: scratch.path("out.csv"))
    #expect(report.rows == 9 && report.leftOut == 1)
  }

  @Test("A hostile table is taken in as far as it can be, and each trap in it is named")
  func hostile() throws {
    let report = try load(Self.fixtures.appending(path: "hostile-users.csv").path)
    #expect(report.rowsRead == 11 && report.membersAdded == 7)
    func lines(_ kind: ImportFindingKind, _ field: String? = nil) -> [Int] {
      report.findings.filter { $0.kind == kind && (field == nil || $0.field == field) }
        .flatMap(\.lines)
    }
    #expect(lines(.unknownCode, "userType") == [2])
    #expect(lines(.unknownCode, "campus") == [2])
    #expect(lines(.unknownCode, "tags") == [2])
    #expect(lines(.unknownCode, "avialable") == [3])
    #expect(lines(.unknownCode, "isDelete") == [3])
    #expect(lines(.noTime) == [4, 12])
    #expect(lines(.timeRunsBackwards, "updateTime") == [5])
    #expect(lines(.missingID) == [6])
    #expect(lines(.repeatedID) == [7])
    #expect(lines(.wrongFieldCount) == [8])
    #expect(lines(.textTooLong, "nickName") == [10])
    #expect(lines(.textTooLong, "id") == [11])
    #expect(lines(.unreadableTime, "createTime") == [12])
    #expect(lines(.credentialDropped, "userPassword") == [2, 3])
    #expect(lines(.credentialDropped, "session_key") == [2, 3])
    // Whose role is not known can do the least.
    #expect(try member("1").roles == [RoleGrant(.requester)])
    #expect(try member("1").groups.map(\.rawValue) == ["园艺"])
    #expect(try member("2").status == .active)
    #expect(try member("4").departure?.at == Timestamp("2023-02-20T01:00:00Z"))
    let bytes = try allBytes()
    for secret in ["p@ss", "tok1", "tok2"] {
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)")
    }
  }

  @Test("Without a map nobody is more than a requester, and tags are groups")
  func withoutMap() throws {
    let report = try load { $0.map = nil }
    #expect(report.count(.unknownCode) == 9)
    #expect(try member("3002").roles == [RoleGrant(.requester)])
    #expect(try member("2001").groups.map(\.rawValue).sorted() == ["夜班", "水电"].sorted())
    #expect(try member("1001").campuses.map(\.rawValue) == ["1"])
  }

  @Test(
    "A map that cannot be is refused by its place",
    arguments: [
      (#"{"userType":{"0":"king"}}"#, "userType.0"), (#"{"userType":{"0":"system"}}"#, "system"),
      (#"{"shoe":{}}"#, "shoe"), (#"{"isDelete":{"x":"maybe"}}"#, "isDelete.x"),
      (#"{"campus":{"1":2}}"#, "campus.1"), ("[]", "object"),
    ])
  func badMap(_ map: String, _ place: String) throws {
    let words = refusal { try load { $0.map = Array(map.utf8) } }
    #expect(words?.contains(place) == true, "\(words ?? "it was taken")")
    #expect(try log.head() == .start)
  }

  @Test("A trial run keeps nothing, and a table without ids is no user table")
  func trial() throws {
    let report = try load { $0.dryRun = true }
    #expect(report.membersAdded == 9)
    #expect(try log.head() == .start)
    let path = try scratch.file("no-id.csv", "userName,userType\na,0\n")
    #expect(refusal { try load(path) }?.contains("`id`") == true)
  }

  @Test("The report in words counts members and names what was not kept")
  func words() throws {
    let report = try load()
    #expect(report.text.contains("members             9\n"))
    #expect(!report.text.contains("tickets"))
    #expect(report.text.contains("5 × credential, never kept in userPassword"))
    #expect(try report.json().contains(#""membersAdded" : 9"#))
  }
}
