/// Texts that may not be what they look like: `w-а` with a Cyrillic letter is not `w-a`.
///
/// Nothing is changed and nothing refused, because people have such names; a reader is told. Chinese
/// beside Latin letters is how a desk writes, and no reason for doubt.
enum LookAlike: Hashable {
  /// A word has letters of scripts that look alike; these are the rarer ones.
  case mixedScripts([Unicode.Scalar])
  /// It has marks that make one character of two, which can also be written as one.
  case combiningMarks([Unicode.Scalar])

  /// How many characters a warning names.
  private static let limit = 8
  /// Chinese characters and what stands among them end a word, as a space does.
  private static let firstChinese: UInt32 = 0x2E80

  /// Why a text may not be what it looks like, or `nil`.
  ///
  /// - Complexity: O(n).
  static func doubt(about text: String) -> LookAlike? {
    // Nearly all text is ASCII or Chinese.
    guard text.utf8.contains(where: { (0xCC...0xDD).contains($0) || $0 == 0xE1 || $0 == 0xEF })
    else { return nil }
    var marks: [Unicode.Scalar] = []
    var word: [Script: [Unicode.Scalar]] = [:]
    for scalar in text.unicodeScalars {
      if scalar.properties.canonicalCombiningClass != .notReordered { marks.append(scalar) }
      if let script = Script(scalar) {
        word[script, default: []].append(scalar)
      } else if scalar.properties.isWhitespace || scalar.value >= Self.firstChinese {
        if word.count > 1 { break }
        word = [:]
      }
    }
    if word.count > 1 {
      // The letters of the script that has fewer are those that somebody may have slipped in.
      let found = Script.allCases.reversed().compactMap { word[$0] }
      let fewest = found.min { $0.count < $1.count } ?? []
      return .mixedScripts(Array(fewest.prefix(limit)))
    }
    return marks.isEmpty ? nil : .combiningMarks(Array(marks.prefix(limit)))
  }

  /// The scripts whose letters are taken for one another.
  private enum Script: CaseIterable {
    case latin, greek, cyrillic, armenian, cherokee

    init?(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF,
        0xFF21...0xFF3A, 0xFF41...0xFF5A:
        self = .latin
      // Not those that nobody takes for a Latin letter: Ω and μ are in every electrician's notes.
      case 0x391...0x392, 0x395...0x397, 0x399...0x39A, 0x39C...0x39D, 0x39F, 0x3A1, 0x3A4...0x3A5,
        0x3A7, 0x3B1, 0x3B9...0x3BA, 0x3BD, 0x3BF, 0x3C1, 0x3C5, 0x3C7, 0x1F00...0x1FFF:
        self = .greek
      case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: self = .cyrillic
      case 0x531...0x58F: self = .armenian
      case 0x13A0...0x13FF, 0xAB70...0xABBF: self = .cherokee
      default: return nil
      }
    }
  }
}
