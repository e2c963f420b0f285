/// An amount of money as people write it, from whole minor units.
///
/// ```swift
/// CurrencyText.of(8_592_500, in: "CNY")  // "85,925.00"
/// ```
public enum CurrencyText {
  /// The currencies of ISO 4217 whose minor unit is not a hundredth: how many digits it has.
  private static let digits: [String: Int] = [
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3,
    "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
  ]

  /// The amount with a point, and a comma between thousands.
  ///
  /// - Parameters:
  ///   - minorUnits: how many of the currency's smallest unit.
  ///   - currency: its ISO 4217 code; an unknown one has hundredths.
  /// - Returns: the amount without the currency.
  public static func of(_ minorUnits: Int64, in currency: String) -> String {
    let digits = digits[currency] ?? 2
    var text = String(minorUnits.magnitude)
    while text.utf8.count <= digits { text = "0" + text }
    var whole = String(text.dropLast(digits))
    var place = whole.utf8.count - 3
    while place > 0 {
      whole.insert(",", at: whole.index(whole.startIndex, offsetBy: place))
      place -= 3
    }
    let sign = minorUnits < 0 ? "-" : ""
    return sign + whole + (digits == 0 ? "" : ".\(text.suffix(digits))")
  }
}
