/// Cuts text into the tokens that the full-text index holds, and searches into the tokens they need.
///
/// Chinese is written without spaces, and SQLite's own trigram tokenizer finds no word of two
/// characters. So a run of ideographs is indexed as overlapping pairs and its last character alone:
/// 水管漏水 becomes 水管 管漏 漏水 水. A search for 水管 is then one pair, and a search for one
/// character is the start of a pair. Other letters and digits are indexed as whole words and found
/// by their beginning.
enum SearchGrams {
  /// A piece of text that is cut in one way.
  private enum Run {
    case word(String)
    case ideographs([Unicode.Scalar])
  }

  /// The text's tokens, separated by spaces, in the form the index is given.
  static func tokens(of text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count * 2)
    for run in runs(of: text) {
      switch run {
      case .word(let word): append(word, to: &result)
      case .ideographs(let scalars):
        for index in scalars.indices.dropLast() {
          append(String(scalars[index]) + String(scalars[index + 1]), to: &result)
        }
        if let last = scalars.last { append(String(last), to: &result) }
      }
    }
    return result
  }

  private static func append(_ token: String, to result: inout String) {
    if !result.isEmpty { result += " " }
    result += token
  }

  /// A search in the form `MATCH` takes, with every token quoted, so that nothing in it is syntax.
  ///
  /// - Parameter words: what to look for; all of it must be there.
  /// - Returns: the expression, and the folded words that the tokens alone do not prove to be there;
  ///   `nil` when there is nothing to look for.
  static func match(_ words: String) -> (expression: String, toVerify: [String])? {
    var parts: [String] = []
    var toVerify: [String] = []
    for word in folded(words).split(whereSeparator: \.isWhitespace).map(String.init) {
      let runs = runs(of: word)
      for run in runs {
        switch run {
        case .word(let text): parts.append("\"\(text)\"*")
        case .ideographs(let scalars):
          if scalars.count == 1 {
            parts.append("\"\(scalars[0])\"*")
          } else {
            for index in scalars.indices.dropLast() {
              parts.append("\"\(scalars[index])\(scalars[index + 1])\"")
            }
          }
        }
      }
      // Pairs that are all there may still stand apart, and two runs may not be neighbours.
      if runs.count > 1 || isLongRun(runs.first) { toVerify.append(word) }
    }
    return parts.isEmpty ? nil : (parts.joined(separator: " AND "), toVerify)
  }

  private static func isLongRun(_ run: Run?) -> Bool {
    if case .ideographs(let scalars) = run { scalars.count > 2 } else { false }
  }

  /// The text as searches compare it: without a difference between capital and small letters.
  static func folded(_ text: String) -> String { text.lowercased() }

  private static func runs(of text: String) -> [Run] {
    var runs: [Run] = []
    var word = String.UnicodeScalarView()
    var ideographs: [Unicode.Scalar] = []
    func end() {
      if !word.isEmpty { runs.append(.word(String(word))) }
      if !ideographs.isEmpty { runs.append(.ideographs(ideographs)) }
      word.removeAll(keepingCapacity: true)
      ideographs.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      if isIdeograph(scalar) {
        if !word.isEmpty { end() }
        ideographs.append(scalar)
      } else if isWordPart(scalar) {
        if !ideographs.isEmpty { end() }
        word.append(scalar)
      } else {
        end()
      }
    }
    end()
    return runs
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "a"..."z", "A"..."Z": true
    case "\u{0}"..."\u{7F}": false
    default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
  }

  /// Scripts written without spaces between words.
  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3005...0x3007, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF,
      0xF900...0xFAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
