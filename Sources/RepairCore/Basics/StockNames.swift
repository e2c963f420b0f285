/// The code of a material as the stores keep it, such as `valve-15`: 1 to 64 UTF-8 bytes without `/`.
public struct ItemCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a material's code, or `nil` when the text is empty, too long or has a NUL or a `/`.
  public init?(_ rawValue: String) {
    guard isStockName(rawValue) else { return nil }
    self.rawValue = rawValue
  }
}

/// The code of a store, such as `north-main`: 1 to 64 UTF-8 bytes without `/`.
public struct StoreCode: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a store's code, or `nil` when the text is empty, too long or has a NUL or a `/`.
  public init?(_ rawValue: String) {
    guard isStockName(rawValue) else { return nil }
    self.rawValue = rawValue
  }
}

/// A material in a store, as `STORE/ITEM`: what has a level of its own.
///
/// ```swift
/// let name = StockName("north-main/valve-15")
/// ```
public struct StockName: TextIdentifier {
  /// The store.
  public let store: StoreCode
  /// The material.
  public let item: ItemCode

  /// The text, such as `north-main/valve-15`.
  public var rawValue: String { store.rawValue + "/" + item.rawValue }

  /// Makes the name of a material in a store.
  public init(store: StoreCode, item: ItemCode) {
    self.store = store
    self.item = item
  }

  /// Makes a name, or `nil` when the text is not a store's code, one `/` and a material's code.
  public init?(_ rawValue: String) {
    let parts = rawValue.utf8.split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 2, let store = StoreCode(String(parts[0]) ?? ""),
      let item = ItemCode(String(parts[1]) ?? "")
    else { return nil }
    self.init(store: store, item: item)
  }
}

/// What a store's and a material's code share; the `/` stands between them in names and tags.
private func isStockName(_ text: String) -> Bool {
  isOpenName(text, atMost: 64) && !text.utf8.contains(UInt8(ascii: "/"))
}
