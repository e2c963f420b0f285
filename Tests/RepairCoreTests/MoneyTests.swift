import RepairCore
import Testing

@Suite("Money")
struct MoneyTests {
  @Test("Sums of one currency are exact")
  func sums() throws {
    let price = try #require(Money(minorUnits: 1250, currency: "CNY"))
    #expect(price.adding(price)?.minorUnits == 2500)
    #expect(price.multiplied(by: -3)?.minorUnits == -3750)
  }

  @Test("Two currencies have no sum")
  func currencies() throws {
    let yuan = try #require(Money(minorUnits: 1, currency: "CNY"))
    let dollar = try #require(Money(minorUnits: 1, currency: "USD"))
    #expect(yuan.adding(dollar) == nil)
  }

  @Test("What does not fit is nil and never a trap")
  func overflow() throws {
    let most = try #require(Money(minorUnits: .max, currency: "CNY"))
    let one = try #require(Money(minorUnits: 1, currency: "CNY"))
    #expect(most.adding(one) == nil)
    #expect(most.multiplied(by: 2) == nil)
    #expect(Money(minorUnits: .min, currency: "CNY")?.multiplied(by: -1) == nil)
  }

  @Test("A currency is three capital letters", arguments: ["", "CN", "cny", "CNYX", "人民币"])
  func badCurrencies(code: String) {
    #expect(Money(minorUnits: 1, currency: code) == nil)
  }
}
