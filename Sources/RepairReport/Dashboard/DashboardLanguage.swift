/// The languages a dashboard can be in.
@nonexhaustive
public enum DashboardLanguage: String, CaseIterable, Hashable, Sendable {
  /// 中文.
  case zh
  /// English.
  case en
}

/// A few words in both languages.
struct Phrase: Sendable {
  let en: String
  let zh: String

  init(_ en: String, _ zh: String) {
    self.en = en
    self.zh = zh
  }

  /// The words in a language.
  func `in`(_ language: DashboardLanguage) -> String {
    switch language {
    case .zh: zh
    case .en: en
    }
  }
}
