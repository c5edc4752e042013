import SegModel
import SegStore

extension RandomStoreMaker {
  /// Texts whose order by bytes, length and case are all different.
  static let words = [
    "", "a", "A", "ab", "aB*", "é", "e", "été", "Orléans", "orleans", "ORLEANS", "z?", "10", "9",
    "日本", "a b",
  ]
  static let tags = ["vip", "été", "new", "b-2", "B-2"]

  mutating func snapshot(customerCount: Int) -> Snapshot {
    let profile = StoreProfile(zone: zone, scoreScale: generator.oneIn(4) ? 10 : 5)
    let customers = customers(customerCount)
    var relations: [FieldName: Relation] = [:]
    if !generator.oneIn(12) {
      let orders = orders(customerCount, profile)
      relations[orders.name] = orders
      if !generator.oneIn(4) { relations[Snapshot.items] = items(of: orders, customerCount) }
    }
    if !generator.oneIn(4) { relations[Snapshot.events] = events(customerCount) }
    if generator.oneIn(2) { relations["notes"] = notes(customerCount) }
    return Snapshot(profile: profile, customers: customers, relations: relations)
  }

  private mutating func customers(_ count: Int) -> Table {
    // Distinct for each customer, and in another order by bytes than by row.
    let shuffled = (0..<count).shuffled(using: &generator)
    let prefix = generator.pick(["", "C-", "é"])
    let ids = shuffled.map { Optional(prefix + String($0)) }
    let today = Int(base.dayNumber)
    let days = (0..<count).map { _ in day() }
    let seen = days.map { instant(of: $0).secondsSinceEpoch }
    var table = TableMaker(rowCount: count)
    table.add("customer_id", .text, .text(TextColumn(ids)))
    table.add("country", .text, texts(count, of: ["FR", "BE", "DE"]))
    table.add("city", .text, texts(count, of: Self.words))
    table.add("points", .number, integers(count) { $0.pick(-3...3) })
    table.add("wide", .number, integers(count) { $0.pick(-(1 << 40)...1 << 40) })
    table.add("offset", .number, integers(count) { 5_000_000 + $0.pick(0...200) })
    table.add(
      "rating", .number, integers(count) { $0.pick(-30...30) }, scale: generator.pick(1...3))
    table.add("balance", .money, integers(count) { $0.pick(-500...500) })
    table.add("credit", .money, integers(count) { $0.pick(0...70_000) })
    table.add(
      "birth_date", .date, integers(count) { today - 365 * $0.pick(18...20) })
    let joined = days.map { _ in day() }
    if generator.oneIn(3) {
      let instants = joined.map { instant(of: $0).secondsSinceEpoch }
      table.add("signup_date", .dateTime, integers(instants))
    } else if !generator.oneIn(6) {
      table.add("signup_date", .date, integers(joined.map { Int64($0.dayNumber) }))
    }
    table.add("last_seen", .dateTime, integers(seen))
    table.add("newsletter", .flag, flags(count))
    table.add("is_pro", .flag, flags(count))
    table.add("interests", .list, lists(count, of: Self.tags))
    if !generator.oneIn(3) { table.add("tags", .list, lists(count, of: Self.tags)) }
    return table.table
  }

  private mutating func integers(_ values: [Int64]) -> Column {
    .integers(IntegerColumn(values, validity: Self.bitmap(validity(values.count))))
  }

  /// How many rows each customer has, and where they begin.
  private mutating func slices(
    _ customerCount: Int, _ counts: [Int]
  ) -> (owners: [Int], offsets: [UInt32]) {
    var owners: [Int] = []
    var offsets: [UInt32] = [0]
    for customer in 0..<customerCount {
      let count = generator.pick(counts)
      owners += Array(repeating: customer, count: count)
      offsets.append(UInt32(owners.count))
    }
    return (owners, offsets)
  }

  /// Days and stored moments, ascending within each owner.
  private mutating func times(
    _ owners: [Int], isInstant: Bool
  ) -> (days: [Int64], stored: [Int64]) {
    var times = owners.map { owner in
      let day = day()
      let stored = isInstant ? instant(of: day).secondsSinceEpoch : Int64(day.dayNumber)
      return (owner: owner, day: Int64(day.dayNumber), stored: stored)
    }
    times.sort { ($0.owner, $0.stored) < ($1.owner, $1.stored) }
    return (times.map(\.day), times.map(\.stored))
  }

  private mutating func orders(_ customerCount: Int, _ profile: StoreProfile) -> Relation {
    let (owners, offsets) = slices(customerCount, [0, 0, 1, 1, 1, 2, 2, 3, 4, 6])
    let count = owners.count
    let isInstant = generator.oneIn(2)
    let (days, stored) = times(owners, isInstant: isInstant)
    var table = TableMaker(rowCount: count)
    table.add("order_id", .text, .text(TextColumn((0..<count).map { "o\($0)" })))
    table.add(
      "order_date", isInstant ? .dateTime : .date, .integers(IntegerColumn(stored)))
    if !generator.oneIn(10) {
      // Few distinct amounts, so that sums tie and cut points fall on values.
      table.add(
        "amount", .money, integers(count) { $0.oneIn(8) ? -$0.pick(0...900) : 100 * $0.pick(0...9) }
      )
      if generator.oneIn(2) { table.add("refunded", .money, integers(count) { $0.pick(0...300) }) }
    }
    if !generator.oneIn(4) {
      table.add(
        "status", .text, texts(count, of: ["paid", "Cancelled", "odd", "", "TEST", "paid"]))
    }
    table.add("coupon", .text, texts(count, of: ["WELCOME", "été", "x"]))
    table.add("channel", .text, texts(count, of: ["pos", "web"]))
    table.add("quantity", .number, integers(count) { $0.pick(0...4) })
    table.add("weight", .number, integers(count) { $0.pick(0...999) }, scale: 2)
    table.add("gift", .flag, flags(count))
    table.add("paid_at", .dateTime, integers(stored.map { isInstant ? $0 : $0 * 86_400 }))
    let made = table.table
    let position = made.index(of: "status")
    let amount = made.index(of: "amount")
    var counted = Bitmap(count: count)
    var revenue = Bitmap(count: count)
    for row in 0..<count {
      let status = position.map { made.value(row, $0) } ?? .unknown
      if case .text(let text) = status, ["cancelled", "test"].contains(text.lowercased()) {
        continue
      }
      revenue[row] = true
      if case .money(let amount)? = amount.map({ made.value(row, $0) }), amount.numerator < 0 {
        continue
      }
      counted[row] = true
    }
    return Relation(
      name: Snapshot.allOrders, table: made, customerOffsets: offsets, dateField: "order_date",
      days: IntegerColumn(days), countedRows: counted, revenueRows: revenue)
  }

  private mutating func items(of orders: Relation, _ customerCount: Int) -> Relation {
    var orderRows: [Int] = []
    var orderOffsets: [UInt32] = [0]
    var customerOffsets: [UInt32] = [0]
    for customer in 0..<customerCount {
      for order in orders.rows(ofCustomer: customer) {
        let lines = generator.pick([0, 1, 1, 2, 3])
        orderRows += Array(repeating: order, count: lines)
        orderOffsets.append(UInt32(orderRows.count))
      }
      customerOffsets.append(UInt32(orderRows.count))
    }
    let count = orderRows.count
    var table = TableMaker(rowCount: count)
    table.add("sku", .text, texts(count, of: ["A1", "A2", "B2"]))
    table.add("category", .text, texts(count, of: Self.words))
    table.add("quantity", .number, integers(count) { $0.pick(0...4) })
    table.add("amount", .money, integers(count) { $0.pick(-50...900) })
    table.add("labels", .list, lists(count, of: Self.tags))
    if let (field, column) = orders.table.column("order_date"), case .integers(let stored) = column
    {
      let copied = orderRows.map { stored.rawValue($0) }
      table.add("order_date", field.type, .integers(IntegerColumn(copied)))
    }
    return Relation(
      name: Snapshot.items, table: table.table, customerOffsets: customerOffsets,
      dateField: "order_date",
      days: orders.days.map { days in IntegerColumn(orderRows.map { days.rawValue($0) }) },
      orderOffsets: orderOffsets)
  }

  private mutating func events(_ customerCount: Int) -> Relation {
    let (owners, offsets) = slices(customerCount, [0, 0, 1, 2, 5])
    let isInstant = !generator.oneIn(3)
    let (days, stored) = times(owners, isInstant: isInstant)
    let dated = Self.bitmap(validity(owners.count))
    var table = TableMaker(rowCount: owners.count)
    table.add("type", .text, texts(owners.count, of: ["cart", "view", "nps"]))
    table.add("score", .number, integers(owners.count) { $0.pick(0...10) })
    table.add("worth", .money, integers(owners.count) { $0.pick(-5...5) })
    table.add(
      "event_date", isInstant ? .dateTime : .date,
      .integers(IntegerColumn(stored, validity: dated)))
    return Relation(
      name: Snapshot.events, table: table.table, customerOffsets: offsets,
      dateField: "event_date", days: IntegerColumn(days, validity: dated))
  }

  /// Rows that nothing dates.
  private mutating func notes(_ customerCount: Int) -> Relation {
    let (owners, offsets) = slices(customerCount, [0, 1, 2])
    var table = TableMaker(rowCount: owners.count)
    table.add("topic", .text, texts(owners.count, of: Self.words))
    table.add("open", .flag, flags(owners.count))
    table.add("size", .number, integers(owners.count) { $0.pick(0...9) })
    return Relation(
      name: "notes", table: table.table, customerOffsets: offsets, dateField: nil, days: nil)
  }
}

/// Collects the columns of a table.
private struct TableMaker {
  let rowCount: Int
  private var fields: [Field] = []
  private var columns: [Column] = []

  init(rowCount: Int) { self.rowCount = rowCount }

  mutating func add(_ name: FieldName, _ type: FieldType, _ column: Column, scale: Int = 0) {
    fields.append(Field(name: name, type: type, scale: scale))
    columns.append(column)
  }

  var table: Table { Table(rowCount: rowCount, fields: fields, columns: columns) }
}
