import Foundation
import Testing

@testable import repairctl

/// The page in a real browser: Chromium without a window, where it is installed.
@Suite struct DashboardBrowserTests {
  private static let chromium = [
    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  ].first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Text that would run, load or break out, in every field that reaches the page.
  private static let canary =
    "\"><script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>"
    + "</title></style><style>*{display:none}</style>"

  private func browse(_ arguments: [String], in folder: TemporaryFolder) throws -> (String, String)
  {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.chromium))
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--allow-file-access-from-files", "--user-data-dir=\(folder.file("profile"))",
        "--enable-logging=stderr",
      ] + arguments
    let messages = folder.file("messages.txt")
    _ = FileManager.default.createFile(atPath: messages, contents: nil)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: URL(filePath: messages))
    try process.run()
    let output = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (output, try folder.read("messages.txt"))
  }

  /// A log in which the canary has been written wherever text is taken.
  private func page(in folder: TemporaryFolder) throws -> String {
    let log = folder.file("repair.db")
    try #require(repairctl("init", log).exitCode == .success)
    let quoted = String(
      decoding: try JSONSerialization.data(withJSONObject: [Self.canary]), as: UTF8.self
    ).dropFirst().dropLast()
    let short = String(
      decoding: try JSONSerialization.data(withJSONObject: ["<script>alert(1)</script>"]),
      as: UTF8.self
    ).dropFirst().dropLast()
    let lines = """
      {"command":"submit","ticket":"H-1","actor":"u-1","role":"requester",\
      "at":"2026-03-01T08:00:00Z","campus":\(short),"category":\(short),"description":\(quoted),\
      "place":{"address":\(quoted)}}
      {"command":"accept","ticket":"H-1","actor":"d","role":"dispatcher","at":"2026-03-01T08:01:00Z"}
      {"command":"dispatch","ticket":"H-1","actor":"d","role":"dispatcher",\
      "at":"2026-03-01T08:02:00Z","worker":\(short)}
      {"command":"reject","ticket":"H-1","actor":\(short),"role":"worker",\
      "at":"2026-03-01T08:03:00Z","reason":\(short)}

      """
    let outcome = repairctl("run", "-", "--log", log, input: lines)
    try #require(outcome.exitCode == .success, "\(outcome.output)")
    return repairctl("dashboard", "--log", log, "--at", "2026-03-09", "--html", "-").output
  }

  @Test(
    "A browser shows the page without an error, runs nothing of it, and needs no sideways scrolling",
    .enabled(if: chromium != nil, "there is no chromium"), .timeLimit(.minutes(5)))
  func shown() throws {
    let folder = try TemporaryFolder()
    let page = try page(in: folder)
    _ = try folder.write(page, to: "page.html")
    // A page whose style sheet was tampered with, to know that the browser tells.
    _ = try folder.write(
      page.replacingOccurrences(of: "*{box-sizing", with: " *{box-sizing"), to: "tampered.html")
    let harness = """
      <!doctype html><title>waiting</title>
      <iframe id=phone width=360 height=700 src=page.html></iframe>
      <iframe id=desk width=1200 height=700 src=page.html></iframe>
      <iframe width=360 height=700 src=tampered.html></iframe>
      <script>onload = () => {
        const said = ['phone', 'desk'].map(name => {
          const page = document.getElementById(name).contentDocument
          const root = page.documentElement
          return [root.scrollWidth <= root.clientWidth, page.title, page.scripts.length,
            page.images.length, page.querySelectorAll('table').length > 5,
            getComputedStyle(page.querySelector('.tile')).borderTopWidth].join('|')
        })
        document.title = said.join('\\n')
      }</script>
      """
    _ = try folder.write(harness, to: "harness.html")
    let (document, messages) = try browse(
      ["--virtual-time-budget=10000", "--dump-dom", "file://\(folder.file("harness.html"))"],
      in: folder)
    let said = document.components(separatedBy: "<title>")[1].components(separatedBy: "</title>")[0]
    let expected = "true|Repair desk, all campuses|0|0|true|1px"
    #expect(said == "\(expected)\n\(expected)")
    let console = messages.split(separator: "\n").filter { $0.contains("CONSOLE") }
    #expect(console.contains { $0.contains("tampered.html") }, "\(messages)")
    #expect(!console.contains { $0.contains("page.html") }, "\(console)")
  }

  @Test(
    "The page prints on A4", .enabled(if: chromium != nil, "there is no chromium"),
    .timeLimit(.minutes(5)))
  func printed() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(try page(in: folder), to: "page.html")
    let pdf = folder.file("page.pdf")
    _ = try browse(["--print-to-pdf=\(pdf)", "file://\(folder.file("page.html"))"], in: folder)
    let bytes = String(decoding: try Data(contentsOf: URL(filePath: pdf)), as: UTF8.self)
    // 210 by 297 mm in points.
    let box = try #require(bytes.firstMatch(of: /MediaBox \[0 0 (59[4-6])[.0-9]* (84[1-3])/))
    #expect(box.1.hasPrefix("59"))
  }

  @Test("Every text of the page stands out from what is behind it, by light and by dark")
  func contrast() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("repair.db")
    try #require(repairctl("init", log).exitCode == .success)
    let page = repairctl("dashboard", "--log", log, "--at", "2026-01-01", "--html", "-").output
    let palettes = page.matches(of: /:root\{([^}]*)\}/).map { match in
      Dictionary(
        uniqueKeysWithValues: match.1.split(separator: ";").map { entry in
          let parts = entry.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
          return (parts[0], parts[1])
        })
    }
    #expect(palettes.count == 2)
    for palette in palettes {
      for back in ["--back", "--card"] {
        let behind = try luminance(palette[back])
        for text in ["--text", "--quiet", "--link", "--good", "--attention", "--bad"] {
          let ratio = Self.ratio(try luminance(palette[text]), behind)
          #expect(ratio >= 4.5, "\(text) on \(back): \(ratio)")
        }
        for shape in ["--bar", "--out"] {
          let ratio = Self.ratio(try luminance(palette[shape]), behind)
          #expect(ratio >= 3, "\(shape) on \(back): \(ratio)")
        }
      }
    }
  }

  /// The relative luminance of a colour such as `#1b1f24`, as WCAG 2 defines it.
  private func luminance(_ colour: String?) throws -> Double {
    var digits = try #require(colour).dropFirst().map(String.init)
    if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
    let parts = try stride(from: 0, to: 6, by: 2).map { index -> Double in
      let value = Double(try #require(Int(digits[index] + digits[index + 1], radix: 16))) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private static func ratio(_ left: Double, _ right: Double) -> Double {
    (max(left, right) + 0.05) / (min(left, right) + 0.05)
  }
}
