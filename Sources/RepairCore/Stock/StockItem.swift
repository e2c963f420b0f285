/// A material that a store keeps: what it is and where it belongs.
///
/// How much of it is there is no part of its own history, because most of what moves it happens on
/// tickets: ``StockLevel`` is folded from both.
public struct StockItem: Subject {
  /// The store and the material.
  public let name: StockName
  /// How many events it has.
  public internal(set) var version: StreamVersion
  /// When its last event happened.
  public internal(set) var updatedAt: Timestamp
  /// The campus whose store it is.
  public internal(set) var campus: CampusCode
  /// What it is, in words.
  public internal(set) var description: String
  /// What one of it is, such as `pcs` or `cm`.
  public internal(set) var unit: String?
  /// When it was last counted; `nil` if it never was.
  public internal(set) var countedAt: Timestamp?
}
