import RepairCore
import Testing

struct DirectoryTests {
  @Test(
    "Every way to write a number is the same number",
    arguments: [
      "13800000000", "138 0000 0000", "138-0000-0000", "+86 138 0000 0000", "+8613800000000",
      "0086 13800000000", "8613800000000", "（138）0000－0000", "１３８００００００００",
      "138 0000 0000 转 12", "138 0000 0000 x7", "\u{FF0B}86\u{3000}13800000000",
    ])
  func phone(_ text: String) {
    #expect(PhoneNumber(text)?.digits == "13800000000")
  }

  @Test("A landline is the same with and without its country, and another country's is another")
  func landline() {
    #expect(PhoneNumber("010-6275 1234") == PhoneNumber("+86 10 62751234"))
    #expect(PhoneNumber("+1 010 6275 1234") != PhoneNumber("010 6275 1234"))
    #expect(PhoneNumber("8612") != PhoneNumber("12"))
    #expect(PhoneNumber("110") != nil)
  }

  @Test(
    "What is no number is none",
    arguments: [
      "", "12", "+", "abc", "1+2345", "转123", "١٢٣", "123456789012345678901", "555\u{0}5",
    ])
  func noPhone(_ text: String) {
    #expect(PhoneNumber(text) == nil)
    let endless = String(repeating: "1-", count: 100_000)
    #expect(PhoneNumber(endless) == nil)
  }

  private func directory() throws -> Directory {
    var directory = Directory()
    func register(
      _ id: PersonID, _ phone: String?, _ grant: RoleGrant, trades: [CategoryCode] = [],
      groups: [GroupCode] = [], name: String = "王", campuses: [CampusCode]? = nil
    ) throws {
      var profile = MemberProfile.named(name, phone: phone)
      profile.login = "login-\(id)"
      profile.openID = "open-\(id)"
      try directory.apply(
        Fact(
          version: StreamVersion(1), occurredAt: .start, actor: "d-1", role: .dispatcher,
          event: .registered(
            MemberRegistration(
              profile: profile, roles: [grant], post: MemberPost(campuses: campuses),
              trades: trades, groups: groups))), of: id)
    }
    try register(
      "w-2", "+86 138-0000-0000", RoleGrant(.worker, campuses: ["north"]), trades: ["plumbing"])
    try register("u-1", "13800000000", RoleGrant(.requester), name: "Ann Lee", campuses: ["north"])
    try register("w-1", "0100", RoleGrant(.worker), trades: ["power"], groups: ["nights"])
    return directory
  }

  private func ids(_ change: (inout MemberQuery) -> Void) throws -> [String] {
    var query = MemberQuery()
    change(&query)
    return try directory().members(query, at: .start(.hours(1))).map(\.id.rawValue)
  }

  @Test("All who share a telephone are found by it, in the order of their names")
  func byPhone() throws {
    let directory = try directory()
    #expect(directory.members(phone: "0086 138 0000 0000").map(\.id) == ["u-1", "w-2"])
    #expect(directory.members(phone: "0101").isEmpty)
    #expect(directory.members(phone: "no number").isEmpty)
    #expect(directory.members(login: "login-w-1").map(\.id) == ["w-1"])
    #expect(directory.members(openID: "open-u-1").map(\.id) == ["u-1"])
  }

  @Test("A requester is of the campuses they belong to, because their role names none")
  func requesterOfCampus() throws {
    #expect(try ids { ($0.role, $0.campus) = (.requester, "north") } == ["u-1"])
    #expect(try ids { ($0.role, $0.campus) = (.requester, "south") } == [])
  }

  @Test("A number that changed is found where it is now and not where it was")
  func changed() throws {
    var directory = try directory()
    try directory.apply(
      Fact(
        version: StreamVersion(2), occurredAt: .start, actor: "u-1", role: .requester,
        event: .profileEdited(ProfileChange(.named(nil, phone: "0200")))), of: "u-1")
    #expect(directory.members(phone: "13800000000").map(\.id) == ["w-2"])
    #expect(directory.members(phone: "0200").map(\.id) == ["u-1"])
    try directory.apply(
      Fact(
        version: StreamVersion(3), occurredAt: .start, actor: "u-1", role: .requester,
        event: .profileEdited(ProfileChange(clearing: [.phone, .login]))), of: "u-1")
    #expect(directory.members(phone: "0200").isEmpty)
    #expect(directory.members(login: "login-u-1").isEmpty)
  }

  @Test("Filters narrow, and together narrow further")
  func filters() throws {
    #expect(try ids { _ in } == ["u-1", "w-1", "w-2"])
    #expect(try ids { $0.role = .worker } == ["w-1", "w-2"])
    #expect(try ids { $0.campus = "north" } == ["u-1", "w-1", "w-2"])
    #expect(try ids { $0.campus = "south" } == ["w-1"])
    #expect(
      try ids {
        $0.role = .worker
        $0.campus = "south"
      } == ["w-1"])
    #expect(try ids { $0.trade = "plumbing" } == ["w-2"])
    #expect(try ids { $0.group = "nights" } == ["w-1"])
    #expect(try ids { $0.duty = .unknown } == ["u-1", "w-1", "w-2"])
    #expect(try ids { $0.duty = .onDuty } == [])
    #expect(try ids { $0.statuses = [.left] } == [])
    #expect(try ids { $0.text = "ann LEE" } == ["u-1"])
    #expect(try ids { $0.text = "W-" } == ["w-1", "w-2"])
    #expect(
      try ids {
        $0.phone = "13800000000"
        $0.role = .worker
      } == ["w-2"])
  }

  @Test("Pages follow each other without gap or repetition")
  func pages() throws {
    #expect(try ids { $0.limit = 2 } == ["u-1", "w-1"])
    #expect(try ids { $0.after = "w-1" } == ["w-2"])
    #expect(try ids { $0.limit = 0 } == [])
    #expect(try ids { $0.limit = -1 } == [])
  }
}
