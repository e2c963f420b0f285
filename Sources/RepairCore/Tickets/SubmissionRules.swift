/// The rules of the command that begins a ticket.
struct SubmissionRules {
  let context: CommandContext
  let policy: TicketPolicy

  func event(for command: TicketCommand) throws(Refusal) -> TicketEvent {
    guard case .submit(let submission) = command else {
      throw Refusal(.unknownTicket, "only submit begins a ticket")
    }
    if context.actor.role == .dispatcher, let scope = context.scope,
      !scope.contains(submission.campus)
    {
      throw Refusal(
        .wrongCampus,
        "campus \(submission.campus) is outside the scope of \(context.actor.id) "
          + "(\(context.scopeText))")
    }
    let fields = FieldRules(policy: policy)
    var sound = submission
    sound.description = try fields.longText(submission.description, "description")
    sound.place = try fields.place(submission.place, "place")
    sound.contact = try fields.contact(submission.contact, "contact")
    sound.attachments = try fields.attachments(submission.attachments, "attachments")
    if sound.channel == .phone, sound.contact?.phone == nil {
      throw FieldRules.invalid("contact.phone", "a report by phone needs the caller's number")
    }
    if policy.photoToSubmit.contains(sound.category),
      !sound.attachments.contains(where: \.isPhoto)
    {
      throw FieldRules.invalid(
        "attachments", "a report of \(sound.category) needs a photo")
    }
    try fields.room(for: sound.attachments, beside: 0)
    try context.checkOnly(command.newFault(on: nil), under: policy)
    return .submitted(sound)
  }
}
