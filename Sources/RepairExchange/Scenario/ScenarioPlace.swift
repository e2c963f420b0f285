import RepairCore

/// Where a fault is: a building of the campus, a room, a spot in it.
struct ScenarioPlace {
  /// A building of which the campus has one or several.
  private struct Building {
    let code: String
    let name: ScenarioPhrase
    let floors: Int
  }

  private static let buildings = [
    Building(code: "teach-1", name: ScenarioPhrase("第一教学楼", "Teaching Building 1"), floors: 6),
    Building(code: "teach-2", name: ScenarioPhrase("第二教学楼", "Teaching Building 2"), floors: 6),
    Building(code: "teach-3", name: ScenarioPhrase("第三教学楼", "Teaching Building 3"), floors: 5),
    Building(code: "library", name: ScenarioPhrase("图书馆", "Library"), floors: 8),
    Building(code: "lab-a", name: ScenarioPhrase("实验楼A座", "Laboratory A"), floors: 9),
    Building(code: "lab-b", name: ScenarioPhrase("实验楼B座", "Laboratory B"), floors: 9),
    Building(code: "office", name: ScenarioPhrase("行政楼", "Administration"), floors: 7),
    Building(code: "canteen-1", name: ScenarioPhrase("第一食堂", "Canteen 1"), floors: 3),
    Building(code: "gym", name: ScenarioPhrase("体育馆", "Gymnasium"), floors: 2),
  ]

  /// The codes of every building, dormitories first.
  static let codes = (1...12).map { "dorm-\($0)" } + buildings.map(\.code)

  let place: Place
  let spot: ScenarioPhrase?
  /// The registered thing there, for what has a label.
  let asset: AssetCode?

  init(
    of fault: ScenarioFault, reportedBy requester: ScenarioRequester, inDormitory: Bool,
    _ random: inout ScenarioRandom
  ) {
    let spots = fault.spots.filter { $0.setting.includes(dormitory: inDormitory) }
    spot = spots.isEmpty || random.chance(250) ? nil : random.pick(spots)
    let english = requester.writesEnglish
    let code: String
    let address: String
    if inDormitory {
      // Most people report their own room, some a neighbour's or the corridor.
      let building = random.chance(800) ? requester.building : random.within(1...12)
      let room =
        random.chance(800) ? requester.room : random.within(1...6) * 100 + random.within(1...32)
      code = "dorm-\(building)"
      let name = english ? "Dorm \(building), room" : "\(building)栋"
      address = ScenarioWording.address(
        building: name, room: room, spot: spot, inEnglish: english)
    } else {
      let building = random.pick(Self.buildings.filter { $0.code.hasPrefix(fault.buildings) })
      let room = random.within(1...building.floors) * 100 + random.within(1...24)
      code = building.code
      address = ScenarioWording.address(
        building: building.name.text(inEnglish: english), room: room, spot: spot,
        inEnglish: english)
    }
    place = Place(code: code, address: address)
    let hasLabel = ["airConditioning", "lift", "appliance", "teachingEquipment"]
    asset =
      hasLabel.contains(fault.category) && random.chance(700)
      ? AssetCode("\(fault.category.prefix(2).uppercased())-\(code)-\(random.within(1...40))") : nil
  }
}
