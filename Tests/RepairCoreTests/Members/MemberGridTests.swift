import RepairCore
import Testing

/// Every status, every command, everybody: who may do what to a member.
struct MemberGridTests {
  /// What each command comes to, by whom, and where the member stands.
  ///
  /// A row: the command, the people (letters of ``DirectoryPerson``), and a letter for each case: not
  /// registered, active, inactive, left. The letters: `.` happens, `E` alreadyExists, `U`
  /// unknownMember, `P` notPermitted, `C` wrongCampus, `I` illegalTransition. Whoever has no row under
  /// a command is `UPPP`.
  private static let table = """
    register         RDnT  .EEE
    register         s     CEEE
    register         WAowk PEEE
    editProfile      RW    U.II
    editProfile      DnT   U...
    editProfile      s     UCCC
    setPost          DnT   U..I
    setPost          s     UCCC
    grantRole        DnT   U..I
    grantRole        s     UCCC
    revokeRole       DnT   U...
    revokeRole       s     UCCC
    setTrades        DnT   U..I
    setTrades        s     UCCC
    joinGroup        DnT   U..I
    joinGroup        s     UCCC
    leaveGroup       DnT   U...
    leaveGroup       s     UCCC
    goOnDuty         RWDnT U.II
    goOnDuty         s     UCCC
    goOffDuty        RWDnT U.II
    goOffDuty        s     UCCC
    takeLeave        RWDnT U.II
    takeLeave        s     UCCC
    returnFromLeave  RWDnT U.II
    returnFromLeave  s     UCCC
    deactivate       DnT   U.II
    deactivate       s     UCCC
    activate         DnT   UI.I
    activate         s     UCCC
    leave            RW    U.II
    leave            DnT   U..I
    leave            s     UCCC
    rejoin           DnT   UII.
    rejoin           s     UCCC
    """

  private static func expected(
    _ command: MemberCommandKind, by person: DirectoryPerson, in column: Int
  ) -> Character {
    for row in table.split(separator: "\n") {
      let words = row.split(separator: " ")
      guard words[0] == command.rawValue, words[1].contains(person.rawValue) else { continue }
      return Array(words[2])[column]
    }
    return Array("UPPP")[column]
  }

  private static func story(_ column: Int, for command: MemberCommandKind) -> MemberStory {
    guard column > 0 else { return .nobody }
    var story = MemberStory.worker
    if command == .returnFromLeave {
      story = story.and(.leaveTaken(.between(.start), reason: nil))
    }
    switch column {
    case 2: return story.and(.deactivated(reason: nil))
    case 3: return story.and(.left(reason: nil))
    default: return story
    }
  }

  private static func letter(_ result: Result<[MemberEvent], Refusal>) -> Character {
    switch result {
    case .success: "."
    case .failure(let refusal):
      switch refusal.code {
      case .alreadyExists: "E"
      case .unknownMember: "U"
      case .notPermitted: "P"
      case .wrongCampus: "C"
      case .illegalTransition: "I"
      default: "?"
      }
    }
  }

  @Test(
    "Each command about a member by everybody ends as the table says",
    arguments: MemberCommandKind.allCases)
  func grid(_ command: MemberCommandKind) {
    for column in 0...3 {
      let story = Self.story(column, for: command)
      for person in DirectoryPerson.allCases {
        let outcome = story.when(.sample(command), by: person)
        #expect(
          Self.letter(outcome.result) == Self.expected(command, by: person, in: column),
          "\(command) by \(person.actor) in column \(column): \(outcome.result)")
      }
    }
  }

  @Test("What happens to a member is the event of its rule, at a status that the rule has")
  func followsRules() {
    for command in MemberCommandKind.allCases {
      for column in 0...3 {
        let story = Self.story(column, for: command)
        for person in DirectoryPerson.allCases {
          guard case .success(let events) = story.when(.sample(command), by: person).result else {
            continue
          }
          #expect(
            MemberRule.rules(for: command).contains { rule in
              events.map(\.kind) == [rule.event]
                && (story.member.map { rule.from.contains($0.status) } ?? rule.from.isEmpty)
            }, "\(command) by \(person)")
        }
      }
    }
  }

  @Test("By its name alone a command about a member is refused only where no form of it happens")
  func byName() {
    for command in MemberCommandKind.allCases {
      for column in 0...3 {
        let story = Self.story(column, for: command)
        for person in DirectoryPerson.allCases {
          guard case .success = story.when(.sample(command), by: person).result else { continue }
          let refusal = Member.refusal(
            of: command, on: story.member, named: story.id,
            in: CommandContext(actor: person.actor, at: story.soon), under: .standard)
          #expect(refusal == nil, "\(command) by \(person) in column \(column)")
        }
      }
    }
  }
}
