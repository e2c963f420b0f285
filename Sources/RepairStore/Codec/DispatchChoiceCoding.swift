import RepairCore

// Where a worker who is sent stood in a ranking, in commands and in events:
// {"rank":1,"of":14,"reasons":[{"code":"openJobs","value":3,"detail":1}],
//  "runnersUp":[{"worker":"w-2","reasons":[...]}]}

extension JSONWriter {
  mutating func member(_ name: StaticString, _ choice: DispatchChoice?) {
    guard let choice else { return }
    key(name)
    beginObject()
    member("rank", choice.rank)
    member("of", choice.candidates)
    members(of: choice.reasons)
    if !choice.runnersUp.isEmpty {
      key("runnersUp")
      beginArray()
      for other in choice.runnersUp {
        beginObject()
        member("worker", other.worker)
        members(of: other.reasons)
        endObject()
      }
      endArray()
    }
    endObject()
  }

  private mutating func members(of reasons: [DispatchReason]) {
    guard !reasons.isEmpty else { return }
    key("reasons")
    beginArray()
    for reason in reasons {
      beginObject()
      member("code", reason.code.rawValue)
      member("value", reason.value)
      member("detail", reason.detail)
      endObject()
    }
    endArray()
  }
}

extension EventReader {
  mutating func choice(
    _ field: inout DispatchChoice?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    var (rank, candidates): (Int?, Int?)
    var reasons: [DispatchReason]?
    var runnersUp: [RankedWorker]?
    try eachMember { reader, key throws(JSONError) in
      if key.is("rank") {
        try reader.count(&rank, key)
      } else if key.is("of") {
        try reader.count(&candidates, key)
      } else if key.is("reasons") {
        try reader.reasons(&reasons, key)
      } else if key.is("runnersUp") {
        try reader.runnersUp(&runnersUp, key)
      } else {
        return false
      }
      return true
    }
    field = DispatchChoice(
      rank: rank, candidates: try need(candidates, "choice.of"), reasons: reasons ?? [],
      runnersUp: runnersUp ?? [])
  }

  private mutating func runnersUp(
    _ field: inout [RankedWorker]?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    var workers: [RankedWorker] = []
    try json.beginArray()
    while try json.nextElement() {
      var worker: PersonID?
      var reasons: [DispatchReason]?
      try eachMember { reader, key throws(JSONError) in
        if key.is("worker") {
          try reader.identifier(&worker, key)
        } else if key.is("reasons") {
          try reader.reasons(&reasons, key)
        } else {
          return false
        }
        return true
      }
      workers.append(
        RankedWorker(worker: try need(worker, "runnersUp.worker"), reasons: reasons ?? []))
    }
    field = workers
  }

  private mutating func reasons(
    _ field: inout [DispatchReason]?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    var reasons: [DispatchReason] = []
    try json.beginArray()
    while try json.nextElement() {
      var code: DispatchReason.Code?
      var (value, detail): (Int?, Int?)
      try eachMember { reader, key throws(JSONError) in
        if key.is("code") {
          try reader.code(&code, key)
        } else if key.is("value") {
          try reader.count(&value, key)
        } else if key.is("detail") {
          try reader.count(&detail, key)
        } else {
          return false
        }
        return true
      }
      reasons.append(DispatchReason(try need(code, "reasons.code"), value, detail))
    }
    field = reasons
  }

  /// Reads an object; what `read` does not know is passed over.
  private mutating func eachMember(
    _ read: (inout EventReader, JSONReader.Slice) throws(JSONError) -> Bool
  ) throws(JSONError) {
    try json.beginObject()
    var strangers = JSONNameSet()
    while let key = try json.nextKey() {
      if try !read(&self, key) { try pass(key, &strangers) }
    }
  }
}

extension CommandFields {
  /// Reads the choice of a dispatch.
  mutating func choice() throws(MalformedCommand) -> DispatchChoice? {
    guard var fields = try object("choice") else { return nil }
    let rank = try fields.integer("rank")
    let candidates = fields.need(try fields.integer("of"), "of")
    let reasons = try fields.reasons()
    var runnersUp: [RankedWorker] = []
    for var other in try fields.objects("runnersUp") ?? [] {
      let worker: PersonID? = try other.neededName("worker")
      let reasons = try other.reasons()
      if let worker { runnersUp.append(RankedWorker(worker: worker, reasons: reasons)) }
      try fields.end(other)
    }
    try end(fields)
    return candidates.map {
      DispatchChoice(rank: rank, candidates: $0, reasons: reasons, runnersUp: runnersUp)
    }
  }

  private mutating func reasons() throws(MalformedCommand) -> [DispatchReason] {
    var reasons: [DispatchReason] = []
    for var fields in try objects("reasons") ?? [] {
      let code: DispatchReason.Code? = fields.need(try fields.code("code"), "code")
      let value = try fields.integer("value")
      let detail = try fields.integer("detail")
      if let code { reasons.append(DispatchReason(code, value, detail)) }
      try end(fields)
    }
    return reasons
  }
}
