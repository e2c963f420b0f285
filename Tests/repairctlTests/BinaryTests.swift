import Foundation
import Testing

/// What only shows when the tool is a process: streams, signals, exit codes.
@Suite struct BinaryTests {
  @Test("Results go to standard output, messages to standard error, the code to the shell")
  func streams() throws {
    let done = try Binary.run("lifecycle", "--format", "json")
    #expect(done.exitCode == 0)
    #expect(done.output.hasPrefix("[\n{"))
    #expect(done.messages.isEmpty)
    let wrong = try Binary.run("lifecycle", "--nonsense")
    #expect(wrong.exitCode == 64)
    #expect(wrong.output.isEmpty)
    #expect(wrong.messages.hasPrefix("Error: Unknown option '--nonsense'."))
  }

  @Test("When the reader of a pipe goes, the tool ends quietly")
  func closedPipe() throws {
    let outcome = try shell("'\(Binary.url.path)' help --man | head -n 1; echo ${PIPESTATUS[0]}")
    #expect(outcome.hasSuffix("\n0\n"))
    #expect(!outcome.contains("Error"))
  }

  @Test("A full disk is an input/output error")
  func fullDisk() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let outcome = try shell("'\(Binary.url.path)' lifecycle > /dev/full; echo $?")
    #expect(outcome.contains("Error: Cannot write the results: No space left on device."))
    #expect(outcome.hasSuffix("74\n"))
  }

  private func shell(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "exec 2>&1; \(script)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = Drain(output.fileHandleForReading).wait()
    process.waitUntilExit()
    return text
  }
}
