/// The telephone numbers under which faults are reported, by campus and kind of fault.
///
/// Data, not rules: a desk publishes them, and a call that came in on one tells the desk where it
/// comes from and what it is likely to be about.
///
/// ```swift
/// let line = hotlines.line(for: category, on: campus)
/// ```
public struct Hotlines: Hashable, Sendable {
  /// None at all.
  public static let standard = Hotlines()

  /// One telephone number.
  public struct Line: Hashable, Sendable {
    /// The number as it is to be printed.
    public var number: String
    /// What the desk calls it.
    public var name: String?
    /// The campuses it is for; `nil` for all.
    public var campuses: [CampusCode]?
    /// The kinds of fault it is for; `nil` for all.
    public var categories: [CategoryCode]?

    /// Makes a line.
    public init(
      number: String, name: String? = nil, campuses: [CampusCode]? = nil,
      categories: [CategoryCode]? = nil
    ) {
      self.number = number
      self.name = name
      self.campuses = campuses
      self.categories = categories
    }

    /// Whether a fault of this kind on this campus is reported here.
    public func serves(_ category: CategoryCode, on campus: CampusCode) -> Bool {
      (campuses?.contains(campus) ?? true) && (categories?.contains(category) ?? true)
    }

    /// How closely it is made for what it serves: a kind of fault tells more than a campus.
    var closeness: Int { (categories == nil ? 0 : 2) + (campuses == nil ? 0 : 1) }
  }

  /// The lines, in the order in which they are to be printed.
  public var lines: [Line]

  /// Makes a list of lines.
  public init(_ lines: [Line] = []) {
    self.lines = lines
  }

  /// The number to call about a fault.
  ///
  /// - Parameters:
  ///   - category: the kind of fault.
  ///   - campus: where.
  /// - Returns: the line made most closely for it, the first of several; `nil` where there is none.
  public func line(for category: CategoryCode, on campus: CampusCode) -> Line? {
    var best: Line?
    for line in lines where line.serves(category, on: campus) {
      if best.map({ line.closeness > $0.closeness }) ?? true { best = line }
    }
    return best
  }

  /// The line that a call came in on.
  ///
  /// - Parameter number: the number that was called, however it is written.
  /// - Returns: the line; `nil` where the desk has no such number.
  public func line(called number: String) -> Line? {
    guard let called = PhoneNumber(number) else { return nil }
    return lines.first { PhoneNumber($0.number) == called }
  }
}
