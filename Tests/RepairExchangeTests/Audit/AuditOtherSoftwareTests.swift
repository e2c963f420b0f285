import Foundation
import RepairCore
import RepairStore
import Testing

@testable import RepairExchange

/// Reports checked by a script that was written from their documented format alone.
@Suite("A script with Python's own library") struct AuditOtherSoftwareTests {
  private static let python = "/usr/bin/python3"
  private static let isThere = FileManager.default.isExecutableFile(atPath: python)
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// How many events the script finds proved, or `nil` where it refuses the report.
  private func proved(_ path: String) throws -> Int? {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: Self.python)
    process.arguments = [Self.root.appending(path: "Tests/interop/check_report.py").path, path]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return Int(output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  @Test(
    "finds the same hashes, with payloads and without, and none in a line that was changed",
    .enabled(if: isThere, "there is no /usr/bin/python3"))
  func agrees() throws {
    let desk = try AuditDesk()
    let scratch = desk.desk.scratch
    let whole = try desk.report(AuditQuestion()).lines
    let withheld = try desk.report(AuditQuestion(), withholding: true).lines
    #expect(try proved(scratch.file("whole.ndjson", whole)) == 5)
    #expect(try proved(scratch.file("withheld.ndjson", withheld)) == 5)
    let changed = String(decoding: whole, as: UTF8.self).replacing("\"w-7\"", with: "\"w-8\"")
    #expect(try proved(scratch.file("changed.ndjson", changed)) == nil)
    let golden = Self.root.appending(path: "Fixtures/golden/audit-report-v1.ndjson")
    #expect(try proved(golden.path) == 6)
  }
}
