import Foundation
import RepairCore
import RepairReport

/// The desk's figures as one JSON document.
enum FiguresJSON {
  /// The document, with its line feed.
  ///
  /// Members are in the order of their names, and what could steer a terminal is escaped.
  static func text(_ figures: DeskFigures) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(figures), as: UTF8.self)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.utf8.count + 1)
    for scalar in json.unicodeScalars {
      // Line feeds are between members only: a string's own is escaped already.
      guard InertText.isActive(scalar), scalar != "\n" else {
        bytes.append(contentsOf: String(scalar).utf8)
        continue
      }
      for unit in scalar.utf16 {
        let digits = String(unit, radix: 16)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        bytes.append(contentsOf: digits.utf8)
      }
    }
    return bytes + [0x0A]
  }
}
