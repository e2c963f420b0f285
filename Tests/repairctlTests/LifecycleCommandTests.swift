import Foundation
import RepairCore
import Testing

@testable import repairctl

@Suite struct LifecycleCommandTests {
  @Test("Every command of the table is in every format")
  func formats() {
    for format in ["table", "json", "ndjson", "csv"] {
      let output = repairctl("lifecycle", "--format", format).output
      for command in TicketCommandKind.allCases {
        #expect(output.contains(command.rawValue), "\(command) in \(format)")
      }
    }
  }

  @Test("The JSON is one document of as many rows as the table has")
  func json() throws {
    let output = repairctl("lifecycle", "--format", "json").output
    let rows = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]]
    #expect(rows?.count == Lifecycle.rules.count)
    #expect(rows?.first?["command"] as? String == "submit")
    #expect(rows?.first?["from"] == nil)
  }

  @Test("The drawings begin where there is no ticket and know all phases")
  func drawings() {
    let mermaid = repairctl("lifecycle", "--format", "mermaid").output
    let dot = repairctl("lifecycle", "--format", "dot").output
    #expect(mermaid.hasPrefix("stateDiagram-v2\n"))
    #expect(mermaid.contains("  [*] --> submitted : submit\n"))
    #expect(mermaid.contains("    awaitingAcknowledgement --> acknowledged : acknowledge\n"))
    #expect(dot.hasPrefix("digraph lifecycle {\n"))
    #expect(dot.contains("  start -> submitted [label=\"submit\"];\n"))
    for phase in TicketPhase.allCases {
      #expect(mermaid.contains(phase.rawValue))
      #expect(dot.contains("cluster_\(phase.rawValue)"))
    }
  }

  @Test("At a narrow terminal every line fits")
  func narrow() {
    let sink = MemorySink(isTerminal: true, columns: 80)
    let output = repairctl("lifecycle", "--color", "never", output: sink).output
    for line in output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }
}
