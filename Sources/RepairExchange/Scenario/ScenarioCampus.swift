import RepairCore

/// A campus of a scenario: its people and places follow from its number.
struct ScenarioCampus {
  /// The campuses, the large ones first.
  static let codes = ["north", "south", "east", "riverside"]
  /// How many of a hundred reports come from each.
  static let shares = [42, 30, 18, 10]

  let number: Int
  let code: CampusCode
  let dayDispatchers: [PersonID]
  let nightDispatcher: PersonID

  init?(number: Int) {
    guard let code = CampusCode(Self.codes[number]),
      let night = PersonID("d-\(number + 1)9")
    else { return nil }
    self.number = number
    self.code = code
    dayDispatchers = (1...3).compactMap { PersonID("d-\(number + 1)\($0)") }
    nightDispatcher = night
  }

  /// Who sits at the desk at a moment.
  func dispatcher(at moment: ScenarioMoment, _ random: inout ScenarioRandom) -> PersonID {
    ScenarioCalendar.isNight(moment) ? nightDispatcher : random.pick(dayDispatchers)
  }
}

/// Somebody who reports faults: all about them follows from their number.
struct ScenarioRequester {
  let id: PersonID
  let campus: Int
  let writesEnglish: Bool
  let isTeacher: Bool
  let contact: Contact
  /// Where they live, for a student.
  let building: Int
  let room: Int

  private static let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"]
  private static let romanised = [
    "Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu", "Xu", "Sun",
  ]

  init?(number: Int, seed: UInt64) {
    var random = ScenarioRandom(seed: seed, part: 0x5EED_0000_0000 + UInt64(number))
    isTeacher = random.chance(180)
    guard let id = PersonID(isTeacher ? "t-\(1_000 + number)" : "u-\(10_000 + number)") else {
      return nil
    }
    self.id = id
    campus = random.weighted(ScenarioCampus.shares.enumerated().map { ($0.offset, $0.element) })
    writesEnglish = random.chance(240)
    building = random.within(1...12)
    room = random.within(1...6) * 100 + random.within(1...32)
    // Surnames with a title name nobody, and numbers that begin with 10 belong to no telephone.
    let surname = random.below(Self.surnames.count)
    let name =
      writesEnglish
      ? (isTeacher ? "Prof. " : random.chance(500) ? "Ms " : "Mr ") + Self.romanised[surname]
      : Self.surnames[surname] + (isTeacher ? "老师" : "同学")
    contact = Contact(
      name: name, phone: "10\(random.within(100_000_000...999_999_999))",
      openID: random.chance(700) ? Self.openID(&random) : nil)
  }

  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")

  private static func openID(_ random: inout ScenarioRandom) -> String {
    "o" + String((0..<27).map { _ in random.pick(letters) })
  }
}
