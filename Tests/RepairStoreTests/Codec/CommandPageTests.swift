import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// The page on command lines names every command, and its examples are commands.
@Suite("The page on command lines")
struct CommandPageTests {
  private let page: String

  init() throws {
    page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Documentation/command-lines.md"),
      encoding: .utf8)
  }

  @Test("names every command of every kind of thing")
  func isComplete() {
    var names =
      TicketCommandKind.allCases.map(\.rawValue) + SettingsKind.allCases.map(\.commandName)
    for kind in SubjectKind.allCases { names += kind.type?.commandNames ?? [] }
    #expect(names.filter { !page.contains("`\($0)`") } == [])
  }

  @Test("shows lines that can be read, with every field as it must be")
  func examples() throws {
    let lines = page.split(separator: "\n").filter { $0.hasPrefix("{\"command\"") }
    #expect(lines.count >= 12)
    for line in lines {
      let envelope = try CommandCodec.decode(line.utf8)
      // An invalid request has no digest, because it never is accepted.
      #expect(try CommandCodec.requestDigest(of: envelope) != nil, "\(line)")
    }
  }
}
