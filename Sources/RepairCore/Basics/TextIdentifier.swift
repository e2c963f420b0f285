/// A name that people and systems use for a thing: compared byte by byte, never by look.
///
/// Swift's `String` treats "é" written as one scalar and as two as equal; SQLite does not. An
/// identifier must mean the same in both, so equality, order and hash here are those of the UTF-8
/// bytes.
public protocol TextIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The text as it was given.
  var rawValue: String { get }

  /// Makes an identifier of `rawValue`, or `nil` when the text is not one.
  init?(_ rawValue: String)
}

extension TextIdentifier {
  /// Whether two identifiers are the same bytes.
  public static func == (left: Self, right: Self) -> Bool {
    left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
  }

  /// Whether `left` comes first in byte order, the order SQLite sorts text in.
  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }

  /// Feeds the UTF-8 bytes, so that equal means equally hashed.
  public func hash(into hasher: inout Hasher) {
    var text = rawValue
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(UInt8(0xFF))
  }

  /// The text itself.
  public var description: String { rawValue }
}

/// What all open names share: some text, not too long, without NUL.
///
/// NUL is refused because C programs that read the log would see the text cut there.
func isOpenName(_ text: String, atMost bytes: Int) -> Bool {
  let utf8 = text.utf8
  return !utf8.isEmpty && utf8.count <= bytes && !utf8.contains(0)
}
