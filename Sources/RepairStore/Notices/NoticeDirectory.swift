public import RepairCore

/// Who there is: an embedding server's own accounts, or the members of the log.
public protocol NoticeDirectory: Sendable {
  /// Finds a person.
  ///
  /// - Parameter id: who.
  /// - Returns: what is known; `nil` when nothing is.
  /// - Throws: what keeps it from being found out; the notice is then tried again later.
  func person(_ id: PersonID) async throws -> NoticePerson?

  /// Reads a page of those an announcement is for.
  ///
  /// - Parameters:
  ///   - audience: whom it is for; its place does not count here.
  ///   - last: the last one already read; pages are in byte order.
  ///   - limit: how many at most.
  /// - Returns: the next ones, none after the last; `nil` when the directory does not know, so that
  ///   the role on the campus is told instead.
  /// - Throws: what keeps it from being found out.
  func people(
    in audience: Audience, after last: PersonID?, limit: Int
  ) async throws -> [PersonID]?
}

/// A person as a directory knows them; personal, all of it.
public struct NoticePerson: Hashable, Sendable {
  /// How to reach them.
  public var contact: NoticeContact
  /// The number the desk tells requesters, where it is not the person's name in the log.
  public var number: String?
  /// The language to write in, unless they chose another one.
  public var language: NoticeLanguage?

  /// Makes a person.
  public init(
    _ contact: NoticeContact, number: String? = nil, language: NoticeLanguage? = nil
  ) {
    self.contact = contact
    self.number = number
    self.language = language
  }
}

/// No directory: nobody is known, and roles are told instead of those who have them.
public struct NoNoticeDirectory: NoticeDirectory {
  /// Makes a directory of nobody.
  public init() {}

  /// Nobody is known.
  public func person(_ id: PersonID) async throws -> NoticePerson? { nil }

  /// Nobody is known.
  public func people(
    in audience: Audience, after last: PersonID?, limit: Int
  ) async throws -> [PersonID]? { nil }
}
