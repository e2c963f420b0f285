import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Trees and proofs that others have computed.
@Suite("A hash tree as RFC 6962 has it")
struct TreeVectorTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/tlog").standardizedFileURL
  private static let isThere = FileManager.default.fileExists(atPath: folder.path)

  private static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
  }

  private struct Vectors: Decodable {
    struct Inclusion: Decodable {
      let leafIdx, treeSize: UInt64
      let root, leafHash: String
      let proof: [String]?
      let desc: String
      let wantErr: Bool
    }

    struct Consistency: Decodable {
      let size1, size2: UInt64
      let root1, root2: String
      let proof: [String]?
      let desc: String
      let wantErr: Bool
    }

    let inclusion: [Inclusion]
    let consistency: [Consistency]
  }

  private static func digest(_ text: String) -> SHA256Digest? {
    Base64.bytes(of: text).flatMap { SHA256Digest(bytes: $0) }
  }

  /// A root; where a vector has a word of a few bytes for one, zeros make it one that nothing has.
  private static func root(_ text: String) -> SHA256Digest? {
    Base64.bytes(of: text).flatMap { bytes in
      SHA256Digest(bytes: bytes + [UInt8](repeating: 0, count: max(0, 32 - bytes.count)))
    }
  }

  private static func digests(_ texts: [String]?) -> [SHA256Digest]? {
    let found = (texts ?? []).map { digest($0) }
    let good = found.compactMap { $0 }
    return good.count == found.count ? good : nil
  }

  @Test(
    "196 of 196 published proofs are accepted and refused as they should be",
    .enabled(if: isThere, "there is no ../shared/data/tlog"))
  func proofs() throws {
    let vectors = try Self.json("merkle_proof_vectors.json", as: Vectors.self)
    #expect(vectors.inclusion.count + vectors.consistency.count == 196)
    for vector in vectors.inclusion {
      var holds = false
      if let root = Self.digest(vector.root), let leaf = Self.digest(vector.leafHash),
        let hashes = Self.digests(vector.proof)
      {
        let proof = InclusionProof(index: vector.leafIdx, size: vector.treeSize, hashes: hashes)
        holds = try proof.proves(leaf, under: root)
      }
      #expect(holds != vector.wantErr, "\(vector.leafIdx) of \(vector.treeSize): \(vector.desc)")
    }
    for vector in vectors.consistency {
      var holds = false
      if let old = Self.root(vector.root1), let new = Self.root(vector.root2),
        let hashes = Self.digests(vector.proof)
      {
        let proof = ConsistencyProof(first: vector.size1, second: vector.size2, hashes: hashes)
        holds = try proof.proves(old, isBeginningOf: new)
      }
      #expect(holds != vector.wantErr, "\(vector.size1) to \(vector.size2): \(vector.desc)")
    }
  }

  private struct Golden: Decodable {
    let leaf_inputs_hex, roots_by_size_hex: [String]
  }

  @Test(
    "The roots of the eight classic leaves are the published ones",
    .enabled(if: isThere, "there is no ../shared/data/tlog"))
  func roots() throws {
    let golden = try Self.json("golden_roots.json", as: Golden.self)
    let hasher = try TreeHasher()
    let leaves = try golden.leaf_inputs_hex.map { hex in
      let digits = Array(hex)
      return try hasher.leaf(
        stride(from: 0, to: digits.count, by: 2).compactMap {
          UInt8(String(digits[$0...$0 + 1]), radix: 16)
        })
    }
    for (size, root) in golden.roots_by_size_hex.enumerated() {
      #expect(try hasher.root(of: leaves[..<size]).description == root)
    }
  }

  private struct Accumulated: Decodable {
    let roots, inclusion, consistency: String
  }

  @Test(
    "Every root and every proof of up to 130 leaves is the published one, all of them in three digests",
    .enabled(if: isThere, "there is no ../shared/data/tlog"))
  func accumulated() throws {
    // given
    let wanted = try Self.json("accumulated_rfc6962.json", as: Accumulated.self)
    let hasher = try TreeHasher()
    let leaves = try (UInt8(0)..<130).map { try hasher.leaf([$0]) }
    var (roots, inclusion, consistency) = ("", "", "")
    func line(_ first: Int, _ second: Int, _ ranges: [Range<Int>]) throws -> String {
      let hashes = try ranges.map { try hasher.root(of: leaves[$0]).description }
      return ([String(first), String(second)] + hashes).joined(separator: " ") + "\n"
    }
    // when
    for size in 0...130 {
      roots += "\(size) \(try hasher.root(of: leaves[..<size]))\n"
      for index in 0..<size {
        inclusion += try line(index, size, TreeShape.inclusion(of: index, in: size))
        consistency += try line(index + 1, size, TreeShape.consistency(from: index + 1, to: size))
      }
    }
    // then
    for (text, digest) in [
      (roots, wanted.roots), (inclusion, wanted.inclusion), (consistency, wanted.consistency),
    ] { #expect(try SHA256Digest(hashing: Array(text.utf8)).description == digest) }
  }

  @Test("The root of nothing is the digest of nothing")
  func nothing() throws {
    #expect(
      try TreeHasher().root(of: []).base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }

  @Test("Base 64 is read back, and only as it would be written")
  func base64() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
      #expect(Base64.text(of: bytes) == Data(bytes).base64EncodedString())
      #expect(Base64.bytes(of: Base64.text(of: bytes)) == bytes)
    }
    for text in [
      "A", "AA", "AAA", "AA=A", "A===", "====", "AB==", "AAB=", "AA==AAAA", "AA-_", " AAA",
    ] {
      #expect(Base64.bytes(of: text) == nil, "\(text)")
    }
  }
}
