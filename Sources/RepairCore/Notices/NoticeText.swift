/// How a channel wants the values in its texts.
public struct NoticeTextForm: Hashable, Sendable {
  /// Whether a value may have line breaks.
  public var keepsLineBreaks: Bool
  /// How long a value may be, in Unicode scalars; a longer one is cut and marked with `…`.
  public var valueLimit: Int

  /// Makes a form.
  public init(keepsLineBreaks: Bool, valueLimit: Int) {
    self.keepsLineBreaks = keepsLineBreaks
    self.valueLimit = valueLimit
  }

  /// The form for a channel: short values on one line for text messages and WeChat, long ones with
  /// their lines for everything else.
  public static func of(_ channel: NoticeChannelCode) -> NoticeTextForm {
    channel == .sms || channel == .wechat
      ? NoticeTextForm(keepsLineBreaks: false, valueLimit: 200)
      : NoticeTextForm(keepsLineBreaks: true, valueLimit: 4_000)
  }

  /// A value as it may stand in a text: no control, no bidirectional and no invisible characters,
  /// so that what somebody typed into a ticket cannot look like a second message.
  ///
  /// - Parameter text: the value.
  /// - Returns: the value made harmless.
  /// - Complexity: O(n).
  public func sound(_ text: String) -> String {
    var sound = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      if count >= max(0, valueLimit) {
        sound.append("…")
        break
      }
      if scalar == "\n", keepsLineBreaks {
        sound.append(scalar)
      } else if scalar.isLineBreakOrTab {
        // A break between words must stay one.
        sound.append(" ")
      } else if scalar.isUnsafeInText {
        continue
      } else {
        sound.append(scalar)
      }
      count += 1
    }
    return String(sound)
  }
}

/// How many messages a text is once a telephone network has cut it.
public enum SMSLength {
  /// How many UTF-16 units one message holds, in the encoding that has Chinese.
  public static let single = 70
  /// How many each part of a longer text holds, beside the header that joins the parts.
  public static let part = 67

  /// Counts the messages a text takes.
  ///
  /// - Parameter text: the text.
  /// - Returns: 0 for none, 1 up to 70 units, else one for each 67 with no character cut in two.
  /// - Complexity: O(n).
  public static func segments(of text: String) -> Int {
    let units = text.utf16.count
    guard units > single else { return units == 0 ? 0 : 1 }
    var segments = 1
    var used = 0
    for scalar in text.unicodeScalars {
      let width = scalar.value > 0xFFFF ? 2 : 1
      if used + width > part {
        segments += 1
        used = 0
      }
      used += width
    }
    return segments
  }
}

extension Unicode.Scalar {
  /// Whether it ends a line or a column.
  var isLineBreakOrTab: Bool {
    switch value {
    case 0x09...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether it steers what shows a text rather than being shown: control characters, those that
  /// turn the direction, and those nobody sees.
  var isUnsafeInText: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
