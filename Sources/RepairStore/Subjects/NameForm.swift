package import RepairCore

/// What names have to look like, for whoever wrote one that does not.
package enum NameForm {
  /// The form of a kind of name, in words that follow "must be".
  ///
  /// - Parameter type: the names' type.
  /// - Returns: such as "1 to 128 bytes without NUL".
  package static func of(_ type: any TextIdentifier.Type) -> String {
    switch type {
    case is TicketID.Type, is AnnouncementID.Type:
      "1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or a digit"
    case is StockName.Type: "STORE/ITEM, such as north-main/valve-15"
    case is ItemCode.Type, is StoreCode.Type: "1 to 64 bytes without NUL and without a slash"
    case is NoticeID.Type:
      "an event, a rule, a channel and a recipient with dots between them, as a notice is listed"
    case is EventTag.Type: "a kind and a name with a colon between them, such as worker:w-7"
    case is PersonID.Type: "1 to 128 bytes without NUL"
    default: "1 to 64 bytes without NUL"
    }
  }
}
