import Foundation
import RepairCore
import RepairStore
import Testing

/// The file is never edited, only added to: logs with these payloads exist.
@Suite("Payloads as released")
struct GoldenPayloadTests {
  struct Line {
    let type: EventType
    let payload: [UInt8]
  }

  static func lines() throws -> [Line] {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Fixtures/golden/payloads-v1.ndjson")
    return try Data(contentsOf: root).split(separator: UInt8(ascii: "\n")).map { line in
      guard case .object(let object) = try JSONValue(parsing: line),
        case .string(let name) = object["type"], let payload = object["payload"]
      else { throw CallFailed(call: String(decoding: line, as: UTF8.self)) }
      var writer = JSONWriter()
      writer.value(payload)
      return Line(type: EventType(name), payload: writer.bytes)
    }
  }

  @Test("Every payload of the first schema is read, and written again to the byte")
  func golden() throws {
    for line in try Self.lines() {
      let plan = try TicketEventCodec.current.plan(for: line.type)
      let (event, remarks) = try line.payload.withUnsafeBytes {
        try TicketEventCodec.current.decode(plan, $0)
      }
      #expect(TicketEventCodec.type(of: event) == line.type)
      let written = try TicketEventCodec.encode(event, remarks: remarks)
      #expect(
        String(decoding: written, as: UTF8.self) == String(decoding: line.payload, as: UTF8.self))
    }
  }

  @Test("The file has every kind of event")
  func complete() throws {
    let names = Set(try Self.lines().map(\.type.name))
    #expect(names == Set(TicketEventKind.allCases.map(\.rawValue)))
  }
}
