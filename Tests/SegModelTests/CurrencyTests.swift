import SegModel
import Testing

/// Currency codes and their minor units.
@Suite struct CurrencyTests {
  @Test(arguments: [
    ("EUR", 2, 100), ("usd", 2, 100), ("JPY", 0, 1), ("TND", 3, 1000), ("CLF", 4, 10_000),
  ])
  func minorUnits(code: String, digits: Int, units: Int) throws {
    let currency = try #require(Currency(code: code))
    #expect(currency.code == code.uppercased() && currency.digits == digits)
    #expect(currency.minorUnitsPerMajor == Int64(units))
  }

  @Test(arguments: ["", "EU", "EURO", "EU1", "É€R", "ßA", "ſAB"])
  func textsThatAreNoCode(text: String) {
    #expect(Currency(code: text) == nil)
  }

  @Test func theEuroIsTheEuro() {
    #expect(Currency(code: "eur") == .euro)
  }

  @Test func names() {
    let name: FieldName = "Total_Montant"
    #expect(name == FieldName("total_montant") && name.description == "Total_Montant")
    #expect(Set([name, FieldName("TOTAL_MONTANT")]).count == 1)
    #expect(FieldName("É") == FieldName("é") && FieldName("a") < FieldName("B"))
  }

  @Test func revenuePolicy() {
    let policy = RevenuePolicy.standard
    for status in ["Cancelled", "FAILED", "annulé", "test"] {
      #expect(policy.treatment(of: status) == .excluded, "\(status)")
    }
    for status in ["", "Paid", "refunded", "Livrée"] {
      #expect(policy.treatment(of: status) == .counted, "\(status)")
    }
    #expect(policy.treatment(of: "weird") == .unlisted)
    #expect(policy.excluded.isDisjoint(with: policy.counted))
  }
}
