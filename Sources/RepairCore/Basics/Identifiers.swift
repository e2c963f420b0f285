/// The name of a ticket: 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or a digit.
///
/// ```swift
/// let id = TicketID("N-1")
/// ```
public struct TicketID: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a ticket's name, or `nil` when the text does not have the form above.
  public init?(_ rawValue: String) {
    guard Self.isWellFormed(rawValue.utf8) else { return nil }
    self.rawValue = rawValue
  }

  /// Whether the bytes have the form of a ticket's name.
  ///
  /// - Parameter text: the candidate's UTF-8 bytes.
  /// - Returns: `true` for `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
  public static func isWellFormed(_ text: some Collection<UInt8>) -> Bool {
    guard let first = text.first, text.count <= 64, isLetterOrDigit(first) else { return false }
    return text.allSatisfy {
      isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: "-")
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}

/// The pseudonym of a person or of a named automation: never a name or a phone number.
///
/// Any text of 1 to 128 UTF-8 bytes without NUL, because every campus numbers its people its own
/// way.
public struct PersonID: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a person's pseudonym, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 128) else { return nil }
    self.rawValue = rawValue
  }

  /// Makes one of a text that is known to be one.
  init(unchecked rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The code of a campus, the border of a dispatcher's authority: 1 to 64 UTF-8 bytes.
public struct CampusCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a campus code, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 64) else { return nil }
    self.rawValue = rawValue
  }
}

/// The code of a kind of fault, such as `plumbing`: 1 to 64 UTF-8 bytes.
public struct CategoryCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a category code, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 64) else { return nil }
    self.rawValue = rawValue
  }
}

/// The code of a thing that can break, as the asset register has it: 1 to 64 UTF-8 bytes.
public struct AssetCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes an asset code, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 64) else { return nil }
    self.rawValue = rawValue
  }
}

/// Why somebody did something, as a code the desk chose: 1 to 200 UTF-8 bytes.
///
/// Reasons are open: desks word their own, and legacy records carry free text here.
public struct ReasonCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a reason, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 200) else { return nil }
    self.rawValue = rawValue
  }

  /// Makes one of a text that is known to be one.
  init(unchecked rawValue: String) {
    self.rawValue = rawValue
  }
}
