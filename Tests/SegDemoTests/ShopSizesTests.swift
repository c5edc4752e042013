import SegDemo
import Testing

@Suite("Sizes of the shop")
struct ShopSizesTests {
  /// Customers and order rows, from none to many.
  static let sizes = [
    (0, 0), (0, 5), (1, 0), (1, 1), (1, 500), (2, 40), (7, 3), (40, 1), (100, 82), (100, 83),
    (100, 5_000), (2_000, 1_500), (2_000, 1_700), (200, 3_000),
  ]

  @Test("There are exactly as many rows as asked for", arguments: sizes)
  func exact(customers: Int, orders: Int) throws {
    let shop = try DemoShop(ShopGenerator(customers: customers, orders: orders, seed: 11))
    #expect(shop.customers.count == customers)
    #expect(shop.orders.count == (customers == 0 ? 0 : orders))
    #expect(shop.orders.allSatisfy { !$0.items.isEmpty })
    #expect(Set(shop.orders.map(\.id)).count == shop.orders.count)
    #expect(shop.customers.reduce(0) { $0 + $1.orders.count } == shop.orders.count)
  }

  @Test("Without a number there are 3.8 orders for each customer")
  func standard() {
    #expect(ShopGenerator(customers: 10_000).orders == 38_214)
    #expect(ShopGenerator(customers: 100).orders == 382)
    #expect(ShopGenerator(customers: 0).orders == 0)
  }

  @Test("Customer numbers have five digits at least, and all the same")
  func customerNumbers() throws {
    let few = try CSVTable(ShopGenerator(customers: 20, orders: 0).bytes(of: .customers))
    #expect(few.column("customer_id").prefix(2) == ["C-00001", "C-00002"])
    var start: [UInt8] = []
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      try ShopGenerator(customers: 100_000, orders: 0).write(.customers) { chunk throws(Enough) in
        start = chunk
        throw Enough()
      }
    }
    #expect(try CSVTable(start).column("customer_id").first == "C-000001")
  }

  @Test("Addresses stay unique when names repeat")
  func uniqueAddresses() throws {
    let many = try CSVTable(ShopGenerator(customers: 20_000, orders: 0).bytes(of: .customers))
    let addresses = many.column("email").filter { !$0.isEmpty }
    #expect(Set(addresses).count == addresses.count)
  }
}
