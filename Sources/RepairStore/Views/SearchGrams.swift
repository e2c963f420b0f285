/// Cuts text into the tokens that the full-text index holds, and searches into the tokens they need.
///
/// Chinese is written without spaces, and SQLite's own trigram tokenizer finds no word of two
/// characters. So a run of ideographs is indexed as overlapping pairs and its last character alone:
/// 水管漏水 becomes 水管 管漏 漏水 水. A search for 水管 is then one pair, and a search for one
/// character is the start of a pair. Other letters and digits are indexed as whole words and found
/// by their beginning.
enum SearchGrams {
  /// The text's tokens in UTF-8, separated by spaces, in the form the index is given.
  ///
  /// Every ticket's text comes by here when a board is made, so it works on bytes.
  static func tokens(of text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { utf8 in
      var tokens: [UInt8] = []
      tokens.reserveCapacity(utf8.count * 3)
      func append(_ range: Range<Int>) {
        if !tokens.isEmpty { tokens.append(UInt8(ascii: " ")) }
        tokens.append(contentsOf: utf8[range])
      }
      forEachRun(in: utf8) { kind, run in
        switch kind {
        case .word: append(run)
        case .ideographs: forEachGram(in: utf8, run, append)
        }
      }
      return tokens
    }
  }

  /// A search in the form `MATCH` takes, with every token quoted, so that nothing in it is syntax.
  ///
  /// - Parameter words: what to look for; all of it must be there.
  /// - Returns: the expression, and the folded words that the tokens alone do not prove to be there;
  ///   `nil` when there is nothing to look for.
  static func match(_ words: String) -> (expression: String, toVerify: [String])? {
    var parts: [String] = []
    var toVerify: [String] = []
    var known: Set<Substring> = []
    for word in folded(words).split(whereSeparator: \.isWhitespace)
    where known.insert(word).inserted {
      var word = String(word)
      let isProven = word.withUTF8 { utf8 in
        var (runs, longest) = (0, 0)
        forEachRun(in: utf8) { kind, run in
          runs += 1
          var characters = 0
          func append(_ range: Range<Int>, _ suffix: String) {
            parts.append("\"" + String(decoding: utf8[range], as: UTF8.self) + "\"" + suffix)
          }
          switch kind {
          case .word: append(run, "*")
          case .ideographs:
            var pairs: [Range<Int>] = []
            forEachGram(in: utf8, run) { pairs.append($0) }
            characters = pairs.count
            // The last one is the last character alone, which a pair before it already holds.
            if characters == 1 {
              append(run, "*")
            } else {
              pairs.dropLast().forEach { append($0, "") }
            }
          }
          longest = max(longest, characters)
        }
        // Pairs that are all there may still stand apart, and two runs may not be neighbours.
        return runs <= 1 && longest <= 2
      }
      if !isProven { toVerify.append(word) }
    }
    return parts.isEmpty ? nil : (parts.joined(separator: " AND "), toVerify)
  }

  /// The text as searches compare it: without a difference between capital and small letters.
  static func folded(_ text: String) -> String {
    // Ideographs and their punctuation have no case, and make up most of what is folded here.
    var text = text
    let isFolded = text.withUTF8 { utf8 in
      for (index, byte) in utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), 0xC3...0xE2, 0xEA...0xEE, 0xF0...0xFF:
          return false
        case 0xEF:
          // Of this block only the wide letters A to Z have another form.
          if utf8[index + 1] == 0xBC, (0xA1...0xBA).contains(utf8[index + 2]) { return false }
        default: break
        }
      }
      return true
    }
    return isFolded ? text : text.lowercased()
  }

  /// How a run of characters is cut.
  private enum RunKind {
    case word
    case ideographs
  }

  /// The pairs of a run of ideographs, and its last character.
  private static func forEachGram(
    in utf8: UnsafeBufferPointer<UInt8>, _ run: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    var previous: Int?
    var start = run.lowerBound
    while start < run.upperBound {
      let end = min(start + length(of: utf8[start]), run.upperBound)
      if let previous { body(previous..<end) }
      previous = start
      start = end
    }
    if let previous { body(previous..<run.upperBound) }
  }

  /// The runs of characters that are cut in one way; what is between them is no part of a word.
  private static func forEachRun(
    in utf8: UnsafeBufferPointer<UInt8>, _ body: (RunKind, Range<Int>) -> Void
  ) {
    var open: (kind: RunKind, start: Int)?
    var place = 0
    while place < utf8.count {
      let end = min(place + length(of: utf8[place]), utf8.count)
      let kind = kind(of: utf8[place..<end])
      if let run = open, run.kind != kind {
        body(run.kind, run.start..<place)
        open = nil
      }
      if open == nil, let kind { open = (kind, place) }
      place = end
    }
    if let run = open { body(run.kind, run.start..<utf8.count) }
  }

  /// How many bytes a character has, by its first one.
  private static func length(of first: UInt8) -> Int {
    first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  }

  private static func kind(of bytes: Slice<UnsafeBufferPointer<UInt8>>) -> RunKind? {
    let first = bytes[bytes.startIndex]
    if first < 0x80 {
      switch first {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        return .word
      default: return nil
      }
    }
    // The lead byte's payload, and six bits of each byte after it.
    let lead = UInt32(first) & (bytes.count == 2 ? 0x1F : bytes.count == 3 ? 0x0F : 0x07)
    let value = bytes.dropFirst().reduce(lead) { $0 << 6 | UInt32($1 & 0x3F) }
    if isIdeograph(value) { return .ideographs }
    guard let properties = Unicode.Scalar(value)?.properties else { return nil }
    return properties.isAlphabetic || properties.numericType != nil ? .word : nil
  }

  /// Scripts written without spaces between words.
  private static func isIdeograph(_ value: UInt32) -> Bool {
    switch value {
    case 0x3005...0x3007, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF,
      0xF900...0xFAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
