import RepairCore
import RepairStore
import Testing

/// Plans as JSON: read as they are meant, written as they are read, and refused by the field.
@Suite("Plans as JSON")
struct TargetPlanJSONTests {
  private static let whole = #"""
    {"calendars":[{"code":"berlin","zone":{"name":"Europe/Berlin","offset":"+01:00",
      "transitions":[{"at":"2026-03-29T01:00:00Z","offset":"+02:00"}]},
      "week":{"monday":["08:00-12:00","14:00-18:00"],"sunday":["22:30-24:00"]},
      "exceptions":{"2026-10-01":[],"2026-10-10":["08:00-12:00"]}}],
     "profiles":{"1":{"accept":{"time":"30m"}},
      "3":{"complete":{"workingDays":3,"calendar":"berlin"},"arrive":{"time":"1d 2h"}}},
     "overrides":[{"campus":"south","category":"electric","priority":1,
      "profile":{"accept":{"time":"5m","calendar":"berlin"}},"calendar":"berlin"}],
     "unknownPriority":2,"nearShare":75,"pausingHolds":["parts","access"],
     "escalations":[{"target":"complete","at":"breach","after":"2h","tell":["role:dispatcher"]},
      {"at":"nearBreach","tell":["worker","requester","person:d-1"]}]}
    """#

  @Test("Every field is read, and what is written reads back as the same plan")
  func readsAll() throws {
    let plan = try TargetPlan(json: Self.whole.utf8)

    #expect(try TargetPlan(json: plan.json) == plan)
    #expect(plan.calendars.first?.zone.offset(at: .latest) == 7_200)
    #expect(plan.calendars.first?.week[.sunday].spans == [1_350..<1_440])
    #expect(plan.calendars.first?.exceptions.count == 2)
    #expect(plan.profiles.count == 2)
    #expect(plan.overrides.first?.profile?.accept?.amount == .span(.minutes(5)))
    #expect(plan.unknownPriority.rawValue == 2)
    #expect(plan.nearShare == 75)
    #expect(plan.pausingHolds == [.parts, .access])
    #expect(plan.escalations.first?.moment == .afterBreach(.hours(2)))
    #expect(plan.escalations.last?.recipients.count == 3)
  }

  @Test("What is left out is as in the standard plan, which reads back as itself")
  func standard() throws {
    #expect(try TargetPlan(json: "{}".utf8) == .standard)
    #expect(try TargetPlan(json: TargetPlan.standard.json) == .standard)
  }

  @Test(
    "What is no plan is refused with the field",
    arguments: [
      (#"{"calendar":[]}"#, "calendar"),
      (#"{"calendars":[],"calendars":[]}"#, "calendars"),
      (#"{"calendars":{}}"#, "calendars"),
      (#"{"calendars":[{}]}"#, "calendars[0].code"),
      (#"{"calendars":[{"code":"a"}]}"#, "calendars[0].zone"),
      (#"{"calendars":[{"code":"a","zone":"Europe/Berlin"}]}"#, "calendars[0].zone"),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"1h"}}]}"#,
        "calendars[0].zone.offset"
      ),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"+24:00"},"week":{}}]}"#,
        "calendars[0].zone.offset"
      ),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"+01:00","transitions":"#
          + #"[{"at":"2026-03-29","offset":"+02:00"}]}}]}"#,
        "calendars[0].zone.transitions[0].at"
      ),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"+01:00"},"#
          + #""week":{"funday":[]}}]}"#, "calendars[0].week.funday"
      ),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"+01:00"},"#
          + #""week":{"monday":["8-12"]}}]}"#, "calendars[0].week.monday[0]"
      ),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"+01:00"},"#
          + #""week":{"monday":["08:00-12:00","11:00-13:00"]}}]}"#, "calendars[0].week.monday"
      ),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"+01:00"},"#
          + #""week":{"monday":["08:00-24:01"]}}]}"#, "calendars[0].week.monday[0]"
      ),
      (
        #"{"calendars":[{"code":"a","zone":{"name":"X","offset":"+01:00"},"week":{},"#
          + #""exceptions":{"2026-02-29":[]}}]}"#, "calendars[0].exceptions.2026-02-29"
      ),
      (#"{"profiles":{"6":{}}}"#, "profiles.6"),
      (#"{"profiles":{"1":{"dispatch":{"time":"1h"}}}}"#, "profiles.1.dispatch"),
      (#"{"profiles":{"1":{"accept":{}}}}"#, "profiles.1.accept"),
      (#"{"profiles":{"1":{"accept":{"time":"1h","workingDays":1}}}}"#, "profiles.1.accept"),
      (#"{"profiles":{"1":{"accept":{"time":"0s"}}}}"#, "profiles.1.accept"),
      (#"{"profiles":{"1":{"accept":{"time":60}}}}"#, "profiles.1.accept.time"),
      (#"{"profiles":{"1":{"accept":{"workingDays":-1}}}}"#, "profiles.1.accept.workingDays"),
      (
        #"{"profiles":{"1":{"accept":{"time":"1h","calendar":"nowhere"}}}}"#,
        "profiles.1.accept.calendar"
      ),
      (#"{"calendars":[]}"#, "profiles.3.accept.calendar"),
      (#"{"overrides":[{"priority":0}]}"#, "overrides[0].priority"),
      (#"{"overrides":[{"calendar":"nowhere"}]}"#, "overrides[0].calendar"),
      (#"{"nearShare":100}"#, "nearShare"),
      (#"{"pausingHolds":["parts","parts"]}"#, "pausingHolds[1]"),
      (#"{"escalations":[{"at":"soon","tell":["worker"]}]}"#, "escalations[0].at"),
      (
        #"{"escalations":[{"at":"nearBreach","after":"1h","tell":["worker"]}]}"#,
        "escalations[0].at"
      ),
      (#"{"escalations":[{"at":"breach","tell":[]}]}"#, "escalations[0].tell"),
      (#"{"escalations":[{"at":"breach","tell":["boss"]}]}"#, "escalations[0].tell[0]"),
      (#"[]"#, ""),
    ])
  func refuses(_ text: String, _ field: String) {
    do throws(MalformedSettings) {
      _ = try TargetPlan(json: text.utf8)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.field == field, "\(error)")
    }
  }
}
