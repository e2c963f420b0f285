public import RepairCore
public import RepairStore

/// The answer to an auditor's question, with the proof of every event in it and the name of who
/// vouches for the rest.
///
/// It is checked without the log, by whoever trusts the signer's key:
///
/// ```swift
/// let report = try AuditReport.check("n-1.html", by: [NoteKey(vkey)])
/// ```
///
/// *Proved* is of each event that it is in the log of the checkpoint, where it says and as it is shown;
/// that it answers the question; that the events are in order; and, where ``completeness`` says so, that
/// none is missing. *Vouched for* by the signer is that no other event answers the question: that cannot
/// be read off a hash tree.
public struct AuditReport: Hashable, Sendable {
  /// What is proved about events that are not in it.
  @nonexhaustive
  public enum Completeness: String, CaseIterable, Hashable, Sendable {
    /// Nothing: the signer says that there are no others.
    case vouched
    /// Histories have no gap from the first version on; the signer says that they go no further.
    case withoutGaps
    /// There are none behind the position asked for.
    case provedBehind
    /// There are none: it has every event of the log.
    case proved
  }

  /// What was asked.
  public let question: AuditQuestion
  /// When the report was made, by the clock of whoever made it.
  public let madeAt: Timestamp
  /// The state of the log that it is about.
  public let checkpoint: LogCheckpoint
  /// The name of the key that signed.
  public let signer: String
  /// What tells keys of one name apart.
  public let keyID: UInt32
  /// How many events it has.
  public let events: Int
  /// Whether what people wrote is left out.
  public let withholdsPayloads: Bool

  /// What is proved about events that are not in it.
  public var completeness: Completeness {
    if question.isOfWholeLog { return question.after == .start ? .proved : .provedBehind }
    return question.isOfWholeTickets ? .withoutGaps : .vouched
  }

  /// The signer's name and the number of the key, as people read them out to one another.
  public var signerText: String {
    let digits = String(keyID, radix: 16)
    return "\(signer)+\(String(repeating: "0", count: 8 - digits.utf8.count))\(digits)"
  }
}

extension AuditReport {
  /// Checks a report, as lines or as a page, without the log it is from.
  ///
  /// Of a page it is also checked that it is to the byte what its data make: it can show nothing else.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - keys: the keys trusted; checkpoint and statement must be signed with one of them.
  ///   - body: is lent each event. That the event is in the log is proved by then; that the report is
  ///     whole only when this returns.
  /// - Returns: what the report says.
  /// - Throws: ``ExchangeError`` with `refuted` and the first line that does not hold, with `malformed` for
  ///   what is no report, with `unreadable` or `inputOutput`; what `body` throws.
  /// - Complexity: O(file); the memory for lines does not grow, a page is in memory whole, up to 128 MiB.
  @discardableResult
  public static func check(
    _ path: String, by keys: [NoteKey], _ body: (AuditedEvent) throws -> Void = { _ in }
  ) throws -> AuditReport {
    let source = try ByteSource(path: path)
    var lines = AuditLines { room in
      let count = try source.read(into: room)
      guard !source.isPacked else {
        throw ExchangeError(.malformed, "the report is packed; unpack it first")
      }
      return count
    }
    return try check(&lines, by: keys, body)
  }

  /// Checks a report that is in memory.
  static func check(
    _ bytes: [UInt8], by keys: [NoteKey], _ body: (AuditedEvent) throws -> Void = { _ in }
  ) throws -> AuditReport {
    var lines = AuditLines(bytes[...])
    return try check(&lines, by: keys, body)
  }

  private static func check(
    _ lines: inout AuditLines, by keys: [NoteKey], _ body: (AuditedEvent) throws -> Void
  ) throws -> AuditReport {
    guard try lines.beginning().first == UInt8(ascii: "<") else {
      return try checkLines(&lines, by: keys, body)
    }
    return try AuditPageFile.check(lines.rest(atMost: AuditPageFile.limit), by: keys, body)
  }

  static func checkLines(
    _ lines: inout AuditLines, by keys: [NoteKey], _ body: (AuditedEvent) throws -> Void
  ) throws -> AuditReport {
    var checker = try AuditChecker(by: keys)
    while let line = try lines.next() {
      if let event = try checker.take(line, number: lines.number) { try body(event) }
    }
    return try checker.report()
  }
}
