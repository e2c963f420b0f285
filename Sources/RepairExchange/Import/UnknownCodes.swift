import RepairCore

/// What stands for a code that every ticket has and a record does not.
struct UnknownCodes {
  let campus: CampusCode
  let category: CategoryCode

  init() throws {
    guard let campus = CampusCode("unknown"), let category = CategoryCode("unknown") else {
      throw ExchangeError(.unsuitableLog, "the code `unknown` is not possible here")
    }
    self.campus = campus
    self.category = category
  }
}
