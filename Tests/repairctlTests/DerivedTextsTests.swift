import Foundation
import Testing

@testable import repairctl

/// What is made from the specifications: completions and the manual page.
@Suite struct DerivedTextsTests {
  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("Every shell's script knows every command and option", arguments: Shell.allCases)
  func completions(_ shell: Shell) {
    let script = repairctl("completions", shell.rawValue).output
    for type in CommandLineTool.commands {
      #expect(script.contains(type.specification.name))
      for option in type.specification.allOptions {
        let written = shell == .fish ? "-l \(option.name.dropFirst(2))" : option.name
        #expect(script.contains(written), "\(type.specification.name) \(option.name)")
      }
    }
  }

  @Test("bash accepts its script and completes a command, an option and a value")
  func bash() throws {
    let script = repairctl("completions", "bash").output
    func completed(_ words: String...) throws -> [String] {
      let list = words.map { "'\($0)'" }.joined(separator: " ")
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = [
        "-c",
        "\(script)\nCOMP_WORDS=(repairctl \(list)); COMP_CWORD=\(words.count); _repairctl; "
          + "printf '%s\\n' \"${COMPREPLY[@]}\"",
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    #expect(try completed("lifec") == ["lifecycle"])
    #expect(try completed("lifecycle", "--form") == ["--format"])
    #expect(try completed("lifecycle", "--format", "m") == ["mermaid"])
    #expect(try completed("completions", "f").contains("fish"))
  }

  @Test("The manual page in the documentation is the one the tool prints")
  func manualPage() throws {
    let path = Self.package.appending(path: "Documentation/man/repairctl.1")
    let committed = try String(contentsOf: path, encoding: .utf8)
    #expect(
      committed == repairctl("help", "--man").output,
      "Run: repairctl help --man > Documentation/man/repairctl.1")
  }
}
