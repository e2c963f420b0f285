import RepairCore
import Testing

/// What a report must say.
struct SubmissionTests {
  private static func report(_ change: (inout TicketSubmission) -> Void) -> TicketCommand {
    var submission = TicketSubmission.leak
    change(&submission)
    return .submit(submission)
  }

  private static let photo = TicketFile(
    name: "leak.jpg", sha256: String(repeating: "ab", count: 32), size: 0,
    mediaType: "image/jpeg", kind: "photo")

  @Test("The requester is who asked: the reporter, or whom the desk typed for")
  func requester() {
    let own = Given.nothing.when(.submit(.leak), by: .requester).accepted()
    #expect(own.ticket?.requester == "u-1")
    let typed = Given.nothing.when(.submit(.leak), by: .deskForAnother).accepted()
    #expect(typed.ticket?.requester == "u-2")
    let seen = Given.nothing.when(.submit(.leak), by: .worker).accepted()
    #expect(seen.ticket?.requester == "w-1")
  }

  @Test("A report by phone needs a number", arguments: [nil, "", " \u{3000}\t"])
  func phone(_ number: String?) {
    Given.nothing.when(
      Self.report {
        $0.channel = .phone
        $0.contact = Contact(name: "Li", phone: number)
      }, by: .deskForRequester
    ).refused(.invalidField, field: "contact.phone")
    Given.nothing.when(Self.report { $0.channel = .phone }, by: .deskForRequester).accepted()
  }

  @Test("Other channels need no number", arguments: Channel.allCases.filter { $0 != .phone })
  func noPhone(_ channel: Channel) {
    Given.nothing.when(
      Self.report {
        $0.channel = channel
        $0.contact = nil
      }, by: .requester
    ).accepted()
  }

  @Test("A category can demand a photo, and a voice message is none")
  func photoDemanded() {
    let given = Given.nothing.under { $0.photoToSubmit = ["plumbing"] }
    given.when(.submit(.leak), by: .requester).refused(.invalidField, field: "attachments")
    var voice = Self.photo
    voice.kind = "voice"
    given.when(Self.report { $0.attachments = [voice] }, by: .requester)
      .refused(.invalidField, field: "attachments")
    given.when(Self.report { $0.attachments = [Self.photo] }, by: .requester).accepted()
    given.when(Self.report { $0.category = "electric" }, by: .requester).accepted()
  }

  @Test("A description must say something", arguments: ["", " ", "\n\t\u{2003}"])
  func description(_ text: String) {
    Given.nothing.when(Self.report { $0.description = text }, by: .requester)
      .refused(.invalidField, field: "description")
  }

  @Test("A text may have as many scalars as the policy says, whatever they weigh in bytes")
  func length() {
    let longest = String(repeating: "水", count: 4_000)
    Given.nothing.when(Self.report { $0.description = longest }, by: .requester).accepted()
    Given.nothing.when(Self.report { $0.description = longest + "水" }, by: .requester)
      .refused(.invalidField, field: "description")
    // One character on the screen, but two scalars each.
    let accents = String(repeating: "e\u{301}", count: 2_001)
    Given.nothing.when(Self.report { $0.description = accents }, by: .requester)
      .refused(.invalidField, field: "description")
  }

  @Test("NUL is refused wherever text is free")
  func nul() {
    Given.nothing.when(Self.report { $0.description = "a\0b" }, by: .requester)
      .refused(.invalidField, field: "description")
    Given.nothing.when(Self.report { $0.place.address = "5\0" }, by: .requester)
      .refused(.invalidField, field: "place.address")
    Given.nothing.when(Self.report { $0.contact = Contact(name: "\0x") }, by: .requester)
      .refused(.invalidField, field: "contact.name")
  }

  @Test("A place needs a code or an address, and either is enough")
  func place() {
    Given.nothing.when(Self.report { $0.place = Place() }, by: .requester)
      .refused(.invalidField, field: "place")
    Given.nothing.when(Self.report { $0.place = Place(code: "", address: " ") }, by: .requester)
      .refused(.invalidField, field: "place")
    Given.nothing.when(Self.report { $0.place = Place(code: "dorm-5") }, by: .requester).accepted()
    Given.nothing.when(Self.report { $0.place = Place(address: "roof") }, by: .requester)
      .accepted()
  }

  @Test("An empty member of a contact is absent, and a contact of nothing too")
  func emptyContact() {
    let given = Given.nothing.when(
      Self.report { $0.contact = Contact(name: "", phone: "1", openID: "") }, by: .requester
    ).accepted()
    #expect(given.ticket?.contact == Contact(phone: "1"))
    let none = Given.nothing.when(
      Self.report { $0.contact = Contact(name: "", phone: "", openID: "") }, by: .requester
    ).accepted()
    #expect(none.ticket?.contact == nil)
  }

  @Test("A file is refused by the member at fault")
  func files() {
    func check(_ field: String, _ change: (inout TicketFile) -> Void) {
      var file = Self.photo
      change(&file)
      Given.nothing.when(Self.report { $0.attachments = [Self.photo, file] }, by: .requester)
        .refused(.invalidField, field: "attachments[1].\(field)")
      Given(.submitted).when(.attachFile(file), by: .requester)
        .refused(.invalidField, field: field)
    }
    check("name") { $0.name = nil }
    check("name") { $0.name = " " }
    check("name") { $0.name = String(repeating: "n", count: 256) }
    check("mediaType") { $0.mediaType = nil }
    check("kind") { $0.kind = "" }
    check("size") { $0.size = nil }
    check("size") { $0.size = -1 }
    check("sha256") { $0.sha256 = nil }
    check("sha256") { $0.sha256 = String(repeating: "AB", count: 32) }
    check("sha256") { $0.sha256 = String(repeating: "ab", count: 31) + "a" }
    check("sha256") { $0.sha256 = String(repeating: "gg", count: 32) }
    check("url") { $0.url = String(repeating: "u", count: 2_001) }
  }

  @Test("A ticket has at most as many files as the policy says, however they come")
  func fileLimit() {
    let given = Given(.inProgress).under { $0.attachmentLimit = 2 }
      .and(.fileAttached(Self.photo), by: .requester)
    let report = { (files: [TicketFile]) in
      TicketCommand.complete(
        WorkReport(cause: "a", workDone: "b", outcome: .fixed, attachments: files))
    }
    given.when(report([Self.photo, Self.photo]), by: .worker).refused(.limitReached)
    given.when(report([Self.photo]), by: .worker).accepted()
      .when(.attachFile(Self.photo), by: .requester).refused(.limitReached)
    given.when(.attachFile(Self.photo), by: .requester).accepted()
      .when(.attachFile(Self.photo), by: .requester).refused(.limitReached)
    let files = [TicketFile](repeating: Self.photo, count: 3)
    Given.nothing.under { $0.attachmentLimit = 2 }
      .when(Self.report { $0.attachments = files }, by: .requester).refused(.limitReached)
  }

  @Test("A ticket over its limit can still be completed without another file")
  func overLimit() {
    let given = Given(.inProgress).and(.fileAttached(Self.photo)).under { $0.attachmentLimit = 0 }
    given.when(.sample(.complete, at: .start), by: .worker).accepted()
  }
}
