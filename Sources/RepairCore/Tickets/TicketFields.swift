/// Where something is: a code the campus knows, an address a person reads, a place on the earth.
public struct Place: Hashable, Sendable {
  /// The place's code, such as `dorm-5`.
  public var code: String?
  /// Words that lead a worker there.
  public var address: String?
  /// Where on the earth, if that is known.
  public var coordinates: Coordinates?

  /// Makes a place of what is known.
  public init(code: String? = nil, address: String? = nil, coordinates: Coordinates? = nil) {
    self.code = code
    self.address = address
    self.coordinates = coordinates
  }

  /// Whether nothing is known.
  public var isEmpty: Bool { code == nil && address == nil && coordinates == nil }
}

/// How to reach the requester.
///
/// Personal data, all of it: later releases can seal these fields without changing an event's shape.
public struct Contact: Hashable, Sendable {
  /// The name to ask for.
  public var name: String?
  /// The phone number as it was given.
  public var phone: String?
  /// The identity in a chat application, such as WeChat's openID.
  public var openID: String?

  /// Makes a contact of what is known.
  public init(name: String? = nil, phone: String? = nil, openID: String? = nil) {
    self.name = name
    self.phone = phone
    self.openID = openID
  }

  /// Whether nothing is known.
  public var isEmpty: Bool { name == nil && phone == nil && openID == nil }
}

/// A file that belongs to a ticket: the log keeps its hash and where it is, never its bytes.
public struct Attachment: Hashable, Sendable {
  /// The file's name as shown.
  public var name: String?
  /// SHA-256 of the bytes, 64 lower-case hexadecimal digits; absent only in imported records.
  public var sha256: String?
  /// The size in bytes.
  public var size: Int?
  /// The media type, such as `image/jpeg`.
  public var mediaType: String?
  /// What it shows: `photo`, `voice`, `signature` or a code of the desk's own.
  public var kind: String
  /// Where the bytes can be had.
  public var url: String?

  /// Makes a record of a file.
  public init(
    name: String? = nil, sha256: String? = nil, size: Int? = nil, mediaType: String? = nil,
    kind: String, url: String? = nil
  ) {
    self.name = name
    self.sha256 = sha256
    self.size = size
    self.mediaType = mediaType
    self.kind = kind
    self.url = url
  }

  /// Whether this counts where a photo is demanded.
  public var isPhoto: Bool { kind == "photo" }
}

/// When a visit is to take place: from one moment to a later one.
public struct VisitWindow: Hashable, Sendable {
  /// When the worker comes at the earliest.
  public let from: Timestamp
  /// When the worker comes at the latest.
  public let to: Timestamp

  /// Makes a window, or `nil` when it does not end after it begins.
  public init?(from: Timestamp, to: Timestamp) {
    guard from < to else { return nil }
    self.from = from
    self.to = to
  }
}

/// How a report reached the desk.
public enum Channel: String, CaseIterable, Hashable, Sendable {
  /// A mobile application.
  case app
  /// A web page.
  case web
  /// A telephone call, typed in by the desk.
  case phone
  /// Somebody at the counter.
  case desk
  /// A code scanned at the broken thing.
  case qr
  /// Another system's record.
  case `import`
}

/// Why a ticket rests.
public enum HoldReason: String, CaseIterable, Hashable, Sendable {
  /// Parts are missing.
  case parts
  /// The requester has been asked something.
  case information
  /// Nobody let the worker in.
  case access
  /// A supplier or another company has to act.
  case vendor
  /// Somebody has to agree first.
  case approval
  /// The weather has to change.
  case weather
  /// The work is planned for later.
  case scheduled
  /// Anything else; the text says what.
  case other
}

/// What the work came to.
public enum Outcome: String, CaseIterable, Hashable, Sendable {
  /// It works again.
  case fixed
  /// It works for now.
  case temporary
  /// Nothing wrong was found.
  case notReproducible
  /// It cannot be repaired.
  case beyondRepair
  /// Somebody else has to do it.
  case referredOut
}

/// Whether the maker's guarantee covers the repair.
public enum Warranty: String, CaseIterable, Hashable, Sendable {
  /// Under guarantee.
  case `in`
  /// Out of guarantee.
  case out
}

/// Whose wish a cancellation was.
public enum CancellationKind: String, CaseIterable, Hashable, Sendable {
  /// The requester's.
  case withdrawn
  /// The desk will not do it.
  case declined
  /// Another ticket is about the same fault.
  case duplicate
  /// The dispatcher's.
  case cancelledByDispatcher
}

/// Who gets the ticket when the requester rejects the result.
public enum ReworkTarget: String, CaseIterable, Hashable, Sendable {
  /// The same worker again.
  case worker
  /// The desk, to choose anew.
  case desk
}
