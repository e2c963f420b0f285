public import RepairCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A channel for development: it appends each message to a file, one JSON object a line.
///
/// A line is on the disk when the message counts as sent. The file has names and phone numbers in it
/// and is readable by its owner alone; it is not for use by a real desk.
public final class FileChannel: NoticeChannel {
  /// Which way it stands for.
  public let code: NoticeChannelCode
  private let path: String
  /// One line at a time, so that two never run into one another.
  private let turn = Lock(())

  /// Makes a channel.
  ///
  /// - Parameters:
  ///   - code: which way it stands for.
  ///   - path: the file, made by the first message.
  public init(_ code: NoticeChannelCode, path: String) {
    self.code = code
    self.path = path
  }

  /// Appends a message and flushes it.
  ///
  /// - Parameter message: what to write down.
  /// - Returns: nothing; a file gives no receipts.
  /// - Throws: ``StoreError`` with `cannotCreate` or `inputOutput`.
  public func send(_ message: NoticeMessage) async throws -> String? {
    let line = message.json + [UInt8(ascii: "\n")]
    try turn.withLock { _ in try append(line) }
    return nil
  }

  private func append(_ line: [UInt8]) throws {
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open(path, flags, 0o600)
    guard descriptor >= 0 else { throw failure(.cannotCreate, errno) }
    defer { close(descriptor) }
    // One call a line: what another process appends at the same time cannot come in between.
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else { throw failure(.inputOutput, written < 0 ? errno : ENOSPC) }
    guard fsync(descriptor) == 0 else { throw failure(.inputOutput, errno) }
  }

  private func failure(_ code: StoreError.Code, _ number: Int32) -> StoreError {
    StoreError(
      code, "cannot write to \(path): \(String(cString: strerror(number)))",
      context: [("path", path)])
  }
}

extension NoticeMessage {
  /// The message as one JSON object.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    writer.member("notice", id)
    writer.member("channel", channel)
    writer.member("recipient", recipient.rawValue)
    if let contact {
      writer.key("contact")
      writer.beginObject()
      writer.member("name", contact.name)
      writer.member("phone", contact.phone)
      writer.member("email", contact.email)
      writer.member("openID", contact.openID)
      writer.endObject()
    }
    writer.member("rule", rule.rawValue)
    writer.member("urgency", urgency)
    writer.member("language", language.rawValue)
    writer.member("text", text)
    writer.key("values")
    writer.beginArray()
    for value in values { writer.string(value) }
    writer.endArray()
    writer.member("attachments", attachments)
    writer.member("about", stream)
    writer.endObject()
    return writer.bytes
  }
}
