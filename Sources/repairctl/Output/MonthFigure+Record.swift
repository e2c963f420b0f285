import RepairCore
import RepairReport

extension MonthFigure {
  /// The month as a list for programs has it; spans in whole milliseconds.
  var record: Record {
    var record = Record(["month": .text(month), "at": .time(at)])
    for (key, number) in numbers { record.set(key, .integer(number)) }
    return record
  }

  private var numbers: [(String, Int?)] {
    [
      ("submitted", submitted), ("cameBack", cameBack), ("completed", completed),
      ("cancelled", cancelled), ("open", open), ("late", late), ("onHold", onHold), ("met", met),
      ("decided", decided), ("median", median.map { Int(clamping: $0.milliseconds) }),
      ("firstTimeFixed", firstTimeFixed), ("worked", worked), ("rated", rated),
      ("ratingSum", ratingSum),
    ]
  }
}

extension Listing where Row == MonthFigure {
  /// Months for programs; people get a table with the courses below it.
  static var months: Listing {
    Listing(
      columns: [],
      keys: [
        "month", "at", "submitted", "cameBack", "completed", "cancelled", "open", "late", "onHold",
        "met", "decided", "median", "firstTimeFixed", "worked", "rated", "ratingSum",
      ], record: \.record)
  }
}
