import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// Two processes on one log, one of them killed again and again.
@Suite struct KillTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
  }

  private static let tickets = 12

  /// Thirty seconds where time does not matter, a few where it does.
  private static var duration: TimeInterval {
    ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 4 : 30
  }

  private static func note(_ key: String, on ticket: Int) -> String {
    #"{"command":"addNote","ticket":"K-\#(ticket)","actor":"d-1","role":"dispatcher","#
      + #""at":"2026-03-01T09:00:00.000Z","text":"\#(key)","key":"\#(key)"}"#
  }

  /// What a result line says of the note with a key.
  private struct Acknowledged {
    var version: Int
    var position: Int
    var isRepeated: Bool
  }

  /// The whole lines of a run's results, by the keys of its commands; a torn last line says nothing.
  private func acknowledged(_ output: String, of keys: [String]) throws -> [String: Acknowledged] {
    var found: [String: Acknowledged] = [:]
    for line in output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["accepted"] as? Bool == true, "\(line)")
      let number = try #require(object["line"] as? Int)
      found[keys[number - 1]] = Acknowledged(
        version: try #require(object["version"] as? Int),
        position: try #require(object["position"] as? Int),
        isRepeated: object["repeated"] as? Bool ?? false)
    }
    return found
  }

  @Test("Whatever is killed when, each acknowledged command is there once, where it was said to be")
  func kills() throws {
    let submits = (0..<Self.tickets).map {
      #"{"command":"submit","ticket":"K-\#($0)","actor":"u-1","role":"requester","#
        + #""at":"2026-03-01T08:00:00.000Z","campus":"north","category":"plumbing","#
        + #""description":"x","place":{"code":"p"}}"#
    }
    try #require(
      repairctl("run", "-", "--log", path, input: submits.joined(separator: "\n")).exitCode
        == .success)
    let seed = UInt64.random(in: 1...UInt64.max)
    var random = seed
    func next(_ bound: UInt64) -> Int {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      return Int(random % bound)
    }
    // One process goes on undisturbed while the other is killed.
    let steady = (0..<100_000).map { "steady-\($0)" }
    let steadyFile = try folder.write(
      steady.enumerated().map { Self.note($1, on: $0 % Self.tickets) }
        .joined(separator: "\n"), to: "steady.ndjson")
    let survivor = try Binary.start(["run", steadyFile, "--log", path])
    var acknowledged: [String: Acknowledged] = [:]
    var (kills, repeats, batch) = (0, 0, 0)
    let end = Date(timeIntervalSinceNow: Self.duration)
    while Date() < end {
      // Asked again under the same keys until all are answered, each perhaps by the first result.
      let keys = (0..<40).map { "killed-\(batch)-\($0)" }
      batch += 1
      let file = try folder.write(
        keys.enumerated().map { Self.note($1, on: $0 % Self.tickets) }
          .joined(separator: "\n"), to: "killed.ndjson")
      var pending = true
      while pending {
        let victim = try Binary.start(["run", file, "--log", path])
        let isSpared = next(4) == 0 || Date() >= end
        if !isSpared {
          Thread.sleep(forTimeInterval: Double(next(60)) / 1_000)
          kill(victim.process.processIdentifier, SIGKILL)
        }
        let outcome = victim.finish()
        pending = !isSpared
        kills += isSpared ? 0 : 1
        for (key, said) in try self.acknowledged(outcome.output, of: keys) {
          if let before = acknowledged[key] {
            #expect(said.isRepeated, "seed \(seed): \(key) was done twice")
            #expect(said.position == before.position, "seed \(seed)")
            repeats += 1
          }
          acknowledged[key] = said
        }
        if isSpared {
          #expect(outcome.exitCode == 0, "seed \(seed): \(outcome.messages)")
          #expect(keys.allSatisfy { acknowledged[$0] != nil }, "seed \(seed)")
        }
      }
    }
    kill(survivor.process.processIdentifier, SIGKILL)
    acknowledged.merge(try self.acknowledged(survivor.finish().output, of: steady)) { $1 }
    #expect(kills > 5 && repeats > 5, "seed \(seed): \(kills) kills, \(repeats) repeats")

    let log = try EventLog.open(at: path, mode: .readOnly)
    #expect(try log.integrityProblems() == [])
    var places: [String: Acknowledged] = [:]
    var versions: [StreamName: Int] = [:]
    var last = 0
    try log.scan { row in
      let event = try row.stored()
      #expect(event.position.rawValue == last + 1, "seed \(seed)")
      last = event.position.rawValue
      #expect(event.version.rawValue == versions[event.stream, default: 0] + 1, "seed \(seed)")
      versions[event.stream] = event.version.rawValue
      guard event.type.name == "NoteAdded" else { return }
      let payload = try JSONSerialization.jsonObject(with: Data(event.payload))
      let text = try #require((payload as? [String: Any])?["text"] as? String)
      #expect(places[text] == nil, "seed \(seed): \(text) is there twice")
      places[text] = Acknowledged(
        version: event.version.rawValue, position: last, isRepeated: false)
    }
    for (key, said) in acknowledged {
      #expect(places[key]?.position == said.position, "seed \(seed): \(key)")
      #expect(places[key]?.version == said.version, "seed \(seed): \(key)")
    }
    // One command a process can be durable and killed before it was acknowledged, no more.
    #expect(places.count - acknowledged.count <= 1, "seed \(seed)")
  }
}
