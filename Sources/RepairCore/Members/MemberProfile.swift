/// What the directory knows of a member as a person: personal data, all of it.
///
/// Nothing else of a member is personal, and no identifier is ever made of it: later releases can
/// seal this one value without changing an event's shape.
public struct MemberProfile: Hashable, Sendable {
  /// One field of a profile, by its name in commands and events.
  public enum Field: String, CaseIterable, Hashable, Sendable {
    case name, nickname, phone, email, login, openID, avatarURL, country, province, city, language

    /// How long the field may be, in Unicode scalars.
    public var limit: Int {
      switch self {
      case .name, .nickname, .country, .province, .city: 100
      case .phone: 40
      case .email: 254
      case .login, .openID: 128
      case .avatarURL: 2_000
      case .language: 35
      }
    }

    /// Whether an account is recognized by it, so that nobody changes it for themselves.
    public var identifiesAccount: Bool { self == .login || self == .openID }
  }

  /// What the member is called.
  public var name: String?
  /// What the member wants to be called.
  public var nickname: String?
  /// The phone number as it was given; compare by ``PhoneNumber``.
  public var phone: String?
  /// The mail address.
  public var email: String?
  /// The name the member signs in with.
  public var login: String?
  /// The identity in a chat application, such as WeChat's openID.
  public var openID: String?
  /// Where the member's picture can be had.
  public var avatarURL: String?
  /// The country, as the member's account has it.
  public var country: String?
  /// The province.
  public var province: String?
  /// The city.
  public var city: String?
  /// The language to write in, such as `zh_CN`.
  public var language: String?

  /// Makes a profile of nothing, to be filled field by field.
  public init() {}

  /// Whether nothing is known.
  public var isEmpty: Bool { self == MemberProfile() }

  /// The text of a field; setting `nil` clears it.
  public subscript(field: Field) -> String? {
    get { self[keyPath: Self.path(of: field)] }
    set { self[keyPath: Self.path(of: field)] = newValue }
  }

  private static func path(of field: Field) -> WritableKeyPath<MemberProfile, String?> {
    switch field {
    case .name: \.name
    case .nickname: \.nickname
    case .phone: \.phone
    case .email: \.email
    case .login: \.login
    case .openID: \.openID
    case .avatarURL: \.avatarURL
    case .country: \.country
    case .province: \.province
    case .city: \.city
    case .language: \.language
    }
  }
}

/// What changes in a profile: fields with a new text, and fields that are cleared.
public struct ProfileChange: Hashable, Sendable {
  /// The new texts; an absent field stays as it is.
  public var new: MemberProfile
  /// The fields to clear.
  public var cleared: Set<MemberProfile.Field>

  /// Makes a change.
  public init(
    _ new: MemberProfile = MemberProfile(), clearing cleared: Set<MemberProfile.Field> = []
  ) {
    self.new = new
    self.cleared = cleared
  }

  /// The profile after the change.
  public func applied(to profile: MemberProfile) -> MemberProfile {
    var changed = profile
    for field in MemberProfile.Field.allCases {
      if cleared.contains(field) {
        changed[field] = nil
      } else if let text = new[field] {
        changed[field] = text
      }
    }
    return changed
  }
}
