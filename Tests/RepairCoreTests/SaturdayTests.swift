import Foundation
import RepairCore
import Testing

/// The rules of another campus repair service, row by row, beside ours; see
/// `Documentation/decisions/saturday-comparison.md`.
struct SaturdayTests {
  private static let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/data/saturday/event-action.csv").standardizedFileURL

  static var isThere: Bool { FileManager.default.fileExists(atPath: file.path) }

  /// The rows in which the two systems mean different things, and why.
  private static let differences = [
    "3.1.7": "without an event nobody can be its current client; with us that is a first report",
    "3.1.9": "their members take work from a pool; our workers acknowledge what they were sent",
    "3.1.21": "our dispatcher can end an accepted ticket; their admin cannot end an open event",
    "3.1.52": "their admin judges the work; with us the requester does, or the desk for them",
    "3.1.61": "their admin agrees to the work; with us the requester does, or the desk for them",
  ]

  private struct Row {
    let id: String
    let action: String
    let status: String
    let role: String
    let isAllowed: Bool
  }

  private static func rows() throws -> [Row] {
    try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      .map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try #require(cells.count == 10)
        return Row(
          id: cells[0], action: cells[1], status: cells[2], role: cells[3],
          isAllowed: cells[4] != "X")
      }
  }

  private static func given(_ status: String) throws -> Given {
    switch status {
    case "": return .nothing
    case "open": return Given(.accepted)
    case "accepted": return Given(.acknowledged)
    case "committed": return Given(.unconfirmed)
    case "closed": return Given(.confirmed)
    case "cancelled": return Given(.withdrawn)
    default: throw Unmapped(word: status)
    }
  }

  private static func person(_ role: String) throws -> Person {
    switch role {
    case "client": return .otherRequester
    case "client_current": return .requester
    case "member": return .otherWorker
    case "member_current": return .worker
    case "admin": return .dispatcher
    default: throw Unmapped(word: role)
    }
  }

  private static func command(_ action: String) throws -> TicketCommandKind {
    switch action {
    case "create": return .submit
    case "accept": return .acknowledge
    case "cancel": return .cancel
    case "drop": return .reject
    case "commit": return .complete
    case "alterCommit": return .correctCompletion
    case "reject": return .rejectResult
    case "close": return .confirm
    default: throw Unmapped(word: action)
    }
  }

  private struct Unmapped: Error {
    let word: String
  }

  @Test(
    "Every row that means the same has the same verdict, and the others differ as explained",
    .enabled(if: isThere, "the shared data is not beside the package"))
  func verdicts() throws {
    let rows = try Self.rows()
    #expect(rows.count == 69)
    var different: Set<String> = []
    for row in rows {
      let given = try Self.given(row.status)
      let when = given.when(
        .sample(try Self.command(row.action), at: .start), by: try Self.person(row.role))
      let happens = if case .success = when.result { true } else { false }
      if let reason = Self.differences[row.id] {
        different.insert(row.id)
        #expect(happens != row.isAllowed, "\(row.id) is said to differ: \(reason)")
      } else {
        #expect(happens == row.isAllowed, "\(row): \(when.result)")
      }
    }
    #expect(different == Set(Self.differences.keys))
  }

  @Test(
    "What is allowed by both leads to the same place",
    .enabled(if: isThere, "the shared data is not beside the package"))
  func results() throws {
    let places: [String: TicketStatus] = [
      "3.1.1": .submitted, "3.1.17": .withdrawn, "3.1.26": .rejectedByWorker,
      "3.1.34": .unconfirmed, "3.1.43": .unconfirmed,
    ]
    let allowed = try Self.rows().filter { $0.isAllowed && Self.differences[$0.id] == nil }
    #expect(Set(allowed.map(\.id)) == Set(places.keys))
    for row in allowed {
      let given = try Self.given(row.status)
        .when(.sample(try Self.command(row.action), at: .start), by: try Self.person(row.role))
        .accepted()
      #expect(given.ticket?.status == places[row.id], "\(row)")
    }
  }

  @Test("What their admin judges our desk judges for the requester")
  func desk() {
    Given(.unconfirmed).when(.confirm, by: .deskForRequester).accepted()
    Given(.unconfirmed).when(.sample(.rejectResult, at: .start), by: .deskForRequester).accepted()
  }
}
