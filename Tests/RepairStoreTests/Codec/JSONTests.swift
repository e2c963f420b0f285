import Foundation
import RepairStore
import Testing

@Suite("JSON, against Foundation's and against hostile input")
struct JSONTests {
  private static func parse(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: text.utf8)
  }

  private static func problem(_ text: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONValue(parsing: text)
      return nil
    } catch {
      return error
    }
  }

  @Test("What Foundation writes is read the same", arguments: 1...300 as ClosedRange<UInt64>)
  func readsFoundation(seed: UInt64) throws {
    var numbers = RandomNumbers(seed: seed)
    let value = Self.randomValue(&numbers, depth: 4)
    let options: JSONSerialization.WritingOptions =
      numbers.coin() ? [.prettyPrinted, .fragmentsAllowed] : [.fragmentsAllowed]
    let text = try JSONSerialization.data(withJSONObject: Self.foreign(value), options: options)
    let read = try JSONValue(parsing: text)
    #expect(Self.isSame(read, value), "seed \(seed): \(String(decoding: text, as: UTF8.self))")
  }

  @Test("What is written Foundation reads the same", arguments: 1...300 as ClosedRange<UInt64>)
  func writesForFoundation(seed: UInt64) throws {
    var numbers = RandomNumbers(seed: seed)
    let value = Self.randomValue(&numbers, depth: 4)
    var writer = JSONWriter()
    writer.value(value)
    let foreign = try JSONDecoder().decode(ForeignValue.self, from: Data(writer.bytes))
    #expect(
      Self.isSame(foreign.value, value),
      "seed \(seed): \(String(decoding: writer.bytes, as: UTF8.self))")
    #expect(Self.isSame(try JSONValue(parsing: writer.bytes), value), "seed \(seed)")
  }

  @Test("Escapes of JSONEncoder, surrogate pairs among them, are resolved")
  func escapes() throws {
    guard case .string(let text) = try Self.parse(#""\u6c34\uD83D\uDE00\/\b\f\n\r\t\"\\é""#) else {
      Issue.record("not text")
      return
    }
    #expect(text == "水😀/\u{8}\u{c}\n\r\t\"\\é")
  }

  @Test(
    "Hostile text is an error at the byte at fault",
    arguments: [
      ("", .endOfText, 0), ("  ", .endOfText, 2), ("nul", .wrongType("null"), 0),
      ("1 2", .trailingText, 2), ("01", .malformedNumber, 1), ("-", .malformedNumber, 1),
      ("1.", .malformedNumber, 2), ("1e", .malformedNumber, 2), (".5", .unexpected("a value"), 0),
      ("9223372036854775808", .numberOutOfRange, 0), ("-9223372036854775809", .numberOutOfRange, 0),
      ("\"\u{1}\"", .controlCharacter, 1), ("\"a\0\"", .containsNUL, 2),
      (#""\u0000""#, .containsNUL, 1), (#""\x""#, .invalidEscape, 1), (#""\u12"#, .endOfText, 1),
      (#""\u12g4""#, .invalidEscape, 1), (#""\ud800""#, .loneSurrogate, 1),
      (#""\ud800\u0041""#, .loneSurrogate, 1), (#""\udc00""#, .loneSurrogate, 1),
      ("\"abc", .endOfText, 4), (#"{"a":1,"a":2}"#, .repeatedKey, 7),
      (#"{"a":1,"\u0061":2}"#, .repeatedKey, 7),
      (#"{"a" 1}"#, .unexpected("a colon"), 5), ("[1,]", .unexpected("a value"), 3),
      ("{1:2}", .unexpected("a member's name in quotation marks"), 1),
      ("[1 2]", .unexpected("a comma or the end of the object or list"), 3),
      ("]", .unexpected("a value"), 0), ("[}", .unexpected("a value"), 1),
    ] as [(String, JSONError.Problem, Int)])
  func hostile(_ text: String, _ problem: JSONError.Problem, _ offset: Int) {
    let error = Self.problem(Array(text.utf8))
    #expect(error == JSONError(problem, at: offset))
  }

  @Test(
    "Bytes that are not UTF-8 are an error",
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
      [0xC3, 0x28],
    ] as [[UInt8]])
  func invalidUTF8(_ bytes: [UInt8]) {
    #expect(Self.problem([0x22] + bytes + [0x22])?.problem == .invalidUTF8)
    #expect(Self.problem(Array("{\"".utf8) + bytes + Array("\":1}".utf8))?.problem == .invalidUTF8)
    #expect(Self.problem([0x22] + bytes)?.problem == .invalidUTF8)
  }

  @Test("Sixty-four values inside one another are read, and not one more")
  func depth() {
    func nested(_ count: Int, _ open: String, _ close: String) -> [UInt8] {
      Array(
        (String(repeating: open, count: count) + "0" + String(repeating: close, count: count)).utf8)
    }
    #expect(Self.problem(nested(64, "[", "]")) == nil)
    #expect(Self.problem(nested(65, "[", "]"))?.problem == .tooDeep)
    #expect(Self.problem(nested(100_000, "[", "]"))?.problem == .tooDeep)
    #expect(Self.problem(nested(100_000, "{\"a\":", "}"))?.problem == .tooDeep)
  }

  @Test("Numbers at the ends of 64 bits are whole, and those with an exponent are kept as written")
  func numbers() throws {
    guard case .integer(.max) = try Self.parse("9223372036854775807"),
      case .integer(.min) = try Self.parse("-9223372036854775808"),
      case .number("1e400") = try Self.parse("1e400"),
      case .number("-0.5E-7") = try Self.parse("-0.5E-7")
    else {
      Issue.record("read as something else")
      return
    }
  }

  @Test("An object of many thousand members is read in time, and its repeated one found")
  func manyMembers() {
    let members = (0..<50_000).map { "\"k\($0)\":0" }
    #expect(Self.problem(Array("{\(members.joined(separator: ","))}".utf8)) == nil)
    let repeated = members + ["\"k17\":1"]
    #expect(
      Self.problem(Array("{\(repeated.joined(separator: ","))}".utf8))?.problem == .repeatedKey)
  }

  @Test(
    "The path to a byte is told in the names of members",
    arguments: [
      (#"{"a":1}"#, 5, "a"), (#"{"place":{"code":5}}"#, 17, "place.code"),
      (#"{"files":[{"kind":"x"},{"kind":7}]}"#, 31, "files[1].kind"),
      (#"{"a":1,"b":2}"#, 7, "b"), ("[1,2,x]", 5, "[2]"), (#"{"a\"b":[true]}"#, 9, #"a\"b[0]"#),
      ("", 0, ""), (#"{"a":{"b":1},"c":2}"#, 17, "c"), ("5", 900, ""),
    ])
  func path(_ text: String, _ offset: Int, _ path: String) {
    let found = Array(text.utf8).withUnsafeBytes { JSONPath.path(to: offset, in: $0) }
    #expect(found == path)
  }

  // MARK: - Random values

  private static func randomValue(_ numbers: inout RandomNumbers, depth: Int) -> JSONValue {
    switch numbers.number(0...(depth > 0 ? 6 : 4)) {
    case 0: return .null
    case 1: return .bool(numbers.coin())
    case 2: return .integer(Int64(numbers.number(.min...(.max))))
    case 3: return .integer(Int64(numbers.number(-9...9)))
    case 4: return .string(numbers.text())
    case 5:
      var elements: [JSONValue] = []
      for _ in 0..<numbers.number(0...4) {
        elements.append(randomValue(&numbers, depth: depth - 1))
      }
      return .array(elements)
    default:
      var object = JSONObject()
      for _ in 0..<numbers.number(0...4) {
        // Foundation's dictionaries take canonically equal names for one: keep them apart.
        let name = "\(object.members.count)" + numbers.text()
        object[name] = randomValue(&numbers, depth: depth - 1)
      }
      return .object(object)
    }
  }

  private static func foreign(_ value: JSONValue) -> Any {
    switch value {
    case .null: NSNull()
    case .bool(let flag): NSNumber(value: flag)
    case .integer(let number): NSNumber(value: number)
    case .number(let text): text
    case .string(let text): text
    case .array(let elements): elements.map(foreign)
    case .object(let object):
      Dictionary(object.members.map { ($0.name, foreign($0.value)) }) { first, _ in first }
    }
  }

  private static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
    case (.array(let one), .array(let other)):
      one.count == other.count && zip(one, other).allSatisfy { isSame($0, $1) }
    case (.object(let one), .object(let other)):
      one.members.count == other.members.count
        && one.members.allSatisfy { member in
          other[member.name].map { isSame(member.value, $0) } ?? false
        }
    default: false
    }
  }
}

/// A tree as Foundation's decoder sees it.
private struct ForeignValue: Decodable {
  let value: JSONValue

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Name.self) {
      value = .object(
        JSONObject(
          try object.allKeys.map {
            JSONObject.Member(
              name: $0.stringValue, value: try object.decode(ForeignValue.self, forKey: $0).value)
          }))
    } else if var list = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !list.isAtEnd { elements.append(try list.decode(ForeignValue.self).value) }
      value = .array(elements)
    } else {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        value = .null
      } else if let flag = try? single.decode(Bool.self) {
        value = .bool(flag)
      } else if let number = try? single.decode(Int64.self) {
        value = .integer(number)
      } else {
        value = .string(try single.decode(String.self))
      }
    }
  }
}
