import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// A semester of the whole desk is one that the engine takes, command by command.
@Suite("A scenario of the whole desk")
struct DeskScenarioTests {
  private let scenario: DeskScenario

  init() throws { scenario = try #require(DeskScenario(tickets: 250, seed: 5)) }

  @Test("has every command accepted by the engine, each once")
  func isAccepted() throws {
    let scratch = try Scratch()
    let log = try scratch.log()
    defer { log.close() }
    let tickets = TicketLog(log)
    var refusals: [String] = []
    var executed = 0
    try log.bulk { writer in
      for envelope in scenario {
        executed += 1
        if case .refused(let refusal) = try tickets.execute(
          envelope, under: nil, worker: nil, with: writer)
        {
          refusals.append("\(envelope.request.name) \(envelope.subject): \(refusal)")
        }
      }
    }
    #expect(refusals.isEmpty, "\(refusals.first ?? "")")
    #expect(executed > 2_500)
  }

  @Test("comes in time order, and tells of members, stores, materials and costs")
  func hasEverything() {
    var last = Timestamp(clamping: .min)
    var names: [String: Int] = [:]
    for envelope in scenario {
      #expect(envelope.at >= last)
      last = envelope.at
      names[envelope.request.name, default: 0] += 1
    }
    for name in [
      "register", "goOnDuty", "takeLeave", "registerItem", "receiveStock", "requestMaterial",
      "issueMaterial", "useMaterial", "returnMaterial", "addCost", "setFunding", "submit",
      "evaluate",
    ] {
      #expect(names[name, default: 0] > 0, "\(name)")
    }
  }

  @Test("goes the same way for the same seed, and its tickets as without the rest")
  func isTheSame() throws {
    let again = try #require(DeskScenario(tickets: 250, seed: 5))
    #expect(scenario.elementsEqual(again))
    let plain = try #require(Scenario(tickets: 250, seed: 5))
    let submitted = scenario.filter { $0.request.name == "submit" }
    #expect(
      submitted == plain.filter { $0.command.kind == .submit }.map(\.envelope))
  }

  @Test("reads back from its lines as it was written")
  func readsBack() throws {
    for envelope in scenario.prefix(800) {
      #expect(try CommandCodec.decode(CommandCodec.encode(envelope)) == envelope)
    }
  }
}
