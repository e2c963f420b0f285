/// The name of a notice: made of what it is about, so that the same event never makes it twice.
///
/// It is `EVENT.RULE.CHANNEL.RECIPIENT`: the id of the event, the rule, the channel and the
/// recipient. The first three have no dot in them and the recipient is last, so two notices that
/// differ in any part differ in name, whatever the recipient is called.
///
/// ```swift
/// let id = NoticeID("01J9ZK3M5Q7R9T1V3X5Z7B9D1F.dispatched.sms.person:u-17")
/// ```
public struct NoticeID: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// The longest name, in UTF-8 bytes: with `notice/` before it, a stream's name still holds it.
  static let limit = 249

  /// Makes a notice's name, or `nil` when the text has not the form above.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: Self.limit), Self.parts(of: rawValue) != nil else {
      return nil
    }
    self.rawValue = rawValue
  }

  /// Makes the name of a notice.
  ///
  /// - Parameters:
  ///   - event: the id of the event it is about, letters and digits.
  ///   - rule: the rule that says so.
  ///   - channel: the way it goes.
  ///   - recipient: whom it goes to.
  public init?(
    event: String, rule: NoticeRule, channel: NoticeChannelCode, recipient: NoticeRecipient
  ) {
    self.init("\(event).\(rule.rawValue).\(channel.rawValue).\(recipient.rawValue)")
  }

  /// The id of the event that the notice is about.
  public var event: String { Self.parts(of: rawValue).map { String($0.event) } ?? "" }

  /// Whom the notice is for.
  public var recipient: NoticeRecipient? { Self.parts(of: rawValue)?.recipient }

  private static func parts(
    of text: String
  ) -> (event: Substring, rule: NoticeRule, channel: NoticeChannelCode, recipient: NoticeRecipient)?
  {
    let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, !parts[0].isEmpty, let rule = NoticeRule(rawValue: String(parts[1])),
      let channel = NoticeChannelCode(String(parts[2])),
      let recipient = NoticeRecipient(String(parts[3]))
    else { return nil }
    return (parts[0], rule, channel, recipient)
  }
}

/// The code of a way a notice goes, such as `sms`: 1 to 32 of `A-Z a-z 0-9 -`.
///
/// Codes are open, because the embedding server brings the channels along.
public struct NoticeChannelCode: TextIdentifier {
  /// A text message to a telephone.
  public static let sms = NoticeChannelCode(unchecked: "sms")
  /// A WeChat subscription message.
  public static let wechat = NoticeChannelCode(unchecked: "wechat")
  /// An e-mail.
  public static let email = NoticeChannelCode(unchecked: "email")
  /// A message inside the application.
  public static let app = NoticeChannelCode(unchecked: "app")

  /// The text as it was given.
  public let rawValue: String

  /// Makes a channel's code, or `nil` when the text has not the form above.
  public init?(_ rawValue: String) {
    guard isPlainCode(rawValue, atMost: 32) else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The code of a class of urgency, such as `urgent`: 1 to 32 of `A-Z a-z 0-9 -`.
public struct UrgencyCode: TextIdentifier {
  /// It is told at night too, to everybody.
  public static let urgent = UrgencyCode(unchecked: "urgent")
  /// It is told in the hours for it.
  public static let normal = UrgencyCode(unchecked: "normal")
  /// It is good to know.
  public static let info = UrgencyCode(unchecked: "info")

  /// The text as it was given.
  public let rawValue: String

  /// Makes a code, or `nil` when the text has not the form above.
  public init?(_ rawValue: String) {
    guard isPlainCode(rawValue, atMost: 32) else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Whether a text is letters, digits and hyphens of ASCII, not empty and not too long.
func isPlainCode(_ text: String, atMost bytes: Int) -> Bool {
  let utf8 = text.utf8
  return !utf8.isEmpty && utf8.count <= bytes
    && utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
}
