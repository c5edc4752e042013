import SegDemo
import SegModel
import Testing

@Suite("Content of the default shop")
struct ShopContentTests {
  private let shop: DemoShop

  init() throws { shop = try DemoShop.demo.get() }

  @Test("The headers use the canonical names")
  func headers() throws {
    let shop = ShopGenerator(customers: 1)
    #expect(
      try ShopFile.allCases.map { try CSVTable(shop.bytes(of: $0)).header.joined(separator: " ") }
        == [
          "customer_id email phone first_name last_name country city postcode language company "
            + "birth_date signup_date channel newsletter consent_email consent_sms loyalty_points "
            + "tags",
          "order_id customer_id order_date status amount coupon channel shipping_country",
          "order_id sku product category quantity amount",
          "customer_id event_date type value category sku",
        ])
  }

  @Test("Every order belongs to a customer and has its own number")
  func references() {
    let customers = Set(shop.customers.compactMap { $0.cells["customer_id"] })
    #expect(customers.count == 10_000)
    #expect(shop.orders.allSatisfy { customers.contains($0.customer) })
    #expect(shop.events.allSatisfy { customers.contains($0[0]) })
    #expect(Set(shop.orders.map(\.id)).count == 38_214)
  }

  @Test("The items of an order sum to its amount")
  func sums() {
    for order in shop.orders {
      #expect(order.items.reduce(0) { $0 + $1.cents } == order.cents)
      #expect(order.items.allSatisfy { ($0.quantity < 0) == (order.cents < 0) })
      #expect(Set(order.items.map(\.sku)).count == order.items.count)
    }
  }

  @Test("A product is always in the same category")
  func categories() {
    let items = shop.orders.flatMap(\.items)
    let bySKU = Dictionary(grouping: items, by: \.sku).mapValues { Set($0.map(\.category)) }
    #expect(bySKU.values.allSatisfy { $0.count == 1 })
    #expect(Set(items.map(\.category)).count == 12)
    #expect(bySKU["A1"] == ["coffee"] && bySKU["B2"] == ["filters"] && bySKU["0071"] != nil)
  }

  @Test("Nobody orders before signing up, and nothing happens outside the three years")
  func times() {
    for customer in shop.customers {
      #expect(customer.orders.allSatisfy { $0.day >= customer.signup })
    }
    #expect(shop.orders.first?.day == ShopGenerator.firstDay)
    #expect(shop.orders.last?.day == ShopGenerator.lastDay)
    let times = shop.orders.map(\.time)
    #expect(times == times.sorted())
    let events = shop.events.map { $0[1] }
    #expect(events == events.sorted())
    #expect(events.allSatisfy { ("2023-01-02"..."2025-12-31 23:59:59").contains($0) })
    let hours = (times + events).map { $0.dropFirst(11).prefix(2) }
    #expect(times.allSatisfy { $0.utf8.count == 19 } && hours.allSatisfy { $0 < "24" })
    #expect(!times.contains { $0.dropFirst(11).hasPrefix("02") })
  }

  @Test("A refund follows an order of its customer that is at least as large")
  func refunds() {
    let refunds = shop.orders.filter { $0.cents < 0 }
    #expect((500...1000).contains(refunds.count))
    #expect(refunds.allSatisfy { $0.status == "refunded" && $0.coupon.isEmpty })
    for customer in shop.customers where customer.orders.contains(where: { $0.cents < 0 }) {
      #expect(customer.monetaryCents >= 0)
    }
    let given = shop.orders.filter { $0.cents > 0 && $0.status == "refunded" }.map(\.cents).sorted()
    let returned = Set(refunds.map { -$0.cents })
    #expect(given.allSatisfy { returned.contains($0) })
  }

  @Test("E-mail addresses are plain, unique and under a reserved domain")
  func addresses() {
    let known = shop.customers.compactMap { $0.cells["email"] }.filter { !$0.isEmpty }
    #expect(Set(known).count == known.count)
    for address in known {
      let parts = address.split(separator: "@")
      #expect(parts.count == 2 && ["example.org", "example.com", "example.net"].contains(parts[1]))
      #expect(
        parts[0].utf8.allSatisfy {
          (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E
        })
    }
  }

  @Test("Customer cells have the form that their column promises")
  func customerCells() throws {
    let consents = ["", "subscribed", "unsubscribed", "never subscribed"]
    for customer in shop.customers {
      let cells = customer.cells
      #expect(["yes", "no", ""].contains(cells["newsletter"]))
      #expect(consents.contains(cells["consent_email", default: "?"]))
      #expect(consents.contains(cells["consent_sms", default: "?"]))
      #expect(Int(cells["loyalty_points", default: "?"]) != nil)
      let phone = cells["phone", default: ""]
      #expect(phone.isEmpty || phone.hasPrefix("+") && (11...14).contains(phone.utf8.count))
      if cells["country"] == "FR" { #expect(cells["postcode"]?.utf8.count == 5) }
      if let birth = cells["birth_date"], !birth.isEmpty {
        let day = try DemoShop.day(birth)
        #expect(day.adding(months: 18 * 12) <= customer.signup)
        #expect(day.adding(months: 86 * 12) > ShopGenerator.lastDay)
      }
    }
    #expect(shop.customers.contains { $0.cells["birth_date"]?.hasSuffix("-02-29") == true })
    #expect(shop.customers.contains { $0.cells["postcode"]?.hasPrefix("0") == true })
    #expect(shop.customers.contains { $0.cells["company"]?.contains("\"") == true })
    #expect(shop.customers.contains { $0.cells["company"]?.contains(",") == true })
  }

  @Test("The clock of Paris changes on the last Sundays of March and October")
  func zone() {
    let zone = ShopGenerator.zone
    let summer = CalendarDate(year: 2025, month: 3, day: 30)?.dayNumber ?? 0
    let winter = CalendarDate(year: 2025, month: 10, day: 26)?.dayNumber ?? 0
    for (day, before, after) in [(summer, 3600, 7200), (winter, 7200, 3600)]
      as [(Int32, Int32, Int32)]
    {
      let change = Int64(day) * 86_400 + 3600
      #expect(zone.offset(at: Instant(secondsSinceEpoch: change - 1)) == before)
      #expect(zone.offset(at: Instant(secondsSinceEpoch: change)) == after)
    }
    #expect(zone.name == "Europe/Paris")
    #expect(ShopGenerator.firstDay.description == "2023-01-02")
    #expect(ShopGenerator.lastDay.description == "2025-12-31")
  }
}
