import RepairCore
import RepairStore

/// Writes a log as XES (IEEE 1849), a ticket a trace, an element a line.
///
/// What came from another system's event log is called what it was called there. The log itself has
/// no attributes of its own: versions of the standard disagree about where they stand.
struct XESExport {
  private var xml = XMLWriter()
  private let mode: XESMode
  private var left: Int

  /// Writes the whole log.
  ///
  /// - Throws: ``ExchangeError`` and what reading throws.
  /// - Complexity: O(events), in the memory of one ticket.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var export = XESExport(mode: options.xesMode, left: options.limit)
    var report = ExportReport()
    export.head()
    try TicketWalk.run(log, options) { visit in
      guard export.left > 0 else { return false }
      let before = export.left
      export.trace(visit)
      report.rows += before - export.left
      if export.xml.bytes.count >= 1 << 15 { try file.write(export.xml.take()) }
      return true
    }
    export.xml.markup("</log>\n")
    try file.write(export.xml.take())
    return report
  }

  private init(mode: XESMode, left: Int) {
    self.mode = mode
    self.left = left
  }

  private mutating func head() {
    xml.markup(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <log xes.version="2.0" xes.features="" xmlns="http://www.xes-standard.org/">
      <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
      <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
      <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
      <extension name="Lifecycle" prefix="lifecycle" \
      uri="http://www.xes-standard.org/lifecycle.xesext"/>
      <global scope="trace">
      <string key="concept:name" value="unknown"/>
      </global>
      <global scope="event">
      <string key="concept:name" value="unknown"/>
      <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
      <string key="lifecycle:transition" value="complete"/>
      </global>
      <classifier name="Activity" keys="concept:name"/>
      <classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>

      """)
  }

  private mutating func trace(_ visit: TicketWalk.Visit) {
    xml.markup("<trace>\n")
    string("concept:name", visit.id.rawValue)
    if case .submitted(let report)? = visit.steps.first?.fact.event {
      string("campus", report.campus.rawValue)
      string("category", report.category.rawValue)
      string("channel", report.channel.rawValue)
      string("description", report.description)
      if let place = report.place.code { string("place", place) }
    }
    let activities = XESActivities(of: visit.steps, mode: mode)
    for (number, step) in visit.steps.enumerated() where step.passes && left > 0 {
      left -= 1
      for activity in activities.steps(of: step, number: number) {
        event(step, activity)
      }
    }
    xml.markup("</trace>\n")
  }

  private mutating func event(_ step: TicketWalk.Step, _ activity: XESActivities.Step) {
    let fact = step.fact
    xml.markup("<event>\n")
    string("concept:name", activity.name)
    if let assignment = activity.assignment {
      string("concept:instance", "assignment \(assignment)")
    } else {
      string("concept:instance", "event \(fact.version)")
    }
    xml.markup("<date key=\"time:timestamp\" value=\"")
    fact.occurredAt.withRFC3339 { xml.plain($0) }
    xml.markup("\"/>\n")
    string("lifecycle:transition", activity.transition)
    let called = fact.remarks?.imported?.activity
    if called == nil || called?.resource != nil {
      string("org:resource", called?.resource ?? fact.actor.rawValue)
    }
    string("org:role", fact.role.rawValue)
    if let person = fact.onBehalfOf { string("onBehalfOf", person.rawValue) }
    switch fact.event {
    case .workerDispatched(let dispatch):
      if let worker = dispatch.worker { string("worker", worker.rawValue) }
    case .workHandedOver(let worker, _, _): string("worker", worker.rawValue)
    default: break
    }
    xml.markup("<int key=\"position\" value=\"")
    xml.text(step.position.description)
    xml.markup("\"/>\n</event>\n")
  }

  /// Writes an attribute; one without a value is left out, since XES has no empty ones.
  private mutating func string(_ key: StaticString, _ value: String) {
    guard !value.isEmpty else { return }
    xml.markup("<string key=\"")
    xml.markup(key)
    xml.markup("\" value=\"")
    xml.text(value)
    xml.markup("\"/>\n")
  }
}
