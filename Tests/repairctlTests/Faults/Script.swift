import Foundation
import Testing

/// Scripts in which the tool is `$R`, for what a test process cannot do to itself: other users, small
/// disks, limits.
enum Script {
  /// What makes a script run as somebody whom permissions hold back; root puts itself aside.
  static let unprivileged =
    getuid() == 0
    ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : []

  /// What gives a script its own list of mounted disks, which goes with it.
  static let mounting = ["unshare", "--mount", "--"]

  /// Whether a script can run so, tried out once.
  static let canBeUnprivileged = prints("0", wrapper: unprivileged, "$R --version; echo $?")

  /// Whether a script may mount a disk of its own, tried out once.
  static let canMount = prints(
    "0", wrapper: mounting, "mkdir d; mount -t tmpfs -o size=1m none d; echo $?")

  /// Runs a script in a folder.
  ///
  /// - Parameters:
  ///   - script: what bash runs.
  ///   - folder: where.
  ///   - wrapper: the command before it.
  /// - Returns: what it printed, both streams in one.
  /// - Throws: what starting it throws.
  static func run(
    _ script: String, in folder: TemporaryFolder, wrapper: [String] = []
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = wrapper + ["/bin/bash", "-c", "exec 2>&1; \(script)"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    var variables = ProcessInfo.processInfo.environment
    variables["R"] = Binary.url.path
    variables.removeValue(forKey: "REPAIRCTL_LOG")
    process.environment = variables
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = Drain(output.fileHandleForReading).wait()
    process.waitUntilExit()
    return text
  }

  /// Runs a script that says nothing when all goes well.
  static func quietly(_ script: String, in folder: TemporaryFolder) throws {
    let text = try run(script, in: folder)
    try #require(text.isEmpty, "\(text)")
  }

  private static func prints(_ expected: String, wrapper: [String], _ script: String) -> Bool {
    guard let folder = try? TemporaryFolder(),
      let text = try? run(script, in: folder, wrapper: wrapper)
    else { return false }
    return text.split(separator: "\n").last.map(String.init) == expected
  }
}

/// Commands as a file would have them.
enum Lines {
  /// A ticket that is submitted.
  static func submit(_ ticket: String, key: String? = nil) -> String {
    #"{"command":"submit","ticket":"\#(ticket)","actor":"u-1","role":"requester","#
      + #""at":"2026-03-01T08:00:00.000Z","campus":"north","category":"plumbing","#
      + #""description":"x","place":{"code":"p"}"# + (key.map { #","key":"\#($0)""# } ?? "") + "}"
  }

  /// A note on a ticket.
  static func note(
    _ text: String, on ticket: String, at time: String = "2026-03-01T09:00:00.000Z"
  ) -> String {
    #"{"command":"addNote","ticket":"\#(ticket)","actor":"d-1","role":"dispatcher","#
      + #""at":"\#(time)","text":"\#(text)","key":"\#(text.prefix(100))"}"#
  }

  /// A legacy table.
  static func sheet(rows: Int) -> String {
    var text = "id,status,repairDate,address,campus,type,description\n"
    for row in 1...rows { text += "\(row),1,2026-03-01 08:00:00,5栋,1,1,水管漏水\n" }
    return text
  }
}

/// Random numbers that a seed brings back.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next(below bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }
}
