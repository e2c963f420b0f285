/// A command that was refused, kept as a fact: what was asked, and why it did not happen.
///
/// It has nothing in the words of whoever asked: codes, numbers and a digest, so that attempts can
/// neither carry text into a log nor fill it faster than one small event each. Whoever has the
/// request can show by the digest that it was this one.
public struct RefusedAttempt: Hashable, Sendable {
  /// The longest name of a field that is kept, in UTF-8 bytes.
  private static let fieldLimit = 64

  /// The command's name.
  public let command: String
  /// Why it was refused.
  public let code: RefusalCode
  /// The field at fault, where that was the reason.
  public let field: String?
  /// Where the ticket stood; `nil` where there was none, and for other things.
  public let phase: TicketPhase?
  /// The version of the thing it was asked of; none where there was no such thing.
  public let version: StreamVersion
  /// The digest of the request, as hexadecimal digits; `nil` for one that could not be read.
  public let request: String?
  /// When it happened, as the caller said, where that cannot be.
  public var statedAt: Timestamp?

  /// Makes a record of an attempt.
  ///
  /// - Parameters:
  ///   - command: the command's name.
  ///   - code: why it was refused.
  ///   - field: the field at fault; what is no plain name of a field is left out.
  ///   - phase: where the ticket stood.
  ///   - version: the version of the thing.
  ///   - request: the digest of the request.
  ///   - statedAt: when the caller said that it happened, where that cannot be.
  public init(
    command: String, code: RefusalCode, field: String? = nil, phase: TicketPhase? = nil,
    version: StreamVersion = .none, request: String? = nil, statedAt: Timestamp? = nil
  ) {
    self.command = command
    self.code = code
    self.field = field.flatMap { Self.isPlain($0) ? $0 : nil }
    self.phase = phase
    self.version = version
    self.request = request
    self.statedAt = statedAt
  }

  /// Whether a field's name is one of ours, such as `attachments[0].name`, and not a caller's text.
  private static func isPlain(_ field: String) -> Bool {
    let utf8 = field.utf8
    return !utf8.isEmpty && utf8.count <= fieldLimit
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "["),
          UInt8(ascii: "]"):
          true
        default: false
        }
      }
  }
}

extension TicketPolicy {
  /// Whether a refusal is kept as a fact.
  public func keeps(_ refusal: Refusal) -> Bool { recordedRefusals.contains(refusal.code) }
}
