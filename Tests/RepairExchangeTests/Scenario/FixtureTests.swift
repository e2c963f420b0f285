import Foundation
import RepairCore
import RepairStore
import Testing

@testable import RepairExchange

/// The committed fixtures are what the generator makes today, so that neither drifts unseen.
///
/// `scripts/make-fixtures` writes them anew.
@Suite("The committed fixtures")
struct FixtureTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")
  private static let isWriting = ProcessInfo.processInfo.environment["REPAIR_WRITE_FIXTURES"] == "1"

  private func expect(
    _ name: String, toBe made: Data, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = Self.folder.appending(path: name)
    if Self.isWriting { try made.write(to: file) }
    #expect(
      try Data(contentsOf: file) == made, "run scripts/make-fixtures and look at the difference",
      sourceLocation: sourceLocation)
  }

  private func lines(of scenario: Scenario) -> Data {
    scenario.reduce(into: Data()) { $0.append(contentsOf: $1.line) }
  }

  @Test("have the small scenario")
  func smallScenario() throws {
    let scenario = try #require(Scenario(tickets: 40, seed: 2026))
    try expect("scenario-small.ndjson", toBe: lines(of: scenario))
  }

  @Test("have the old table and what its codes mean")
  func legacySheet() throws {
    let scenario = try #require(Scenario(tickets: 3_000, seed: 2026))
    try expect(
      "legacy-sheet.csv", toBe: Data(ScenarioSheet(of: scenario).csv(byteOrderMark: true)))
    try expect("legacy-codes.json", toBe: Data(ScenarioSheet.codeMap.utf8))
  }

  @Test("have an old table in GB18030")
  func legacySheetInGB18030() throws {
    let scenario = try #require(Scenario(tickets: 200, seed: 18_030))
    let text = String(
      decoding: ScenarioSheet(of: scenario).csv(byteOrderMark: false), as: UTF8.self)
    let file = Self.folder.appending(path: "legacy-sheet-gb18030.csv")
    // The script turns what is written here into GB 18030.
    if Self.isWriting { return try Data(text.utf8).write(to: file) }
    let source = try TextSource(ByteSource(path: file.path()), encoding: .gb18030)
    var read = Data()
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
    defer { piece.deallocate() }
    while case let count = try source.read(into: piece), count > 0 {
      read.append(contentsOf: piece.prefix(count))
    }
    #expect(read == Data(text.utf8), "run scripts/make-fixtures and look at the difference")
  }

  @Test("can be run: every line of the small scenario is a command that can be read")
  func scenarioIsReadable() throws {
    let scenario = try #require(Scenario(tickets: 40, seed: 2026))
    for step in scenario {
      #expect(try CommandCodec.decode(step.line.dropLast()) == step.envelope)
    }
  }

  @Test("come from a generator that is the same to the byte on every machine")
  func goldenDigests() throws {
    let scenario = try #require(Scenario(tickets: 1_000, seed: 1))
    let commands = try SHA256Digest(hashing: Array(lines(of: scenario))).description
    #expect(commands == "0c24435b9c756cec6f7df844544bc9774bc41dcb2d0aa7fb67e58fc4dee3dc69")
    let sheet = ScenarioSheet(of: scenario).csv(byteOrderMark: false)
    let table = try SHA256Digest(hashing: sheet).description
    #expect(table == "d122ca0552de6f6f7f050bbc1602902f833830cd3c98e2b655e5d8a05744a502")
  }
}
