import Foundation
import RepairExchange
import Testing

@Suite struct CSVReaderTests {
  private func records(
    _ text: [UInt8], piece: Int = 256 * 1024, delimiter: CSVReader.Delimiter? = nil
  ) throws -> [(line: Int, fields: [String])] {
    let scratch = try Scratch()
    let source = try TextSource(
      ByteSource(path: scratch.file("t.csv", text)), encoding: .utf8, pieceSize: piece)
    let reader = try CSVReader(source, delimiter: delimiter)
    var found: [(Int, [String])] = []
    while try reader.next() { found.append((reader.line, reader.texts)) }
    return found
  }

  private func fields(_ text: String) throws -> [[String]] {
    try records(Array(text.utf8)).map(\.fields)
  }

  @Test("Lines may end in LF, CRLF or CR, and the last one in nothing")
  func lineEnds() throws {
    for end in ["\n", "\r\n", "\r"] {
      #expect(try fields("a,b\(end)1,2\(end)3,4") == [["a", "b"], ["1", "2"], ["3", "4"]])
      #expect(try fields("a,b\(end)1,2\(end)") == [["a", "b"], ["1", "2"]])
    }
  }

  @Test("A quoted field has delimiters, line ends and doubled marks in it")
  func quoted() throws {
    #expect(
      try fields("a,b\n\"x,\"\"y\"\"\r\nz\",2\n") == [["a", "b"], ["x,\"y\"\r\nz", "2"]])
  }

  @Test("Empty fields are kept, empty lines are passed over")
  func blanks() throws {
    #expect(try fields("a,b\n\n,\n\r\n\"\"\n") == [["a", "b"], ["", ""], [""]])
  }

  @Test("A record knows the line it starts on")
  func lines() throws {
    let found = try records(Array("a,b\r\n\"1\r\n\r\n2\",x\r\n\r\n3,y\n\"4\n\",5\n6,7".utf8))
    #expect(found.map(\.line) == [1, 2, 6, 7, 9])
  }

  @Test("Tabs are found out from the first line")
  func tabs() throws {
    #expect(try fields("a,x\tb\tc\n1\t2\t3\n") == [["a,x", "b", "c"], ["1", "2", "3"]])
  }

  @Test("A byte order mark is no part of the first field")
  func mark() throws {
    #expect(try fields("\u{FEFF}id,b\n1,2") == [["id", "b"], ["1", "2"]])
  }

  @Test(
    "What is wrong is said with line and column",
    arguments: [
      ("a,b\n1,\"x", "line 2, column 3: the quotation mark here is never closed"),
      ("a,b\n1,\"x\"y\n", "line 2, column 6: text after a closing quotation mark"),
      ("a,b\n\"1\n2\",\0\n", "line 3, column 4: a NUL character is not text"),
      ("a,水\n管,\0\n", "line 2, column 3: a NUL character is not text"),
    ])
  func wrong(text: String, message: String) throws {
    let error = refusal { _ = try records(Array(text.utf8)) }
    #expect(error?.hasPrefix(message) == true, "\(error ?? "no error")")
  }

  @Test("Bytes that are no UTF-8 are an error with line and byte")
  func invalid() throws {
    let error = refusal { _ = try records(Array("a,b\n1,".utf8) + [0xFF] + Array("\n".utf8)) }
    #expect(
      error?.hasPrefix("line 2, byte 6: the bytes here are not UTF-8") == true, "\(error ?? "")")
  }

  @Test("A file whose first bytes are no text ends in an error, and its memory is freed once")
  func undecodableBeginning() throws {
    for _ in 1...20 {
      #expect(throws: ExchangeError.self) { try records([0xFF, 0xFE, 0x69, 0x00, 0x64, 0x00]) }
    }
  }

  @Test("A record longer than the limit ends the reading, not the memory")
  func tooLong() throws {
    let text = Array("a,b\n".utf8) + [UInt8](repeating: 0x78, count: 100 << 20)
    let error = refusal { _ = try records(text) }
    #expect(error == "line 2: a record is longer than 1048576 bytes")
  }

  @Test("Any table is read back as it was written, whatever the size of the pieces")
  func property() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(state: seed)
    let alphabet: [String] = ["a", ",", "\"", "\n", "\r", "\t", "水", "é", " ", "", "=", "😀"]
    for _ in 0..<60 {
      let width = Int.random(in: 2...5, using: &random)
      let table = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        (0..<width).map { _ in
          (0..<Int.random(in: 0...6, using: &random)).map { _ in
            alphabet[Int.random(in: alphabet.indices, using: &random)]
          }.joined()
        }
      }
      var options = CSVWriter.Options()
      options.guardsFormulas = false
      options.lineEnd = ["\n", "\r\n", "\r"][Int.random(in: 0...2, using: &random)]
      var writer = CSVWriter(options: options)
      for record in table {
        record.forEach { writer.text($0) }
        writer.endRecord()
      }
      let piece = Int.random(in: 64...300, using: &random)
      let found = try records(writer.take(), piece: piece, delimiter: .comma).map(\.fields)
      #expect(found == table, "seed \(seed)")
    }
  }
}

/// A generator that gives the same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
