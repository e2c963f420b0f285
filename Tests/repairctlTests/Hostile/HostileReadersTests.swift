import Foundation
import Testing

@testable import repairctl

/// The programs that people open our files with: a spreadsheet and a browser, where they are installed.
///
/// `scripts/test --only hostile` runs them and fails where one of them is missing.
@Suite(.serialized) struct HostileReadersTests {
  private static func program(_ names: String...) -> String? {
    names.map { "/usr/bin/\($0)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static let office = program("soffice", "libreoffice")
  private static let browser = program("chromium", "chromium-browser", "google-chrome")

  /// Whether the heavy gate asked for them: each start of theirs takes half a minute.
  private static let isAskedFor =
    ProcessInfo.processInfo.environment["REPAIR_HOSTILE_READERS"] != nil

  private func run(_ program: String?, _ arguments: [String], in folder: TemporaryFolder) throws
    -> (output: String, messages: String)
  {
    let process = Process()
    process.executableURL = URL(filePath: try #require(program))
    process.arguments = arguments
    let messages = folder.file("messages.txt")
    _ = FileManager.default.createFile(atPath: messages, contents: nil)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: URL(filePath: messages))
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), try folder.read("messages.txt"))
  }

  /// Every table of commas there is, by a name for its file.
  private func tables(in folder: TemporaryFolder) throws -> [String] {
    let log = try HostileLog.shared.get().path
    let channels =
      HostileChannel.listings + HostileCorpus.all.indices.flatMap(HostileChannel.aboutTicket)
      + HostileChannel.dashboards
    var names = ["export.csv"]
    try #require(
      repairctl("export", folder.file(names[0]), "--to", "csv", "--log", log).exitCode == .success)
    for channel in channels where channel.reader == .csv {
      let output = MemorySink()
      _ = CommandLineTool.run(
        arguments: channel.arguments + ["--log", log], environment: [:], stdin: MemorySource(),
        stdout: output, stderr: MemorySink())
      let name = "table-\(names.count).csv"
      try Data(output.bytes).write(to: URL(filePath: folder.file(name)))
      names.append(name)
    }
    return names
  }

  @Test(
    "A spreadsheet finds no formula in any table, and one in a table without our apostrophes",
    .enabled(if: isAskedFor, "scripts/test --only hostile asks for it"), .timeLimit(.minutes(10)))
  func spreadsheet() throws {
    let folder = try TemporaryFolder()
    var names = try tables(in: folder)
    // To know that the spreadsheet would have run them.
    _ = try folder.write("a,b\r\n\"=1+1\",\"=HYPERLINK(\"\"http://x\"\")\"\r\n", to: "bare.csv")
    names.append("bare.csv")
    let (_, messages) = try run(
      Self.office,
      [
        "--headless", "-env:UserInstallation=file://\(folder.file("profile"))",
        // Commas, quotes, UTF-8; numbers are looked for, and formulas computed.
        "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true",
        "--convert-to", "fods", "--outdir", folder.path,
      ] + names.map(folder.file), in: folder)
    var cells = 0
    for name in names {
      let opened = try folder.read(name.replacing(".csv", with: ".fods"))
      let formulas = opened.matches(of: /table:formula="([^"]*)"/).map { String($0.1) }
      cells += opened.matches(of: /<table:table-cell/).count
      if name == "bare.csv" {
        #expect(formulas.count == 2, "the spreadsheet runs nothing: \(messages)")
      } else {
        #expect(formulas.isEmpty, "\(name): \(formulas.prefix(3))")
      }
      #expect(!opened.contains("xlink:href"), "\(name) has a link")
    }
    #expect(cells > 10_000, "too few cells were opened to prove anything")
  }

  @Test(
    "A browser runs nothing of a page, loads nothing, and has nothing to report",
    .enabled(if: isAskedFor, "scripts/test --only hostile asks for it"), .timeLimit(.minutes(10)))
  func page() throws {
    let folder = try TemporaryFolder()
    let log = try HostileLog.shared.get().path
    var pages = ["report.html"]
    _ = try HostileLog.report(of: log, in: folder)
    for channel in HostileChannel.dashboards where channel.reader == .html {
      let output = MemorySink()
      _ = CommandLineTool.run(
        arguments: channel.arguments + ["--log", log], environment: [:], stdin: MemorySource(),
        stdout: output, stderr: MemorySink())
      let page = "page-\(pages.count).html"
      try Data(output.bytes).write(to: URL(filePath: folder.file(page)))
      pages.append(page)
    }
    for page in pages {
      let (document, messages) = try browse(page, in: folder)
      #expect(document.contains("</table>"), "\(page)")
      for mark in ["<script", "<img", "<iframe", "<object", "<embed", "<base", "<form"] {
        #expect(!document.lowercased().contains(mark), "\(page) has \(mark)")
      }
      let active = document.matches(of: /<[^<>]*\s(on\w+|style|srcdoc)\s*=[^<>]*>/).map(\.0)
      #expect(active.isEmpty, "\(page): \(active.prefix(2))")
      let console = messages.split(separator: "\n").filter { $0.contains("CONSOLE") }
      #expect(console.isEmpty, "\(page): \(console.prefix(3))")
    }
    // To know that the browser tells of what it refuses.
    let policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    _ = try folder.write("\(policy)<script>alert(1)</script>", to: "bare.html")
    let (_, messages) = try browse("bare.html", in: folder)
    #expect(messages.contains("CONSOLE"), "the browser reports nothing: \(messages.suffix(500))")
  }

  private func browse(_ page: String, in folder: TemporaryFolder) throws -> (String, String) {
    try run(
      Self.browser,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--user-data-dir=\(folder.file("profile"))", "--enable-logging=stderr",
        "--virtual-time-budget=10000", "--dump-dom", "file://\(folder.file(page))",
      ], in: folder)
  }
}
