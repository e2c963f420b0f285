import RepairCore
import Testing

@testable import RepairStore

@Suite("The -wal")
struct WALTests {
  private func walBytes(_ log: EventLog) throws -> Int64 { try log.status().walBytes }

  @Test("The -wal stays short however much is appended")
  func bounded() throws {
    let fixture = try LogFixture {
      $0.walCheckpointPages = 50
      $0.durability = .processCrashOnly
    }
    for index in 0..<3_000 {
      try fixture.log.append([event()], to: stream("s-\(index % 50)"), expecting: .any)
    }
    #expect(try walBytes(fixture.log) < 60 * 4_200)
  }

  @Test("A reader that holds the -wal back lets it grow, and its end lets it be reused")
  func heldBack() throws {
    let fixture = try LogFixture {
      $0.walCheckpointPages = 50
      $0.durability = .processCrashOnly
    }
    let reader = try fixture.log.makeReader()
    try reader.snapshot {
      _ = try reader.head()
      for _ in 0..<300 { try fixture.log.append([event()], to: stream("s"), expecting: .any) }
      #expect(try !fixture.log.checkpointWAL())
    }
    let grown = try walBytes(fixture.log)
    #expect(grown > 300 * 4_096)
    for _ in 0..<300 { try fixture.log.append([event()], to: stream("s"), expecting: .any) }
    #expect(try fixture.log.checkpointWAL())
    #expect(try walBytes(fixture.log) < grown + 100 * 4_200)
  }
}
