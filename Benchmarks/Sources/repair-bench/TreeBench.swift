import RawSQLite
import RepairStore

/// The hash tree: a whole log verified beside a C program that computes the same root, and proofs.
struct TreeBench: Bench {
  static let name = "tree"
  static let summary = "verifying a log beside the same hashes in C, and proofs of its events"

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = try workshop.largeLog()
    let log = try EventLog.open(at: path, mode: .readOnly)
    var (raw, ours, proofs): ([Double], [Double], [Double]) = ([], [], [])
    var events: Int64 = 0
    let proved = 1_000
    for _ in 0..<workshop.rounds {
      var root = [UInt8](repeating: 0, count: 32)
      raw.append(raw_verify(path, log.identity.origin, &events, &root))
      var found: LogVerification?
      ours.append(try seconds { found = try log.verify() })
      guard let found, found.isSound, found.head?.root.bytes == root else {
        throw BenchFailure(description: "C and we compute two roots")
      }
      var random = SystemRandomNumberGenerator()
      proofs.append(
        try seconds {
          for _ in 0..<proved {
            let size = Int.random(in: 1...Int(events), using: &random)
            _ = try log.inclusionProof(
              of: LogPosition(Int.random(in: 1...size, using: &random)), in: LogPosition(size))
          }
        })
    }
    let proof = median(proofs) / Double(proved)
    return [
      Figure(
        name: "verify, two threads", ours: rate(Int(events), in: median(ours)),
        beside: "C hashes \(rate(Int(events), in: median(raw)))",
        ratio: median(zip(raw, ours).map { $0 / $1 }), aim: .atLeast(0.5)),
      Figure(
        name: "proof at any size, of \(events) events", ours: rate(1, in: proof),
        beside: "a millisecond each", ratio: 0.001 / proof, aim: .atLeast(1)),
    ]
  }
}
