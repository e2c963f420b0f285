public import RepairCore

/// A way by which notices go: the embedding server's text message gateway, its WeChat account, its
/// mail server, its own application.
///
/// A notice may be given to a channel more than once, after a crash between sending and recording;
/// it then has the same ``NoticeMessage/id``, by which a gateway can tell that it had it before.
///
/// ```swift
/// struct Gateway: NoticeChannel {
///   var code: NoticeChannelCode { .sms }
///
///   func send(_ message: NoticeMessage) async throws -> String? {
///     guard let phone = message.contact?.phone else { throw NoticeUndeliverable("no phone") }
///     return try await post(message.text, to: phone, reference: message.id.rawValue)
///   }
/// }
/// ```
public protocol NoticeChannel: Sendable {
  /// Which way it is.
  var code: NoticeChannelCode { get }

  /// Sends a notice.
  ///
  /// - Parameter message: what to send and to whom.
  /// - Returns: what the channel calls it, if it says; at most 500 characters are kept.
  /// - Throws: ``NoticeUndeliverable`` when trying again would not help; anything else, and taking
  ///   longer than the rules allow, is tried again later.
  func send(_ message: NoticeMessage) async throws -> String?
}

/// That a notice cannot be delivered by a channel, now or later.
public struct NoticeUndeliverable: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why; it is kept in the clear, so it should name no person.
  public var reason: String

  /// Makes a record of why.
  public init(_ reason: String) {
    self.reason = reason
  }

  /// Why.
  public var description: String { reason }
}

/// What a channel gets: a text, and all it takes to make another one of a template the gateway has.
public struct NoticeMessage: Hashable, Sendable {
  /// The notice; the same whenever this message is tried.
  public var id: NoticeID
  /// Whom it goes to.
  public var recipient: NoticeRecipient
  /// How to reach them, as far as is known; personal.
  public var contact: NoticeContact?
  /// By which way.
  public var channel: NoticeChannelCode
  /// What it is about.
  public var rule: NoticeRule
  /// How urgent it is.
  public var urgency: UrgencyCode
  /// The language it is in.
  public var language: NoticeLanguage
  /// The whole text.
  public var text: String
  /// The values in the text, in the order of the template's variables; a blank one is not known.
  ///
  /// A gateway that knows templates by number takes the first as `{1}`, the second as `{2}`.
  public var values: [String]
  /// Files that belong to what was announced.
  public var attachments: [Attachment]
  /// The stream of the event it is about, such as `ticket/N-1`.
  public var stream: String
}

/// What is known of how to reach a person; personal, all of it.
public struct NoticeContact: Hashable, Sendable {
  /// The name.
  public var name: String?
  /// The phone number.
  public var phone: String?
  /// The mail address.
  public var email: String?
  /// The identity in a chat application.
  public var openID: String?

  /// Makes a contact of what is known.
  public init(
    name: String? = nil, phone: String? = nil, email: String? = nil, openID: String? = nil
  ) {
    self.name = name
    self.phone = phone
    self.email = email
    self.openID = openID
  }
}
