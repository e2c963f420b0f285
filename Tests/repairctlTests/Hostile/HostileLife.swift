import Foundation
import RepairCore
import RepairStore

/// The life of a desk in which every command is given, with a text of the corpus in every field.
///
/// In a line `§` stands for the text, `¤` for the text without slashes, `№` for the number of the life.
/// Each line gets its moment, a quarter of an hour after the one before.
enum HostileLife {
  /// A file, as commands name it.
  private static let file = """
    {"name":"§","sha256":"\(String(repeating: "0f", count: 32))","size":7,"mediaType":"§",\
    "kind":"§","url":"§"}
    """
  private static let place = #"{"code":"§","address":"§","latitudeE6":1,"longitudeE6":2}"#
  private static let profile = MemberProfile.Field.allCases
    .map { "\"\($0.rawValue)\":\"§\"" }.joined(separator: ",")

  /// The lines of one life: who, in which role, the command, what it is about, its fields.
  private static let script = """
    k storekeeper registerItem "item":"¤/¤" "campus":"§","description":"§","unit":"§"
    k storekeeper registerItem "item":"¤2/¤" "campus":"§","description":"§"
    k storekeeper receiveStock "item":"¤/¤" "quantity":20,"text":"§"
    k storekeeper countStock "item":"¤/¤" "quantity":19,"text":"§"
    k storekeeper transferStock "item":"¤/¤" "quantity":1,"to":"¤2","override":"§"
    k storekeeper writeOffStock "item":"¤/¤" "quantity":1,"reason":"§","override":"§"
    s system register "member":"§m" "profile":{\(profile)},"roles":[{"role":"worker","campuses":["§"]}],"post":{"number":"§","campuses":["§"],"place":\(place)},"trades":["§"],"groups":["§"]
    s system editProfile "member":"§m" "profile":{\(profile.replacing("\"§\"", with: "\"§2\""))}
    s system editProfile "member":"§m" "profile":{\(profile)}
    s system setPost "member":"§m" "post":{"number":"§2","campuses":["§2"],"place":\(place)}
    s system grantRole "member":"§m" "grant":{"role":"requester","campuses":["§"]}
    s system revokeRole "member":"§m" "revoke":"requester","reason":"§"
    s system setTrades "member":"§m" "trades":["§","§2"]
    s system joinGroup "member":"§m" "group":"§2"
    s system leaveGroup "member":"§m" "group":"§2"
    s system goOnDuty "member":"§m"
    s system goOffDuty "member":"§m"
    s system takeLeave "member":"§m" "from":"2026-01-01T00:00:00Z","until":"2026-12-31T00:00:00Z","reason":"§"
    s system returnFromLeave "member":"§m"
    s system deactivate "member":"§m" "reason":"§"
    s system activate "member":"§m"
    s system leave "member":"§m" "reason":"§"
    s system rejoin "member":"§m"
    p requester submit "ticket":"H-№" "campus":"§","category":"§","description":"§","place":\(place),"contact":{"name":"§","phone":"§","openID":"§"},"channel":"app","asset":"§","attachments":[\(file)]
    p requester amend "ticket":"H-№" "description":"§2","place":{"code":"§2","address":"§2"},"contact":{"name":"§2","phone":"§","openID":"§2"},"asset":"§2"
    d dispatcher amend "ticket":"H-№" "description":"§","place":\(place),"contact":{"name":"§","phone":"§","openID":"§"},"asset":"§"
    p requester addNote "ticket":"H-№" "text":"§","internal":false
    d dispatcher attachFile "ticket":"H-№" \(file.dropFirst().dropLast())
    p requester hurry "ticket":"H-№"
    d dispatcher askInformation "ticket":"H-№" "text":"§"
    p requester giveInformation "ticket":"H-№" "text":"§"
    d dispatcher accept "ticket":"H-№" "priority":3,"category":"§2"
    d dispatcher recategorise "ticket":"H-№" "category":"§","reason":"§"
    d dispatcher changePriority "ticket":"H-№" "priority":2,"reason":"§"
    d dispatcher setDeadline "ticket":"H-№" "due":"2026-12-01T00:00:00Z","reason":"§"
    d dispatcher setFunding "ticket":"H-№" "source":"§","warranty":"out"
    d dispatcher requestMaterial "ticket":"H-№" "item":"¤","description":"§","unit":"§","quantity":5
    d dispatcher requestMaterial "ticket":"H-№" "line":1,"quantity":6
    k storekeeper reserveMaterial "ticket":"H-№" "line":1,"quantity":5,"store":"¤","override":"§"
    k storekeeper issueMaterial "ticket":"H-№" "line":1,"quantity":5,"store":"¤","override":"§"
    d dispatcher dispatch "ticket":"H-№" "worker":"§w","override":"§","force":true,"choice":{"rank":1,"of":2,"reasons":[{"code":"openJobs","value":1,"detail":2}],"runnersUp":[{"worker":"§y","reasons":[]}]}
    w worker reject "ticket":"H-№" "reason":"§","text":"§"
    d dispatcher dispatch "ticket":"H-№" "worker":"§w","override":"§","force":true
    d dispatcher release "ticket":"H-№" "reason":"§","assignment":2
    d dispatcher dispatch "ticket":"H-№" "worker":"§x","override":"§","force":true
    x worker acknowledge "ticket":"H-№"
    x worker handOver "ticket":"H-№" "worker":"§w","reason":"§"
    w worker acknowledge "ticket":"H-№"
    w worker recordNoAccess "ticket":"H-№" "text":"§"
    w worker checkIn "ticket":"H-№" "place":\(place)
    w worker startWork "ticket":"H-№"
    w worker scheduleVisit "ticket":"H-№" "from":"2026-11-01T08:00:00Z","to":"2026-11-01T10:00:00Z"
    w worker hold "ticket":"H-№" "reason":"parts","until":"2026-11-02T00:00:00Z","text":"§"
    w worker resume "ticket":"H-№"
    w worker requestExtension "ticket":"H-№" "until":"2026-12-02T00:00:00Z","reason":"§"
    d dispatcher refuseExtension "ticket":"H-№" "reason":"§"
    w worker requestExtension "ticket":"H-№" "until":"2026-12-03T00:00:00Z","reason":"§"
    d dispatcher approveExtension "ticket":"H-№"
    w worker useMaterial "ticket":"H-№" "line":1,"quantity":3
    k storekeeper returnMaterial "ticket":"H-№" "line":1,"quantity":1,"store":"¤"
    k storekeeper writeOffMaterial "ticket":"H-№" "line":1,"quantity":1,"reason":"§","text":"§"
    d dispatcher addCost "ticket":"H-№" "kind":"§","amount":5,"currency":"CNY","payer":"institution","funding":"§","text":"§"
    d dispatcher addCost "ticket":"H-№" "kind":"§","amount":6,"currency":"CNY","funding":"§","text":"§","replaces":1
    d dispatcher quote "ticket":"H-№" "amount":5,"currency":"CNY","text":"§","until":"2026-12-01T00:00:00Z"
    p requester refuseQuote "ticket":"H-№" "quote":1,"reason":"§"
    d dispatcher quote "ticket":"H-№" "amount":4,"currency":"CNY","text":"§","until":"2026-12-01T00:00:00Z"
    p requester acceptQuote "ticket":"H-№" "quote":2
    p requester requestCancellation "ticket":"H-№" "reason":"§","remark":"§"
    d dispatcher refuseCancellation "ticket":"H-№" "reason":"§"
    w worker complete "ticket":"H-№" "cause":"§","workDone":"§","outcome":"fixed","attachments":[\(file)]
    w worker correctCompletion "ticket":"H-№" "cause":"§2","workDone":"§2","outcome":"temporary"
    p requester rejectResult "ticket":"H-№" "reason":"§","text":"§","to":"worker"
    w worker acknowledge "ticket":"H-№"
    w worker complete "ticket":"H-№" "cause":"§","workDone":"§","outcome":"fixed","attachments":[\(file)]
    p requester confirm "ticket":"H-№"
    p requester evaluate "ticket":"H-№" "result":5,"efficiency":4,"attitude":3,"text":"§"
    p requester amendEvaluation "ticket":"H-№" "result":4,"efficiency":5,"attitude":4,"text":"§2"
    p requester submit "ticket":"J-№" "campus":"§","category":"§","description":"§","place":\(place),"contact":{"name":"§"}
    d dispatcher transfer "ticket":"J-№" "campus":"§2","reason":"§"
    d dispatcher decline "ticket":"J-№" "reason":"§","text":"§"
    d dispatcher reopen "ticket":"J-№" "reason":"§","text":"§"
    d dispatcher accept "ticket":"J-№"
    d dispatcher resolveRemotely "ticket":"J-№" "workDone":"§","cause":"§"
    p requester submit "ticket":"K-№" "campus":"§","category":"§","description":"§","place":\(place)
    d dispatcher markDuplicate "ticket":"K-№" "of":"J-№"
    p requester submit "ticket":"L-№" "campus":"§","category":"§","description":"§","place":\(place)
    p requester cancel "ticket":"L-№" "reason":"§","remark":"§"
    p requester submit "ticket":"M-№" "campus":"§","category":"§","description":"§","place":\(place),"asset":"§"
    d dispatcher accept "ticket":"M-№" "priority":1
    d dispatcher requestMaterial "ticket":"M-№" "item":"¤","description":"§","quantity":1
    d dispatcher dispatch "ticket":"M-№" "worker":"§w","override":"§","force":true
    d dispatcher publish "announcement":"A-№" "audience":{"campus":"§","place":"§"},"title":"§","text":"§","urgency":"normal","attachments":[\(file)],"validUntil":"2026-12-01T00:00:00Z"
    d dispatcher amend "announcement":"A-№" "title":"§2","text":"§2","validUntil":"2026-12-02T00:00:00Z"
    p requester reply "announcement":"A-№" "text":"§"
    p requester comment "announcement":"A-№" "text":"§","on":1
    s system recordDistribution "announcement":"A-№" "recipients":3
    d dispatcher withdraw "announcement":"A-№" "reason":"§"
    d dispatcher publish "announcement":"B-№" "audience":{"campus":"§","role":"requester","group":"§"},"title":"§","text":"§"
    s system queueNotice "notice":"E№.dispatched.sms.person:§" "stream":"ticket/H-№","streamVersion":1,"since":"2026-03-01T08:00:00Z","rule":"dispatched","recipient":"person:§","channel":"sms","urgency":"normal"
    s system recordFailure "notice":"E№.dispatched.sms.person:§" "reason":"§","retryAt":"2026-12-01T00:00:00Z"
    s system recordSent "notice":"E№.dispatched.sms.person:§" "receipt":"§"
    p requester markRead "notice":"E№.dispatched.sms.person:§"
    s system queueNotice "notice":"F№.dispatched.app.person:§" "stream":"ticket/H-№","streamVersion":1,"since":"2026-03-01T08:00:00Z","rule":"dispatched","recipient":"person:§","channel":"app","urgency":"normal"
    s system suppress "notice":"F№.dispatched.app.person:§" "reason":"expired"
    p requester unsubscribe "person":"§" "urgency":"info"
    p requester subscribe "person":"§" "urgency":"info"
    p requester chooseLanguage "person":"§" "language":"en"
    s system fireTimer "timer":"M-№" "kind":"reminder","dueAt":"2026-03-01T08:00:00Z","reminder":"unaccepted","since":"2026-03-01T08:00:00Z"
    """

  /// What comes a week after all lives; the last line is refused, and that is kept.
  private static let closing = """
    s system confirmByDefault "ticket":"J-№"
    a auditor hurry "ticket":"M-№"
    """

  /// What is adopted once for all lives: what stands before, for each life, and behind.
  private static let settings: [(command: String, parts: [(head: String, part: String)])] = [
    (
      "adoptPolicy",
      [
        (#"{"recordedRefusals":["notPermitted"],"photoToSubmit":["#, #""§z""#),
        (#"],"photoToComplete":["#, #""§z""#),
        (#"],"dispatching":{"preferredGroups":["#, #""§""#), ("]}}", ""),
      ]
    ),
    (
      "adoptHotlines",
      [
        (
          #"{"lines":["#,
          #"{"number":"80№","name":"§","campuses":["§"],"categories":["§"]}"#
        ), ("]}", ""),
      ]
    ),
    (
      "adoptTargets",
      [
        (
          #"{"calendars":["#,
          #"{"code":"§","zone":{"name":"§","offset":"+08:00"},"week":{"monday":["08:00-12:00"]}}"#
        ),
        (
          #"],"overrides":["#,
          #"{"campus":"§","category":"§","priority":3,"calendar":"§","#
            + #""profile":{"accept":{"time":"30m","calendar":"§"}}}"#
        ),
        (#"],"escalations":[{"at":"breach","tell":["#, #""person:§""#), ("]}]}", ""),
      ]
    ),
  ]

  /// Rules for notices, adopted anew by each life; braces are variables in a template.
  private static let notices: String = {
    let texts = NoticeRule.allCases.map { "\"\($0.rawValue)\":\"¢\"" }.joined(separator: ",")
    return #"{"command":"adoptNoticeRules","actor":"§s","role":"system","at":"AT","settings":"#
      + #"{"zone":{"name":"§","offset":"+08:00"},"templates":{"zh":{\#(texts)},"en":{\#(texts)}}}}"#
  }()

  /// When the first command is given: the first of March 2026, at eight.
  private static let beginning = Timestamp(clamping: 1_772_352_000_000)

  /// When all of it has happened.
  static let end = "2026-09-01"

  /// The command lines of a whole desk, in order.
  static func lines(_ corpus: [HostileCorpus.Entry] = HostileCorpus.all) -> [String] {
    var lines: [String] = []
    var start = beginning
    func add(_ line: String) {
      let at = start + .minutes(Int64(lines.count) * 15)
      lines.append(line.replacing("AT", with: at.description))
    }
    func live(_ script: String) {
      for (number, entry) in corpus.enumerated() {
        for line in script.split(separator: "\n") {
          add(filled(commandLine(String(line)), with: entry, number))
        }
      }
    }
    live(script)
    for (command, parts) in settings {
      let text = parts.map { head, part in
        let lives = part.isEmpty ? [] : corpus.enumerated().map { filled(part, with: $1, $0 + 10) }
        return head + lives.joined(separator: ",")
      }
      add(
        #"{"command":"\#(command)","actor":"s","role":"system","at":"AT","settings":"#
          + text.joined() + "}")
    }
    for (number, entry) in corpus.enumerated() { add(filled(notices, with: entry, number)) }
    start = start + .days(8)
    live(closing)
    return lines
  }

  private static func commandLine(_ line: String) -> String {
    let words = line.split(separator: " ", maxSplits: 4).map(String.init)
    let fields = words.count > 4 ? "," + words[4] : ""
    // The requester's name is the text, and those of others begin with it.
    let actor = words[0] == "p" ? "§" : "§" + words[0]
    return #"{"command":"\#(words[2])",\#(words[3]),"actor":"\#(actor)","role":"\#(words[1])","#
      + #""at":"AT"\#(fields)}"#
  }

  private static func filled(_ line: String, with entry: HostileCorpus.Entry, _ number: Int)
    -> String
  {
    line.replacing("№", with: "\(number)").replacing("¤", with: entry.withoutSlashes)
      .replacing("¢", with: entry.withoutBraces)
      .replacing("§", with: entry.inJSON)
  }
}
