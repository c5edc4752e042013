import Foundation
import Testing

/// Public data sets through the binary, every customer compared with a recomputation.
@Suite struct DataSetTests {
  @Test(
    .enabled("needs pip to reach the package lifetimes 0.11.3") { DataSets.lifetimes != nil })
  func everyCustomerOfTheCDNOWSampleIsRight() throws {
    let file = try #require(DataSets.lifetimes).appending(path: "CDNOW_sample.txt")
    let digest = try DataSets.sha256(file)
    try #require(digest.hasPrefix("6fae1015") && digest.hasSuffix("3420d94a"))
    var csv = "id,date,amount\n"
    var days: [String: Set<Int>] = [:]
    var sums: [String: Int] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ")
      let (id, day) = (String(words[1]), words[2])
      let (year, month) = (day.prefix(4), day.dropFirst(4).prefix(2))
      let date = "\(year)-\(month)-\(day.suffix(2))"
      csv += "\(id),\(date),\(words[4])\n"
      days[id, default: []].insert(dayNumber(date))
      sums[id, default: 0] += try #require(cents(words[4]))
    }
    let today = dayNumber(1998, 6, 30)
    let expected = days.mapValues { $0 }.reduce(into: [String: Buyer]()) { buyers, item in
      buyers[item.key] = Buyer(
        recency: today - (item.value.max() ?? 0), frequency: item.value.count,
        cents: sums[item.key])
    }
    #expect(expected.count == 2357)
    #expect(expected.values.reduce(0) { $0 + $1.frequency } == 6696)

    let bench = try Bench()
    try bench.write("cdnow.csv", csv)
    let outcome = try bench.run(
      "cdnow.csv", "--asof", "1998-06-30", "-c",
      "segment | show customer_id, recency, frequency, monetary, r, f, m, rfm", "-c",
      "segment where rfm = 555 | count", "-c", "segment | by rfm")
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("6,696 orders"))
    let rows = outcome.rows.prefix(2357).map { $0 }
    var buyers: [String: Buyer] = [:]
    for row in rows {
      buyers[row[0]] = Buyer(
        recency: try #require(Int(row[1])), frequency: try #require(Int(row[2])),
        cents: cents(row[3]))
    }
    #expect(buyers == expected)
    try expectScores(rows)
    #expect(outcome.lines.dropFirst(2358).prefix(2) == ["count", "233"])
    #expect(rows.count { $0[7] == "555" } == 233)
    #expect(Set(rows.map { $0[7] }).count == 60)
  }

  /// The cut points of the values are the published ones, and the scores follow them.
  private func expectScores(_ rows: [[String]]) throws {
    let recency = try rows.map { try #require(Int($0[1])) }
    let frequency = try rows.map { try #require(Int($0[2])) }
    let monetary = try rows.map { try #require(cents($0[3])) }
    let cuts = [recency, frequency, monetary].map(fiveTimesQuintiles)
    #expect(cuts[0] == [152, 442, 486, 512].map { $0 * 5 })
    #expect(cuts[1] == [1, 1, 2, 4].map { $0 * 5 })
    // 15.36, 31.958, 59.25 and 130.436.
    #expect(cuts[2] == [7_680, 15_979, 29_625, 65_218])
    func score(_ value: Int, _ cuts: [Int]) -> Int { 1 + cuts.count { value * 5 > $0 } }
    for (position, row) in rows.enumerated() {
      let scores = [
        6 - score(recency[position], cuts[0]), score(frequency[position], cuts[1]),
        score(monetary[position], cuts[2]),
      ].map(String.init)
      #expect(Array(row[4...6]) == scores, "customer \(row[0])")
      #expect(row[7] == scores.joined(), "customer \(row[0])")
    }
  }

  /// Five times the type-7 quantiles at 1/5 to 4/5, which are whole numbers.
  private func fiveTimesQuintiles(_ values: [Int]) -> [Int] {
    let sorted = values.sorted()
    return (1...4).map { step in
      let place = (sorted.count - 1) * step
      let (index, part) = (place / 5, place % 5)
      let next = sorted[min(index + 1, sorted.count - 1)]
      return sorted[index] * 5 + part * (next - sorted[index])
    }
  }

  @Test(
    .enabled("needs pip to reach the package lifetimes 0.11.3") { DataSets.lifetimes != nil })
  func ordersWithoutAmountsHaveNoMoney() throws {
    let file = try #require(DataSets.lifetimes).appending(path: "example_transactions.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    #expect(lines.count == 15_274)
    var days: [String: Set<Int>] = [:]
    var csv = "id,date\n"
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let (id, date) = (String(cells[1]), cells[0].prefix(10))
      csv += "\(id),\(date)\n"
      days[id, default: []].insert(dayNumber(date))
    }
    #expect(days.count == 5000)
    #expect(days.values.reduce(0) { $0 + $1.count } == 14_270)

    let bench = try Bench()
    try bench.write("orders.csv", csv)
    let outcome = try bench.run(
      "orders.csv", "--asof", "2014-12-31", "-c",
      "segment | show customer_id, recency, frequency, monetary, aov, m, rfm", "-c",
      "segment where monetary is known | count", "-c", "segment where monetary = 0 | count")
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("14,270 orders"))
    let today = dayNumber(2014, 12, 31)
    let rows = outcome.rows.prefix(5000)
    #expect(rows.count == 5000)
    for row in rows {
      let days = try #require(days[row[0]])
      let expected = [
        row[0], String(today - (days.max() ?? 0)), String(days.count), "", "", "", "",
      ]
      #expect(row == expected)
    }
    #expect(Set(rows.map { $0[0] }).count == 5000)
    #expect(outcome.lines.suffix(4) == ["count", "0", "count", "0"])
  }

  @Test(.enabled("needs shared/data beside the repository") { DataSets.beside(baskets) != nil })
  func everyHouseholdOfTheCompleteJourneyIsRight() throws {
    let file = try #require(DataSets.beside(Self.baskets))
    let today = dayNumber(2018, 1, 1)
    var expected: [String: Buyer] = [:]
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let cents = try #require(Int(cells[4]))
      var buyer = expected[String(cells[0])] ?? Buyer(recency: .max, frequency: 0, cents: 0)
      if cents >= 0 {
        buyer.recency = min(buyer.recency, today - dayNumber(cells[2]))
        buyer.frequency += 1
      }
      buyer.cents = (buyer.cents ?? 0) + cents
      expected[String(cells[0])] = buyer
    }
    let bench = try Bench()
    let outcome = try bench.run(
      "--as", "orders", file.path, "--map", "household_id=customer_id", "--map",
      "basket_id=order_id", "--map", "timestamp=order_date", "--map", "sales_cents=amount:cents",
      "--asof", "2018-01-01", "-c", "segment | show customer_id, recency, frequency, monetary")
    try #require(outcome.status == 0, "\(outcome.errors)")
    var buyers: [String: Buyer] = [:]
    for row in outcome.rows {
      buyers[row[0]] = Buyer(
        recency: try #require(Int(row[1])), frequency: try #require(Int(row[2])),
        cents: cents(row[3]))
    }
    #expect(buyers.count == expected.count)
    for (id, buyer) in expected { #expect(buyers[id] == buyer, "household \(id)") }
  }

  private static let baskets = "cj_baskets.csv"
}
