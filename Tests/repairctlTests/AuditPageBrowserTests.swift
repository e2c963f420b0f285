import Foundation
import Testing

@testable import repairctl

/// A report's page in a real browser: Chromium without a window, where it is installed.
@Suite struct AuditPageBrowserTests {
  private static let chromium = [
    "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  ].first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Text that would run, load or break out, in every field that takes any.
  private static let canary =
    "</pre></main><script>document.title='owned'</script><img src=http://127.0.0.1:9/x "
    + "onerror=alert(1)>&lt;</style><style>*{display:none}</style><!--\u{202E}"

  /// A report of a ticket with the canary in it: its lines and its page.
  private func report(in folder: TemporaryFolder) throws {
    let (log, key) = (folder.file("repair.db"), folder.file("desk.key"))
    try #require(repairctl("init", log, "--origin", "example.com/desk").exitCode == .success)
    try #require(repairctl("keygen", "example.com/desk", key).exitCode == .success)
    func quoted(_ text: String) throws -> String {
      let bytes = try JSONSerialization.data(withJSONObject: [text])
      return String(String(decoding: bytes, as: UTF8.self).dropFirst().dropLast())
    }
    let (long, short) = (try quoted(Self.canary), try quoted("<script>alert(1)</script>"))
    let lines = """
      {"command":"submit","ticket":"H-1","actor":\(short),"role":"requester",\
      "at":"2026-03-01T08:00:00Z","campus":\(short),"category":\(short),"description":\(long),\
      "place":{"address":\(long)},"contact":{"name":\(short)}}
      {"command":"addNote","ticket":"H-1","actor":\(short),"role":"requester",\
      "at":"2026-03-01T08:01:00Z","text":\(long)}

      """
    let outcome = repairctl("run", "-", "--log", log, input: lines)
    try #require(outcome.exitCode == .success, "\(outcome.output)")
    let made = repairctl(
      "report", "H-1", "--sign", key, "--html", folder.file("page.html"), "--ndjson",
      folder.file("lines.ndjson"), "--log", log)
    try #require(made.exitCode == .success, "\(made.messages)")
  }

  @Test(
    "A browser shows a report without an error, runs nothing of it, and has its lines to the byte",
    .enabled(if: chromium != nil, "there is no chromium"), .timeLimit(.minutes(5)))
  func shown() throws {
    // given
    let folder = try TemporaryFolder()
    try report(in: folder)
    let harness = """
      <!doctype html><title>waiting</title>
      <iframe id=phone width=360 height=700 src=page.html></iframe>
      <iframe id=desk width=1200 height=700 src=page.html></iframe>
      <script>onload = () => {
        document.title = ['phone', 'desk'].map(name => {
          const page = document.getElementById(name).contentDocument
          const root = page.documentElement
          const data = page.getElementById('report-data')
          return [root.scrollWidth <= root.clientWidth, page.title, page.scripts.length,
            page.images.length, page.querySelectorAll('tbody tr').length,
            page.querySelectorAll('style').length, getComputedStyle(data).display,
            new TextEncoder().encode(data.textContent).length].join('|')
        }).join('\\n')
      }</script>
      """
    // when
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.chromium))
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--allow-file-access-from-files", "--user-data-dir=\(folder.file("profile"))",
      "--enable-logging=stderr", "--virtual-time-budget=10000", "--dump-dom",
      "file://\(try folder.write(harness, to: "harness.html"))",
    ]
    let messages = try folder.write("", to: "messages.txt")
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: URL(filePath: messages))
    try process.run()
    let document = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    // then
    let said = document.components(separatedBy: "<title>")[1].components(separatedBy: "</title>")[0]
    let bytes = try folder.read("lines.ndjson").utf8.count
    let expected = "true|Audit report: example.com/desk|0|0|2|1|none|\(bytes)"
    #expect(said == "\(expected)\n\(expected)")
    #expect(!(try folder.read("messages.txt")).contains("CONSOLE"))
  }
}
