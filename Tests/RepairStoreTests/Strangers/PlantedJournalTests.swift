import RepairCore
import Testing

@testable import RepairStore

@Suite("A rollback journal that somebody put there")
struct PlantedJournalTests {
  /// A closed log with two events, beside which lies a file that a journal names.
  private func logAndVictim() throws -> (fixture: LogFixture, victim: String) {
    let fixture = try LogFixture()
    try fixture.log.append([event("A"), event("B")], to: stream("ticket/N-1"), expecting: .any)
    fixture.log.close()
    let victim = fixture.folder.file("precious.txt")
    try write(Array("precious".utf8), to: victim)
    return (fixture, victim)
  }

  @Test("The journal does what it is made for where a file is opened without looking")
  func isDangerous() throws {
    let (fixture, victim) = try logAndVictim()
    let before = try bytes(of: fixture.path)
    try write(PlantedJournal.bytes(for: before, naming: victim), to: fixture.path + "-journal")
    let raw = try RawDatabase(fixture.path)
    _ = raw.code("SELECT count(*) FROM event")
    raw.close()
    #expect(try bytes(of: fixture.path) != before)
    #expect(!fixture.folder.names.contains("precious.txt"))
  }

  @Test(
    "It is not played back into a log", arguments: [EventLog.Mode.readWrite, .readOnly, .untrusted])
  func log(mode: EventLog.Mode) throws {
    let (fixture, victim) = try logAndVictim()
    let before = try bytes(of: fixture.path)
    try write(PlantedJournal.bytes(for: before, naming: victim), to: fixture.path + "-journal")
    let names = fixture.folder.names
    #expect(code { _ = try EventLog.open(at: fixture.path, mode: mode) } == .corrupt)
    #expect(try bytes(of: fixture.path) == before)
    #expect(fixture.folder.names == names)
  }

  @Test("It is not played back into views, which are made anew without it")
  func views() throws {
    let (fixture, victim) = try logAndVictim()
    let path = Views.path(besides: fixture.path)
    do {
      let log = try EventLog.open(at: fixture.path, mode: .readOnly)
      #expect(try Views(of: log).checkpoint(at: log.head()).position == LogPosition(2))
    }
    let before = try bytes(of: path)
    try write(PlantedJournal.bytes(for: before, naming: victim), to: path + "-journal")
    let log = try EventLog.open(at: fixture.path, mode: .readOnly)
    let views = try Views(of: log)
    #expect(!views.isTemporary)
    #expect(try bytes(of: victim) == Array("precious".utf8))
    #expect(!fixture.folder.names.contains("log.views.db-journal"))
  }
}
