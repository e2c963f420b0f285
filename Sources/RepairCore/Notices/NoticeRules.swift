/// Who is told of what, by which way, in which words and when: a desk's settings for notices.
///
/// ```swift
/// var rules = NoticeRules.standard
/// rules.plans[.held] = NoticeRules.Plan(isOn: false)
/// ```
public struct NoticeRules: Hashable, Sendable {
  /// What becomes of one rule.
  public struct Plan: Hashable, Sendable {
    /// Whether anybody is told.
    public var isOn: Bool
    /// By which ways; a notice for each.
    public var channels: [NoticeChannelCode]
    /// How urgent it is.
    public var urgency: UrgencyCode

    /// Makes a plan.
    public init(
      isOn: Bool = true, channels: [NoticeChannelCode] = [.app], urgency: UrgencyCode = .normal
    ) {
      self.isOn = isOn
      self.channels = channels
      self.urgency = urgency
    }
  }

  /// A class of urgency: what it may do, and whether people can do without it.
  public struct Urgency: Hashable, Sendable {
    /// The class.
    public var code: UrgencyCode
    /// Whether quiet hours do not hold it up.
    public var breaksQuiet: Bool
    /// Whether the limit a recipient and hour does not hold it up.
    public var breaksLimit: Bool
    /// Whether a person may say not to be told of it.
    public var isOptional: Bool

    /// Makes a class.
    public init(
      _ code: UrgencyCode, breaksQuiet: Bool = false, breaksLimit: Bool = false,
      isOptional: Bool = true
    ) {
      self.code = code
      self.breaksQuiet = breaksQuiet
      self.breaksLimit = breaksLimit
      self.isOptional = isOptional
    }
  }

  /// The settings where nobody has said otherwise.
  public static let standard = NoticeRules()

  /// The language of whoever has not chosen one.
  public var language = NoticeLanguage.chinese
  /// The time zone of quiet hours and of times in texts.
  public var zone = CalendarZone.fixed("Asia/Shanghai", hours: 8)
  /// When not to tell what can wait; `nil` for never.
  public var quietHours: QuietHours? = .night
  /// How many notices one person gets within an hour; `nil` for any number.
  public var hourlyLimit: Int? = 10
  /// How long after its event a notice is still worth sending.
  public var maxAge = TimeSpan.days(3)
  /// How long a channel may take over one notice.
  public var channelTimeout = TimeSpan.seconds(30)
  /// What becomes of a notice that a channel does not take.
  public var retry = RetryPlan.standard
  /// The classes of urgency, most urgent first.
  public var urgencies: [Urgency] = [
    Urgency(.urgent, breaksQuiet: true, breaksLimit: true, isOptional: false),
    Urgency(.normal, isOptional: false),
    Urgency(.info),
  ]
  /// The rules that are otherwise than in ``standardPlan(for:)``.
  public var plans: [NoticeRule: Plan] = [:]
  /// The texts that are otherwise than the standard ones, by language and rule.
  public var templates: [NoticeLanguage: [NoticeRule: NoticeTemplate]] = [:]

  /// Makes the standard settings, to be changed field by field.
  public init() {}

  /// What holds for a rule.
  public func plan(for rule: NoticeRule) -> Plan { plans[rule] ?? Self.standardPlan(for: rule) }

  /// What holds for a rule where nobody has said otherwise.
  public static func standardPlan(for rule: NoticeRule) -> Plan {
    switch rule {
    case .dispatched, .completed, .assigned: Plan(channels: [.sms])
    case .breach, .escalation: Plan(urgency: .urgent)
    case .loginCode: Plan(channels: [.sms], urgency: .urgent)
    default: Plan()
    }
  }

  /// Every way by which anything goes, each once, in the order of the rules.
  public var channels: [NoticeChannelCode] {
    var channels: [NoticeChannelCode] = []
    for rule in NoticeRule.allCases {
      for channel in plan(for: rule).channels where !channels.contains(channel) {
        channels.append(channel)
      }
    }
    return channels
  }

  /// The class of an urgency; an unknown one is held up by everything and can be done without.
  public func urgency(_ code: UrgencyCode) -> Urgency {
    urgencies.first { $0.code == code } ?? Urgency(code)
  }

  /// The text of a rule in a language.
  public func template(for rule: NoticeRule, in language: NoticeLanguage) -> NoticeTemplate? {
    templates[language]?[rule] ?? Self.standardTemplates[language]?[rule]
  }
}

extension NoticeRules {
  /// Writes a notice's text.
  ///
  /// - Parameters:
  ///   - rule: what it is about.
  ///   - language: in which language; the desk's own by default.
  ///   - values: what is known; what is not is left blank.
  ///   - form: how the channel wants its texts.
  /// - Returns: the text; empty when the rule has none in the language.
  /// - Complexity: O(n).
  public func text(
    of rule: NoticeRule, in language: NoticeLanguage? = nil, with values: NoticeValues,
    form: NoticeTextForm
  ) -> String {
    let language = language ?? self.language
    return template(for: rule, in: language)?.render {
      values.text(of: $0, in: language, form: form, zone: zone)
    } ?? ""
  }

  /// When a notice may be sent, as far as the hour of the day says.
  ///
  /// - Parameters:
  ///   - urgency: how urgent it is.
  ///   - now: the moment.
  /// - Returns: the end of the quiet hours that hold it up; `nil` when none do.
  public func endOfQuiet(for urgency: UrgencyCode, at now: Timestamp) -> Timestamp? {
    guard let quietHours, !self.urgency(urgency).breaksQuiet else { return nil }
    return quietHours.end(at: now, in: zone)
  }
}

/// What is known for a text: a value for some of its variables.
public struct NoticeValues: Hashable, Sendable {
  private var values: [NoticeVariable: NoticeValue]

  /// Makes values.
  public init(_ values: [NoticeVariable: NoticeValue] = [:]) {
    self.values = values
  }

  /// The value of a variable; `nil` where it is not known.
  public subscript(variable: NoticeVariable) -> NoticeValue? {
    get { values[variable] }
    set { values[variable] = newValue }
  }

  /// The words of a variable, `nil` where it is not known.
  public subscript(words variable: NoticeVariable) -> String? {
    get { if case .text(let text) = values[variable] { text } else { nil } }
    set { values[variable] = newValue.map(NoticeValue.text) }
  }

  /// A value as it is written in a language.
  ///
  /// - Parameters:
  ///   - variable: which one.
  ///   - language: the language.
  ///   - form: how the channel wants it.
  ///   - zone: the time zone that times are written in.
  /// - Returns: the text, `nil` where the value is not known.
  public func text(
    of variable: NoticeVariable, in language: NoticeLanguage, form: NoticeTextForm,
    zone: CalendarZone
  ) -> String? {
    switch values[variable] {
    case nil: nil
    case .text(let text): form.sound(text)
    case .number(let number): String(number)
    case .hold(let reason): language.name(of: reason)
    case .target(let kind): language.name(of: kind)
    case .time(let time):
      // 2026-03-01T16:00:00.000Z, of which the day and the minutes are said.
      String(
        (time + .seconds(Int64(zone.offset(at: time)))).description.prefix(16).map {
          $0 == "T" ? " " : $0
        })
    }
  }
}
