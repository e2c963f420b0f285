import Foundation
import RepairCore
import RepairStore

/// What a server answers when a dashboard asks; the article on figures shows this file.
struct DeskAnswers {
  let engine: RepairEngine

  /// A campus at a moment, as JSON.
  func figures(of campus: CampusCode, at now: Timestamp) async throws -> Data {
    let request = FiguresRequest(at: now, campus: campus, days: 14)
    return try JSONEncoder().encode(try await engine.figures(request))
  }

  /// How many tickets were open at each of some moments.
  func openTickets(at moments: [Timestamp]) async throws -> [Int] {
    let request = FiguresRequest(at: .latest)
    return try await engine.figures(request, atEach: moments).map(\.openCount)
  }
}
