import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// A store of several blocks of rows, against plain loops, on one thread and on three (clause 8.1).
@Suite(.serialized) struct WideStoreTests {
  static let customers = 140_001
  static let days = 0...1_000

  /// One order: its customer's amounts and days stand in the arrays of the same row.
  struct Shop {
    var points: [Int64?] = []
    var countries: [String?] = []
    var offsets: [UInt32] = [0]
    var orderDays: [Int64] = []
    var amounts: [Int64?] = []
    var isCounted: [Bool] = []

    init() {
      var random = SeededGenerator(seed: 11)
      for customer in 0..<WideStoreTests.customers {
        points.append(Int.random(in: 0..<20, using: &random) == 0 ? nil : Int64(customer % 701))
        countries.append(
          Int.random(in: 0..<15, using: &random) == 0 ? nil : ["FR", "DE", "IT"][customer % 3])
        // One customer has more orders than a word has bits or a byte counts, another more than
        // are summed at a time.
        let many = [70_000: 200, 90_000: 7_000]
        let count = many[customer] ?? Int.random(in: 0..<4, using: &random)
        let days = (0..<count).map { _ in Int64.random(in: 0...1_000, using: &random) }.sorted()
        for day in days {
          orderDays.append(day)
          let isUnknown = Int.random(in: 0..<30, using: &random) == 0
          amounts.append(isUnknown ? nil : Int64.random(in: 0..<100_000, using: &random))
          isCounted.append(Int.random(in: 0..<10, using: &random) > 0)
        }
        offsets.append(UInt32(orderDays.count))
      }
    }

    var snapshot: Snapshot {
      let count = WideStoreTests.customers
      let ids = (0..<count).map { Array("c\($0)".utf8) }
      let ends = ids.reduce(into: [UInt32(0)]) { $0.append(($0.last ?? 0) + UInt32($1.count)) }
      let idColumn = TextColumn(
        plain: TextDictionary(bytes: Array(ids.joined()), offsets: ends), validity: nil)
      let known = Bitmap(count: count, rows: points.indices.filter { points[$0] != nil })
      let customers = Table(
        rowCount: count,
        fields: [
          Field(name: "customer_id", type: .text), Field(name: "points", type: .number),
          Field(name: "country", type: .text), Field(name: "city", type: .text),
        ],
        columns: [
          .text(idColumn),
          .integers(IntegerColumn(points.map { $0 ?? 0 }, validity: known)),
          .text(TextColumn(countries)), .text(TextColumn(cities)),
        ])
      let rows = orderDays.count
      let stamped = Bitmap(count: rows, rows: amounts.indices.filter { amounts[$0] != nil })
      let dayColumn = IntegerColumn(orderDays)
      let orders = Relation(
        name: Snapshot.allOrders,
        table: Table(
          rowCount: rows,
          fields: [Field(name: "order_date", type: .date), Field(name: "amount", type: .money)],
          columns: [
            .integers(dayColumn),
            .integers(IntegerColumn(amounts.map { $0 ?? 0 }, validity: stamped)),
          ]),
        customerOffsets: offsets, dateField: "order_date", days: dayColumn,
        countedRows: Bitmap(count: rows, rows: isCounted.indices.filter { isCounted[$0] }),
        revenueRows: nil)
      return Snapshot(
        profile: StoreProfile(), customers: customers, relations: [orders.name: orders])
    }

    /// The city of each customer: one of twelve in an order of its own, or unknown.
    var cities: [String?] {
      points.indices.map { $0 % 17 == 3 ? nil : "city \($0 &* 2_654_435_761 >> 7 % 12)" }
    }

    /// The customers whose counted orders of a window fulfil a condition.
    func customers(
      _ window: ClosedRange<Int64>, _ holds: (_ count: Int, _ sum: Int64) -> Bool
    ) -> [Int] {
      (0..<WideStoreTests.customers).filter { customer in
        let rows = (Int(offsets[customer])..<Int(offsets[customer + 1]))
          .filter { isCounted[$0] && window.contains(orderDays[$0]) }
        return holds(rows.count, rows.reduce(0) { $0 + (amounts[$1] ?? 0) })
      }
    }
  }

  static let shop = Shop()
  static let snapshot = shop.snapshot

  static func engine() -> Engine {
    Engine(
      EvaluationContext(snapshot: snapshot),
      asOf: AsOf(day: .init(dayNumber: 1_000), zone: .utc))
  }

  static func rows(_ window: ClosedRange<Int64>) -> RowSelection {
    RowSelection(
      relation: Snapshot.orders,
      window: .days(
        from: .init(dayNumber: Int32(window.lowerBound)),
        through: .init(dayNumber: Int32(window.upperBound))))
  }

  private static func compare(
    _ function: AggregateFunction, _ column: Expression?, _ window: ClosedRange<Int64>,
    _ comparison: Comparison, _ bound: Value
  ) -> Predicate {
    .compare(
      .aggregate(Aggregate(function: function, rows: rows(window), column: column)), comparison,
      .constant(bound))
  }

  static func onEveryWidth(_ body: () throws -> Void) rethrows {
    for width in [1, 3] {
      Parallel.width = width
      defer { Parallel.width = 0 }
      try body()
    }
  }

  static func expect(_ predicate: Predicate, _ rows: [Int]) throws {
    let bits = try engine().select(predicate)
    #expect(bits == Bitmap(count: customers, rows: rows), "\(predicate)")
    #expect(try engine().select(.not(predicate)).population == customers - rows.count)
  }

  @Test func rangesSkipNoRow() throws {
    let points: Expression = .attribute("points", .number)
    try Self.onEveryWidth {
      for bound in [-1, 0, 350, 699, 700] as [Int64] {
        let value = Value.number(Fraction(bound))
        try Self.expect(
          .compare(points, .greater, .constant(value)),
          Self.shop.points.indices.filter { Self.shop.points[$0].map { $0 > bound } ?? false })
        try Self.expect(
          .compare(points, .lessOrEqual, .constant(value)),
          Self.shop.points.indices.filter { Self.shop.points[$0].map { $0 <= bound } ?? false })
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 70] as [Int64])
  func windowsCountOrders(least: Int64) throws {
    for window in [0...1_000, 910...1_000, 400...450] as [ClosedRange<Int64>] {
      let expected = Self.shop.customers(window) { count, _ in count >= least }
      try Self.onEveryWidth {
        try Self.expect(
          Self.compare(.count, nil, window, .greaterOrEqual, .number(Fraction(least))), expected)
        if least == 1 { try Self.expect(.exists(Self.rows(window)), expected) }
        try Self.expect(
          Self.compare(.count, nil, window, .equal, .number(Fraction(least))),
          Self.shop.customers(window) { count, _ in count == least })
      }
    }
  }

  @Test func windowsSumAmounts() throws {
    let amount: Expression = .column("amount", .money)
    for bound in [0, 50_000, 120_000] as [Int64] {
      let expected = Self.shop.customers(300...900) { _, sum in sum > bound }
      try Self.onEveryWidth {
        try Self.expect(
          Self.compare(.sum, amount, 300...900, .greater, .money(Fraction(bound))), expected)
      }
    }
  }

  /// Few orders in a window: they are walked, not the customers.
  @Test(arguments: [500...503, 0...0, 1_000...1_000] as [ClosedRange<Int64>])
  func narrowWindowsSumAmounts(window: ClosedRange<Int64>) throws {
    let amount: Expression = .column("amount", .money)
    for bound in [0, 50_000, 120_000] as [Int64] {
      let expected = Self.shop.customers(window) { _, sum in sum > bound }
      let others = Self.shop.customers(window) { _, sum in sum <= bound }
      try Self.onEveryWidth {
        try Self.expect(
          Self.compare(.sum, amount, window, .greater, .money(Fraction(bound))), expected)
        try Self.expect(
          Self.compare(.sum, amount, window, .lessOrEqual, .money(Fraction(bound))), others)
      }
    }
  }

  /// Codes that lie apart, from one run of them to more than are compared.
  @Test func textsAmongSeveral() throws {
    let cities = Self.shop.cities
    for wanted in [[3], [0, 11], [1, 2, 3], [0, 4, 8], [1, 3, 5, 7, 9], Array(0..<12), [12]] {
      let texts = Set(wanted.map { "city \($0)" })
      let expected = cities.indices.filter { cities[$0].map(texts.contains) ?? false }
      try Self.onEveryWidth {
        try Self.expect(.isOneOfTexts(.attribute("city", .text), texts), expected)
      }
    }
  }

  /// A costly clause that is asked about a few customers only comes to the same.
  @Test func clausesInAnyOrder() throws {
    let window = Self.compare(.count, nil, 800...1_000, .greaterOrEqual, .number(Fraction(1)))
    let few = Predicate.compare(
      .attribute("points", .number), .less, .constant(.number(Fraction(90))))
    let country = Predicate.isOneOfTexts(.attribute("country", .text), ["FR"])
    let expected = Self.shop.customers(800...1_000) { count, _ in count >= 1 }.filter {
      (Self.shop.points[$0].map { $0 < 90 } ?? false) && Self.shop.countries[$0] == "FR"
    }
    try Self.onEveryWidth {
      try Self.expect(.all([window, few, country]), expected)
      try Self.expect(.all([country, few, window]), expected)
      // Results of the parts are there when the whole is asked for.
      let engine = Self.engine()
      for part in [Predicate.all([few, country]), window, .all([window, few])] {
        _ = try engine.select(part)
      }
      #expect(
        try engine.select(.all([few, window, country]))
          == Bitmap(count: Self.customers, rows: expected))
    }
  }

  /// Rows of all customers but one, and of a few: also where the rows of two blocks share a word.
  @Test func rowsOfSomeCustomers() throws {
    let parts: [(Int) -> Bool] = [{ $0 != 5 }, { $0 % 701 == 5 }]
    for isMember in parts {
      let members = (0..<Self.customers).filter(isMember)
      let expected = members.flatMap { customer in
        (Int(Self.shop.offsets[customer])..<Int(Self.shop.offsets[customer + 1]))
          .filter { Self.shop.isCounted[$0] }
      }
      try Self.onEveryWidth {
        let rows = try Self.engine().rows(
          Self.rows(0...1_000),
          of: Selection(members: Bitmap(count: Self.customers, rows: members)))
        #expect(rows.rows.map { Int($0) } == expected)
      }
    }
  }

  @Test func groupsAddUp() throws {
    let grouping = Grouping(
      keys: [OutputColumn(name: "country", expression: .attribute("country", .text))],
      statistics: [
        Statistic(name: "count", kind: .count),
        Statistic(name: "sum", kind: .values(.sum, .attribute("points", .number))),
        Statistic(name: "least", kind: .values(.min, .attribute("points", .number))),
        Statistic(name: "most", kind: .values(.max, .attribute("points", .number))),
        Statistic(name: "known", kind: .values(.count, .attribute("points", .number))),
      ])
    // Everybody, most customers, and a few of each block.
    let parts: [(Int64) -> Bool] = [{ _ in true }, { $0 % 701 > 90 }, { $0 % 701 == 5 }]
    for isMember in parts {
      let members = (0..<Self.customers).filter { isMember(Int64($0)) }
      try Self.onEveryWidth {
        let engine = Self.engine()
        let table = try engine.groups(
          grouping, of: Selection(members: Bitmap(count: Self.customers, rows: members)))
        #expect(table.rowCount == 4)
        for row in 0..<table.rowCount {
          let country: String? =
            if case .text(let text) = table.columns[0].values[row] { text } else { nil }
          let group = members.filter { Self.shop.countries[$0] == country }
          let points = group.compactMap { Self.shop.points[$0] }
          let expected = [
            Int64(group.count), points.reduce(0, +), points.min() ?? 0, points.max() ?? 0,
            Int64(points.count),
          ]
          #expect(
            table.columns.dropFirst().map { $0.values[row] }
              == expected.map { .number(Fraction($0)) })
        }
      }
    }
  }
}
