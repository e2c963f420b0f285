/// Makes text from outside harmless to show: what could steer a terminal or hide itself becomes
/// visible.
///
/// A ticket's description is written by anybody. Printed as it is, it could set the window's title,
/// move the cursor over the line above, or reverse the order of what follows. Here every such
/// character is shown as `\u{1b}`, and the rest is left alone.
///
/// ```swift
/// InertText.escaped("\u{1B}[2Jgone")  // "\u{1b}[2Jgone"
/// ```
public enum InertText {
  /// How many lines a text may take where it is shown.
  @nonexhaustive
  public enum Extent: Hashable, Sendable {
    /// A field in a line: line feeds and tabs are escaped too.
    case oneLine
    /// A block of text: line feeds and tabs stay.
    case block
  }

  /// The text with every active or invisible character shown as `\u{…}`.
  ///
  /// - Parameters:
  ///   - text: what somebody wrote.
  ///   - extent: whether line feeds and tabs may stay.
  /// - Returns: the same text when nothing in it had to be escaped.
  /// - Complexity: O(*n*) in the text's length.
  public static func escaped(_ text: String, as extent: Extent = .oneLine) -> String {
    // Nearly all text is plain ASCII or plain Chinese: look before copying.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }),
      text.unicodeScalars.contains(where: { isActive($0, in: extent) })
    else { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      if isActive(scalar, in: extent) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a character could steer what shows it, or cannot be seen at all.
  ///
  /// These are the control characters (C0, DEL, C1), the bidirectional controls, the zero-width
  /// ones, other invisible formats, line and paragraph separators, byte order marks and tags.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - extent: whether line feeds and tabs are harmless.
  /// - Returns: `true` when it must not be shown as it is.
  public static func isActive(_ scalar: Unicode.Scalar, in extent: Extent = .oneLine) -> Bool {
    switch scalar.value {
    // First what most text is: ASCII and Chinese characters.
    case 0x20...0x7E, 0x3165...0xD7FF: false
    case 0x0A, 0x09: extent == .oneLine
    case 0x00...0x1F, 0x7F...0x9F: true
    // A soft hyphen, the grapheme joiner and the fillers have no look of their own.
    case 0x00AD, 0x034F, 0x061C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180E, 0x3164, 0xFFA0: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
    case 0xFEFF, 0xFFF9...0xFFFB, 0xFFFE...0xFFFF: true
    case 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A: true
    case 0xE0000...0xE007F: true
    default: false
    }
  }
}
