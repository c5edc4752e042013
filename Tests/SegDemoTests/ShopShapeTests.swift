import SegDemo
import SegModel
import Testing

/// Figures that make the shop believable, in bands; and the questions that the manual asks of it.
@Suite("Shape of the default shop")
struct ShopShapeTests {
  private let shop: DemoShop
  private let buyers: [DemoShop.Customer]

  init() throws {
    shop = try DemoShop.demo.get()
    buyers = shop.customers.filter { !$0.purchases.isEmpty }
  }

  private func share(_ holds: (DemoShop.Customer) -> Bool) -> Double {
    Double(shop.customers.count(where: holds)) / Double(shop.customers.count)
  }

  private func orderShare(_ holds: (DemoShop.Order) -> Bool) -> Double {
    Double(shop.orders.count(where: holds)) / Double(shop.orders.count)
  }

  private func age(_ order: DemoShop.Order) -> Int {
    Int(ShopGenerator.lastDay.dayNumber - order.day.dayNumber)
  }

  @Test("Customers")
  func customers() {
    #expect((0.17...0.19).contains(share { $0.orders.isEmpty }))
    #expect((0.025...0.036).contains(share { $0.cells["email"] == "" }))
    #expect((0.33...0.37).contains(share { $0.cells["phone"] != "" }))
    #expect((0.04...0.06).contains(share { $0.cells["country"] == "" }))
    #expect((0.48...0.53).contains(share { $0.cells["country"] == "FR" }))
    #expect((0.03...0.08).contains(share { $0.cells["company"] != "" }))
    #expect((0.57...0.63).contains(share { $0.cells["birth_date"] != "" }))
    #expect((0.008...0.03).contains(share { $0.tags.contains("vip") }))
    #expect(shop.customers.contains { $0.tags.contains("vip") && $0.tags.contains("blocked") })
    #expect(Set(shop.customers.compactMap { $0.cells["country"] }).count == 13)
  }

  @Test("Orders")
  func orders() {
    #expect((0.91...0.94).contains(orderShare { $0.status == "paid" }))
    #expect((0.015...0.025).contains(orderShare { $0.cents < 0 }))
    #expect((0.001...0.004).contains(orderShare { $0.cents == 0 }))
    #expect((0.10...0.18).contains(orderShare { $0.coupon != "" }))
    #expect((0.55...0.70).contains(orderShare { $0.channel == "web" }))
    let amounts = shop.orders.map(\.cents).filter { $0 > 0 }.sorted()
    #expect((4_500...7_000).contains(amounts.reduce(0, +) / amounts.count))
    #expect((3_000...4_500).contains(amounts[amounts.count / 2]))
    #expect(amounts.contains { $0 > 100_000 })
    let items = shop.orders.reduce(0) { $0 + $1.items.count }
    #expect((1.8...3.0).contains(Double(items) / Double(shop.orders.count)))
    #expect((2.0...4.0).contains(Double(shop.events.count) / 10_000))
  }

  @Test("Seasons and growth")
  func seasons() {
    let months = Dictionary(grouping: shop.orders) { String($0.time.prefix(7)) }.mapValues(\.count)
    let years = Dictionary(grouping: shop.orders) { $0.time.prefix(4) }.mapValues(\.count)
    #expect(years["2023", default: 0] * 3 / 2 < years["2024", default: 0])
    #expect(years["2024", default: 0] * 5 / 4 < years["2025", default: 0])
    #expect(months["2025-08", default: 0] < months["2025-06", default: 0])
    #expect(months["2025-12", default: 0] > months["2025-10", default: 0] * 5 / 4)
    let days = Dictionary(grouping: shop.orders, by: \.day.description).mapValues(\.count)
    let blackFriday = days["2025-11-28", default: 0]
    #expect(blackFriday > 2 * days["2025-11-14", default: 0])
    #expect(
      (0..<1095).allSatisfy { days[ShopGenerator.firstDay.adding(days: $0).description] != nil })
  }

  @Test("Heavy tails: one-time buyers and the best fifth")
  func tails() {
    let single = buyers.count { $0.purchases.count == 1 }
    #expect((0.36...0.44).contains(Double(single) / Double(buyers.count)))
    let spent = shop.customers.map(\.monetaryCents).sorted(by: >)
    let best = spent.prefix(spent.count / 5).reduce(0, +)
    #expect((0.65...0.80).contains(Double(best) / Double(spent.reduce(0, +))))
    #expect(buyers.contains { $0.purchases.count > 50 })
  }

  @Test("The first example: recent and worth more than 200")
  func firstExample() {
    let recent = share { $0.recency.map { $0 < 30 } ?? false }
    let both = share { $0.recency.map { $0 < 30 } ?? false && $0.monetaryCents > 20_000 }
    #expect((0.15...0.30).contains(recent))
    #expect((0.08...0.15).contains(both))
  }

  @Test("The manual's examples about orders find some, and not nearly all")
  func orderExamples() {
    let found = [
      share { $0.tags.contains("vip") && !$0.tags.contains("blocked") },
      share { $0.purchases.isEmpty && age(of: $0.signup) < 30 },
      share { $0.recency.map { (90...180).contains($0) } ?? false },
      share { $0.recency.map { $0 >= 180 } ?? false },
      share { sum($0, 0...364) > 50_000 && largest($0, 0...364) < 20_000 },
      share { $0.purchases.last?.channel == "pos" && $0.purchases.first?.channel == "web" },
      share { sum($0, 0...89) * 2 < sum($0, 90...179) },
      share { customer in
        let coupons = customer.purchases.count { $0.coupon != "" }
        return customer.purchases.count > 2 && coupons * 5 > customer.purchases.count * 4
      },
      share { customer in
        let months = Set(customer.purchases.map { $0.time.prefix(7) })
        return months.count { ("2025-06"..."2025-11").contains($0) } >= 5
      },
    ]
    for (example, share) in found.enumerated() {
      #expect((0.005...0.5).contains(share), "example \(example)")
    }
  }

  @Test("The manual's examples about items and events find some, and not nearly all")
  func itemExamples() {
    let carts = Set(
      shop.events.filter { $0[2] == "cart" && $0[1] >= "2025-12-25" }.map { $0[0] })
    let found = [
      share { customer in
        let items = customer.purchases.flatMap(\.items)
        let recent = customer.purchases.filter { age($0) < 60 }.flatMap(\.items)
        return recent.contains { ["A1", "A2"].contains($0.sku) }
          && !items.contains { $0.category == "filters" }
      },
      share { customer in
        customer.purchases.contains { order in
          order.items.contains { $0.sku == "A1" } && order.items.contains { $0.sku == "B2" }
        }
      },
      share { customer in
        let recent = customer.purchases.filter { age($0) < 365 }.flatMap(\.items)
        return Set(recent.map(\.category)).count >= 3
      },
      share { carts.contains($0.cells["customer_id", default: ""]) },
      share { customer in
        carts.contains(customer.cells["customer_id", default: ""])
          && !customer.purchases.contains { age($0) < 8 }
      },
    ]
    for (example, share) in found.enumerated() {
      #expect((0.005...0.5).contains(share), "example \(example)")
    }
  }

  @Test("Events: an answer has a score, a cart has a product")
  func events() {
    for event in shop.events {
      switch event[2] {
      case "nps": #expect((0...10).contains(Int(event[3]) ?? -1) && event[5] == "")
      case "view", "cart": #expect(event[3] == "" && event[4] != "" && event[5] != "")
      case "open", "click": #expect(event[3...5] == ["", "", ""])
      default: Issue.record("unknown type \(event[2])")
      }
    }
    let kinds = Dictionary(grouping: shop.events) { $0[2] }.mapValues(\.count)
    #expect(kinds["nps", default: 0] > 500 && kinds["cart", default: 0] > kinds["nps", default: 0])
  }

  private func age(of day: CalendarDate) -> Int {
    Int(ShopGenerator.lastDay.dayNumber - day.dayNumber)
  }

  private func sum(_ customer: DemoShop.Customer, _ ages: ClosedRange<Int>) -> Int {
    customer.counted.filter { ages.contains(age($0)) }.reduce(0) { $0 + $1.cents }
  }

  private func largest(_ customer: DemoShop.Customer, _ ages: ClosedRange<Int>) -> Int {
    customer.counted.filter { ages.contains(age($0)) }.map(\.cents).max() ?? 0
  }
}
