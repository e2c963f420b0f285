import RepairExchange
import Testing

@Suite struct TextSourceTests {
  /// 水管漏水 and a four-byte character, in GB 18030.
  private static let gb: [UInt8] = [
    0xCB, 0xAE, 0xB9, 0xDC, 0xC2, 0xA9, 0xCB, 0xAE, 0x0A, 0x94, 0x39, 0xFC, 0x39,
  ]

  private func read(
    _ bytes: [UInt8], _ encoding: TextEncoding? = nil, piece: Int = 64, room: Int = 16
  ) throws -> (text: String, encoding: TextEncoding) {
    let scratch = try Scratch()
    let source = try TextSource(
      ByteSource(path: scratch.file("t.txt", bytes)), encoding: encoding, pieceSize: piece)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { buffer.deallocate() }
    var all: [UInt8] = []
    while case let count = try source.read(into: buffer), count > 0 {
      all.append(contentsOf: buffer[..<count])
    }
    return (try #require(String(validating: all, as: UTF8.self)), source.encoding)
  }

  @Test("UTF-8 cut anywhere into pieces is read whole")
  func pieces() throws {
    let text = String(repeating: "水管漏水 é 😀 plain, ", count: 100)
    for room in 4...9 { #expect(try read(Array(text.utf8), room: room).text == text) }
  }

  @Test("GB 18030 is found out and read, cut anywhere into pieces")
  func gb18030() throws {
    let bytes = (0..<50).flatMap { _ in Self.gb }
    let found = try read(bytes)
    #expect(found.encoding == .gb18030)
    #expect(found.text == String(repeating: "水管漏水\n😃", count: 50))
  }

  @Test("Valid UTF-8 is taken for UTF-8, to the last byte")
  func detection() throws {
    #expect(try read(Array("水管".utf8)).encoding == .utf8)
    #expect(try read([UInt8](repeating: 0x61, count: 500) + Self.gb).encoding == .gb18030)
  }

  @Test("Bytes that are neither are an error with their place")
  func neither() throws {
    let error = refusal { _ = try read(Array("ab".utf8) + [0xFF, 0xFF]) }
    #expect(error?.hasPrefix("byte 2: the bytes here are not GB 18030") == true, "\(error ?? "")")
    let told = refusal { _ = try read(Array("ab".utf8) + [0xC0, 0x80], .utf8) }
    #expect(told?.hasPrefix("byte 2: the bytes here are not UTF-8") == true, "\(told ?? "")")
    let cut = refusal { _ = try read(Array("ab".utf8) + [0xE6, 0xB0], .utf8) }
    #expect(cut?.hasPrefix("byte 2: ") == true, "\(cut ?? "")")
  }

  @Test("Any bytes are UTF-8 exactly when Swift says so")
  func property() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(state: seed)
    let leads: [UInt8] = [0x41, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0x80, 0xBF]
    for _ in 0..<400 {
      let bytes = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        leads[Int.random(in: leads.indices, using: &random)]
          ^ UInt8.random(in: 0...1, using: &random)
      }
      let ours = (try? read(bytes, .utf8).text) != nil
      #expect(ours == (String(validating: bytes, as: UTF8.self) != nil), "seed \(seed): \(bytes)")
    }
  }

  @Test("A file that is not there, or is a folder, is said to be so")
  func unreadable() throws {
    let scratch = try Scratch()
    #expect(throws: ExchangeError.self) { try ByteSource(path: scratch.path("none")) }
    #expect(throws: ExchangeError.self) { try ByteSource(path: scratch.path("")) }
  }
}
