import Foundation

/// Turns over every bit of a small log, one at a time, and asks what becomes of it.
///
/// A bit is found when the log is not opened, or found when it does not verify; or else nothing that a
/// reader is shown may have changed, and the bit must be one of which it is known why.
@main
struct BitFlipper {
  private static let usage = """
    USAGE: bit-flipper [step=<n>] [processes=<n>]
      step=<n>       from one bit to the next that is tried (default: 1, every bit)
      processes=<n>  how many work at once (default: as many as there are processors)
    """

  static func main() {
    var options: [String: String] = [:]
    for argument in CommandLine.arguments.dropFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      options[parts[0]] = parts.count == 2 ? parts[1] : ""
    }
    let step = options["step", default: "1"]
    let cores = String(ProcessInfo.processInfo.activeProcessorCount)
    guard options.keys.allSatisfy({ ["step", "processes", "part", "image"].contains($0) }),
      let step = Int(step), step > 0,
      let processes = Int(options["processes", default: cores]), processes > 0
    else {
      FileHandle.standardError.write(Data((usage + "\n").utf8))
      exit(64)
    }
    do {
      if let image = options["image"], let part = Int(options["part", default: ""]) {
        try flip(image, first: part * step, by: processes * step)
      } else {
        exit(try run(step: step, processes: processes) ? 0 : 1)
      }
    } catch {
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      exit(70)
    }
  }

  // MARK: One process

  /// Tries every so many bits of a file and prints a letter for each: what has become of it.
  private static func flip(_ path: String, first: Int, by step: Int) throws {
    var bytes = try Array(Data(contentsOf: URL(filePath: path)))
    var answer: [UInt8] = []
    try bytes.withUnsafeMutableBytes { image in
      let whole = Look(at: image)
      guard case .sound(let shown) = whole, shown.events.count == SmallLog.events else {
        throw Trouble(description: "the log itself does not verify")
      }
      for bit in stride(from: first, to: image.count * 8, by: step) {
        image[bit / 8] ^= 1 << UInt8(bit % 8)
        let look = Look(at: image)
        image[bit / 8] ^= 1 << UInt8(bit % 8)
        switch look {
        case .refused: answer.append(UInt8(ascii: "o"))
        case .found: answer.append(UInt8(ascii: "v"))
        case .sound: answer.append(UInt8(ascii: look == whole ? "n" : "x"))
        }
      }
      guard Look(at: image) == whole else {
        throw Trouble(description: "what was turned back is not what it was")
      }
    }
    FileHandle.standardOutput.write(Data(answer))
  }

  // MARK: All of them

  /// Makes the log, lets processes try its bits, and prints what has become of them.
  ///
  /// - Returns: whether every bit is found or explained.
  private static func run(step: Int, processes: Int) throws -> Bool {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "bit-flipper-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "log.db").path
    try SmallLog.make(at: path)
    var owners = [1: "sqlite_schema"]
    for row in try Database(path).rows("SELECT rootpage, name FROM sqlite_schema") {
      if let root = Int(row[0]), root > 0 { owners[root] = row[1] }
    }
    let bytes = try Array(Data(contentsOf: URL(filePath: path)))
    let map = try PageMap(bytes, owners: owners)
    let answers = try answers(for: path, step: step, processes: processes)
    var census = BitCensus()
    for (part, answer) in answers.enumerated() {
      for (index, letter) in answer.enumerated() {
        let bit = (index * processes + part) * step
        census.add(letter, at: bit, of: map.parts[bit / 8])
      }
    }
    print("A log of \(SmallLog.events) events: \(bytes.count) bytes.")
    census.print()
    let expected = (bytes.count * 8 + step - 1) / step
    guard census.tried == expected else {
      throw Trouble(description: "\(census.tried) bits of \(expected) were tried")
    }
    return census.isExplained
  }

  private static func answers(
    for path: String, step: Int, processes: Int
  ) throws -> [Data] {
    var children: [(Process, Pipe)] = []
    for part in 0..<processes {
      let child = Process()
      child.executableURL = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
      child.arguments = [
        "image=\(path)", "part=\(part)", "step=\(step)", "processes=\(processes)",
      ]
      let pipe = Pipe()
      child.standardOutput = pipe
      try child.run()
      children.append((child, pipe))
    }
    // A child writes when it is done, so that none waits for another one's pipe to be read.
    return try children.map { child, pipe in
      let answer = try pipe.fileHandleForReading.readToEnd() ?? Data()
      child.waitUntilExit()
      guard child.terminationStatus == 0 else {
        throw Trouble(description: "a process ended with \(child.terminationStatus)")
      }
      return answer
    }
  }
}
