/// Cuts a written time into its numbers and what stands between them.
struct TimeTokens {
  /// What follows a number.
  enum Mark: Hashable {
    /// `-`, `/`, `.`, 年 or 月: more of the date comes.
    case date
    /// A space, `T` or 日: the date is over.
    case dateEnd
    /// `:`, 时, 点, 分: more of the clock comes.
    case hour
    /// Nothing.
    case end
  }

  /// A number and what follows it.
  struct Number: Hashable {
    var value: Int
    var digits: Int
    var mark: Mark

    /// Thousandths, when the number is what follows a decimal point; `nil` when it is finer.
    var asFraction: Int? {
      switch digits {
      case 1: value * 100
      case 2: value * 10
      case 3: value
      case 6 where value % 1_000 == 0: value / 1_000
      case 7 where value % 10_000 == 0: value / 10_000
      case 9 where value % 1_000_000 == 0: value / 1_000_000
      default: nil
      }
    }
  }

  /// Which half of the day a twelve-hour clock means.
  enum Half: Hashable {
    case morning
    case afternoon
  }

  /// A text cut up.
  struct Scanned {
    var numbers: [Number] = []
    var half: Half?
    /// Whether an hour was marked as one, so that `14时` is a time.
    var namesHour = false
    /// Whether it is one number with a decimal point.
    var isDecimal = false
    var hasZone = false
    var isBlank = false

    /// The hour of 24, or `nil` when it does not fit the half of the day.
    func hour(_ written: Int) -> Int? {
      switch half {
      case nil: written
      case .morning: (1...12).contains(written) ? written % 12 : (written == 0 ? 0 : nil)
      case .afternoon:
        (1...12).contains(written)
          ? written % 12 + 12 : ((13...23).contains(written) ? written : nil)
      }
    }
  }

  private let scalars: [Unicode.Scalar]
  private var index = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(Self.halfWidth)
  }

  /// Cuts the text up, or answers `nil` when something in it belongs to no time.
  mutating func scan() -> Scanned? {
    var result = Scanned()
    skipSpaces()
    if index == scalars.count || !scalars[index].isDigit, isNothing {
      result.isBlank = true
      return result
    }
    while index < scalars.count {
      if scalars[index].isDigit {
        guard let number = number() else { return nil }
        result.numbers.append(number)
        guard result.numbers.count <= 7 else { return nil }
        guard mark(&result) else { return nil }
      } else if !half(&result) {
        return nil
      }
    }
    return result
  }

  /// Reads what follows a number; false when it is nothing that can.
  private mutating func mark(_ result: inout Scanned) -> Bool {
    let last = result.numbers.count - 1
    guard index < scalars.count else { return true }
    let wasSpace = scalars[index].isSpace
    skipSpaces()
    guard index < scalars.count else { return true }
    let inClock = result.numbers.dropLast().contains { $0.mark == .dateEnd || $0.mark == .hour }
    switch scalars[index] {
    case "-" where inClock, "+" where inClock, "Z", "z":
      result.hasZone = true
      index = scalars.count
      return true
    case "-", "/", "年", "月": result.numbers[last].mark = .date
    case "." where !inClock && result.numbers[last].mark == .end:
      result.numbers[last].mark = .date
      result.isDecimal = result.numbers.count == 1 && result.numbers[0].digits >= 5
    case ".": result.numbers[last].mark = .hour
    case "日", "号", "T", "t": result.numbers[last].mark = .dateEnd
    case ":", "分": result.numbers[last].mark = .hour
    case "时", "時", "点", "點":
      result.numbers[last].mark = .hour
      result.namesHour = true
    case "秒": result.numbers[last].mark = .end
    default:
      if wasSpace { result.numbers[last].mark = .dateEnd }
      return wasSpace
    }
    index += 1
    skipSpaces()
    return true
  }

  private mutating func number() -> Number? {
    var value = 0
    let begin = index
    while index < scalars.count, let digit = scalars[index].digit {
      guard index - begin < 17 else { return nil }
      value = value * 10 + digit
      index += 1
    }
    return Number(value: value, digits: index - begin, mark: .end)
  }

  /// Reads a word for a half of the day.
  private mutating func half(_ result: inout Scanned) -> Bool {
    let words: [(String, Half)] = [
      ("上午", .morning), ("下午", .afternoon), ("AM", .morning), ("PM", .afternoon),
      ("am", .morning), ("pm", .afternoon),
    ]
    for (word, half) in words {
      let wanted = Array(word.unicodeScalars)
      guard result.half == nil, scalars.dropFirst(index).starts(with: wanted) else { continue }
      result.half = half
      index += wanted.count
      skipSpaces()
      return true
    }
    return false
  }

  private mutating func skipSpaces() {
    while index < scalars.count, scalars[index].isSpace { index += 1 }
  }

  /// Whether the column says in one of the usual ways that nothing is there.
  private var isNothing: Bool {
    var rest = String.UnicodeScalarView()
    rest.append(contentsOf: scalars[index...])
    return ["", "NULL", "null", "\\N", "None", "无", "-"].contains(String(rest))
  }

  /// Full-width digits, colons and the like as the plain ones.
  private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
    return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
  }
}

extension Unicode.Scalar {
  fileprivate var digit: Int? {
    (0x30...0x39).contains(value) ? Int(value) - 0x30 : nil
  }

  fileprivate var isDigit: Bool { digit != nil }

  fileprivate var isSpace: Bool { value == 0x20 || value == 0x3000 || value == 0xA0 || value == 9 }
}
