import RepairReport
import Testing

@Suite struct CurrencyTextTests {
  @Test(
    "An amount has its currency's digits behind the point, and commas before it",
    arguments: [
      (8_592_500, "CNY", "85,925.00"), (0, "CNY", "0.00"), (5, "CNY", "0.05"),
      (-120, "EUR", "-1.20"),
      (1_234_567, "JPY", "1,234,567"), (1_500, "KWD", "1.500"), (100_000, "XYZ", "1,000.00"),
      (Int64.min, "JPY", "-9,223,372,036,854,775,808"),
    ])
  func text(_ amount: Int64, _ currency: String, _ expected: String) {
    #expect(CurrencyText.of(amount, in: currency) == expected)
  }
}
