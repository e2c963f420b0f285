/// When faults are reported: in time order, along the curve of a term, a week and a day.
///
/// The term is cut into hours, each with a weight. The weights laid end to end make a line; ticket
/// number i of n falls somewhere in the i-th of n equal pieces of it. So the moments come sorted,
/// one at a time, and nothing has to be kept.
struct ScenarioArrivals {
  /// How many reports come from dormitories in each hour of a day.
  private static let dormitory = [
    9, 5, 3, 2, 2, 3, 8, 25, 35, 30, 28, 30, 45, 35, 28, 26, 28, 40, 50, 60, 70, 85, 80, 35,
  ]
  /// How many come from offices, teaching buildings and laboratories.
  private static let campus = [
    1, 1, 1, 1, 1, 1, 2, 12, 60, 80, 75, 50, 20, 35, 70, 65, 50, 25, 15, 15, 10, 6, 2, 1,
  ]

  let tickets: Int
  private var random: ScenarioRandom
  private let weights: [Int]
  private let total: Int
  private var issued = 0
  private var hour = 0
  private var before = 0

  init(tickets: Int, seed: UInt64) {
    self.tickets = tickets
    random = ScenarioRandom(seed: seed, part: 1)
    var weights: [Int] = []
    for day in 0..<ScenarioCalendar.days {
      let factor = Self.factor(of: day, &random)
      for hour in 0..<24 { weights.append(Self.weight(of: hour, on: day) * factor / 100) }
    }
    weights.removeLast(weights.count - ScenarioCalendar.end / ScenarioCalendar.hour)
    self.weights = weights
    total = weights.reduce(0, +)
  }

  /// Whether a report at this moment comes from a dormitory.
  static func isFromDormitory(
    _ moment: ScenarioMoment, _ random: inout ScenarioRandom
  ) -> Bool {
    let hour = ScenarioCalendar.hourOfDay(moment)
    let day = moment / ScenarioCalendar.day
    let office = officeWeight(of: hour, on: day)
    return random.below(dormitory[hour] + office) < dormitory[hour]
  }

  /// The next report's moment, or `nil` when all have come.
  mutating func next() -> ScenarioMoment? {
    guard issued < tickets else { return nil }
    let point = (issued * total + random.below(total)) / tickets
    issued += 1
    while hour < weights.count - 1, point >= before + weights[hour] {
      before += weights[hour]
      hour += 1
    }
    let share = (point - before) * ScenarioCalendar.hour / max(weights[hour], 1)
    // A piece of the line is seldom a whole number long, so that two tickets may fall on one point.
    let moment = hour * ScenarioCalendar.hour + share
    return min(moment, ScenarioCalendar.end - 1)
  }

  private static func weight(of hour: Int, on day: Int) -> Int {
    (dormitory[hour] + officeWeight(of: hour, on: day)) * 100
  }

  private static func officeWeight(of hour: Int, on day: Int) -> Int {
    let isFree = day % 7 >= 5 || ScenarioCalendar.isHoliday(day)
    return isFree ? campus[hour] / 5 : campus[hour]
  }

  /// How busy a day is, in percent: the first weeks of term, the exams, storms, and chance.
  private static func factor(of day: Int, _ random: inout ScenarioRandom) -> Int {
    let season =
      switch day / 7 {
      case 0, 1: 170
      case 2: 130
      case 16, 17: 120
      case 18: 80
      default: 100
      }
    let rest = ScenarioCalendar.isHoliday(day) ? 45 : 100
    let chance = random.chance(25) ? random.within(180...260) : random.within(70...130)
    return season * rest / 100 * chance / 100
  }
}
