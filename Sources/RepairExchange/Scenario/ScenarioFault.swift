/// The same words in the two languages people write in.
struct ScenarioPhrase {
  let zh: String
  let en: String
  /// Where these words make sense.
  let setting: ScenarioFault.Setting

  init(_ zh: String, _ en: String, _ setting: ScenarioFault.Setting = .anywhere) {
    self.zh = zh
    self.en = en
    self.setting = setting
  }

  func text(inEnglish: Bool) -> String { inEnglish ? en : zh }
}

/// A kind of fault: what breaks, how people describe it, what turns out to be wrong, what helps.
struct ScenarioFault {
  /// Where a kind of fault occurs.
  enum Setting {
    case dormitory, academic, anywhere

    func includes(dormitory: Bool) -> Bool {
      switch self {
      case .dormitory: dormitory
      case .academic: !dormitory
      case .anywhere: true
      }
    }
  }

  let category: String
  let trade: ScenarioTrade
  /// How often it occurs beside the others.
  var weight: Int
  var setting = Setting.anywhere
  /// 1 to 5.
  var priority = 3
  /// How long the work itself takes, in minutes.
  var minutes = 15...90
  /// The weeks of the term it occurs in, the first being 0.
  var weeks = 0...18
  /// What the codes of the buildings that have such a thing begin with.
  var buildings = ""
  let thing: ScenarioPhrase
  /// The part of a place it is in; empty where the place says enough.
  var spots: [ScenarioPhrase] = []
  let symptoms: [ScenarioPhrase]
  let causes: [ScenarioPhrase]
  let repairs: [ScenarioPhrase]
  /// What a worker writes down as used, in Chinese as the store's list has it.
  var parts: [String] = []

  /// Every kind of fault of the scenario.
  static let all: [ScenarioFault] =
    water + sanitation + power + lighting + doors + furniture + cooling + network + building
}
