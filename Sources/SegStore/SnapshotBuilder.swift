package import SegModel

/// Turns loaded files into a snapshot.
package enum SnapshotBuilder {
  /// A new snapshot of what the previous one knew and what the sources add.
  ///
  /// Newer files win over older ones, later sources over earlier ones. Customers keep their row
  /// numbers; new ones follow in order of appearance, files of customers first. Adding the same
  /// sources again changes nothing. Time and memory are linear in the rows of both.
  package static func build(
    from previous: Snapshot?, adding sources: consuming [SourceTable], profile: StoreProfile,
    options: BuildOptions = BuildOptions()
  ) -> (snapshot: Snapshot, report: BuildReport) {
    var run = BuildRun(previous: previous, profile: profile, options: options)
    return run.build(consume sources)
  }
}

/// One build on its way: the stages in order.
struct BuildRun {
  let previous: Snapshot?
  let profile: StoreProfile
  let options: BuildOptions
  /// Whether order lines name their orders, which the store's, else the first file's decide.
  private var itemsNameOrders = false
  private var relations: [FieldName: Relation] = [:]
  private var report = BuildReport()
  private var finished: [(index: Int, report: SourceReport)] = []

  init(previous: Snapshot?, profile: StoreProfile, options: BuildOptions) {
    self.previous = previous
    self.profile = profile
    self.options = options
  }

  /// Settles whose every row is, then lays out customers, orders and what hangs on them.
  mutating func build(
    _ tables: consuming [SourceTable]
  ) -> (snapshot: Snapshot, report: BuildReport) {
    var sources = tables.enumerated().map { BuildSource($1, index: $0) }
      .sorted { ($0.role.rank, $0.index) < ($1.role.rank, $1.index) }
    // Columns go as soon as they were used, so nobody else may hold them.
    tables = []
    for index in sources.indices { sources[index].rejectUnusableRows() }
    settleLayoutOfItems(&sources)
    rejectTextsBeyondLimit(&sources)
    let resolved = ResolvedCustomers(&sources, previous: previous, profile: profile)
    var own = Self.take(.customers, from: &sources)
    let customers = CustomerAssembly(
      previous: previous, own: own, other: sources, customers: resolved, profile: profile
    ).table
    finishCustomers(&own, customers.rowCount)
    own = []
    let orders = finishOrders(Self.take(.orders, from: &sources), customers.rowCount)
    for name in relationNames(sources) {
      let group = sources.filter { $0.role.relationName == name }
      sources.removeAll { $0.role.relationName == name }
      finishRelation(name, group, orders, customers.rowCount)
    }
    report.sources = finished.sorted { $0.index < $1.index }.map(\.report)
    report.newCustomers = customers.rowCount - resolved.previousCount
    report.customers = customers.rowCount
    let snapshot = Snapshot(profile: profile, customers: customers, relations: relations)
    return (snapshot, report)
  }

  /// Moves the sources of a role out.
  private static func take(
    _ role: TableRole, from sources: inout [BuildSource]
  ) -> [BuildSource] {
    let taken = sources.filter { $0.role == role }
    sources.removeAll { $0.role == role }
    return taken
  }
}

extension BuildRun {
  private func relationNames(_ sources: [BuildSource]) -> [FieldName] {
    let names = Set(sources.compactMap(\.role.relationName))
      .union(previous.map { Set($0.relations.keys) } ?? [])
    return names.subtracting([Snapshot.allOrders]).sorted()
  }

  private mutating func finish(_ sources: [BuildSource]) {
    for source in sources { finished.append((source.index, source.finished())) }
  }

  /// Rows of customers: those already known, or twice in the files, are merged.
  private mutating func finishCustomers(
    _ sources: inout [BuildSource], _ customerCount: Int
  ) {
    let previousCount = previous?.customerCount ?? 0
    var isKnown = (0..<customerCount).map { $0 < previousCount }
    for index in sources.indices {
      sources[index].rejectRowsWithoutCustomer()
      sources[index].mergeRows(ofKnown: &isKnown)
    }
    finish(sources)
  }

  private mutating func finishOrders(
    _ taken: consuming [BuildSource], _ customerCount: Int
  ) -> OrderRelation? {
    var sources = consume taken
    let old = previous?.relations[Snapshot.allOrders]
    guard old != nil || !sources.isEmpty else { return nil }
    for index in sources.indices { sources[index].rejectRowsWithoutCustomer() }
    var assembly = OrderAssembly(
      previous: old,
      previousCustomers: old.flatMap { previous?.customerRows(of: $0) } ?? [], &sources,
      profile: profile)
    assembly.settle(&sources, profile: profile, options: options, customerCount: customerCount)
    let hasLines = previous?.relations[Snapshot.items]?.orderOffsets != nil
    let orders = OrderRelation(
      consume assembly, previousCount: hasLines ? old?.table.rowCount ?? 0 : 0, profile: profile,
      customerCount: customerCount)
    relations[Snapshot.allOrders] = orders.relation
    report.unlistedStatuses = orders.unlistedStatuses
    report.orders = orders.relation.table.rowCount
    if let days = orders.relation.dayBounds {
      report.firstOrderDay = CalendarDate(dayNumber: Int32(clamping: days.lowerBound))
      report.lastOrderDay = CalendarDate(dayNumber: Int32(clamping: days.upperBound))
    }
    finish(sources)
    return orders
  }

  /// Order lines go by order where files name orders; all else goes by customer and time.
  private mutating func finishRelation(
    _ name: FieldName, _ taken: consuming [BuildSource], _ orders: OrderRelation?,
    _ customerCount: Int
  ) {
    var sources = consume taken
    let old = previous?.relations[name]
    let relation: Relation
    if name == Snapshot.items, itemsNameOrders, let orders {
      let lines = LineAssembly(previous: old, &sources, orders: orders, profile: profile)
      relation = lines.relation(name, &sources, customerCount: customerCount)
    } else {
      let rows = EventAssembly(
        previous: old,
        previousCustomers: old.flatMap { previous?.customerRows(of: $0) } ?? [], &sources,
        orders: orders, profile: profile)
      relation = rows.relation(name, &sources, customerCount: customerCount)
    }
    if old != nil || relation.table.rowCount > 0 { relations[name] = relation }
    finish(sources)
  }

  /// Keeps out files that could bring a column to more text than offsets can tell apart.
  private func rejectTextsBeyondLimit(_ sources: inout [BuildSource]) {
    // Keys of customers come from files of all kinds.
    var sizes: [FieldName?: [FieldName: Int]] = [:]
    func add(_ table: Table, to relation: FieldName?) -> FieldName? {
      for (field, column) in zip(table.fields, table.columns) {
        guard case .text(let texts) = column else { continue }
        let isKey = CustomerKeyKind.allCases.contains { $0.field == field.name }
        let place = isKey ? nil : relation
        sizes[place, default: [:]][field.name, default: 0] += texts.dictionary.byteCount
        if sizes[place]?[field.name] ?? 0 > TextDictionary.largest { return field.name }
      }
      return nil
    }
    if let previous {
      _ = add(previous.customers, to: nil)
      for (name, relation) in previous.relations { _ = add(relation.table, to: name) }
    }
    for index in sources.indices {
      let before = sizes
      let source = sources[index]
      guard let column = add(source.table, to: source.role.relationName) else { continue }
      sizes = before
      sources[index].rejectAllRows(column, .tooMuchText)
    }
  }

  /// Keeps out files of order lines whose layout is not the store's, or whose orders cannot exist.
  private mutating func settleLayoutOfItems(_ sources: inout [BuildSource]) {
    let old = previous?.relations[Snapshot.items]
    let items = sources.indices.filter { sources[$0].role == .items }
    let first = items.first { sources[$0].hasRowsLeft }
    itemsNameOrders =
      old.map(\.belongsToOrders)
      ?? first.map { sources[$0].has(CanonicalField.orderID) } ?? false
    let hasOrders =
      previous?.relations[Snapshot.allOrders] != nil || sources.contains { $0.role == .orders }
    for index in items {
      if sources[index].has(CanonicalField.orderID) != itemsNameOrders {
        sources[index].rejectAllRows(CanonicalField.orderID, .otherLayout)
      } else if itemsNameOrders, !hasOrders {
        sources[index].rejectAllRows(CanonicalField.orderID, .unknownOrder)
      }
    }
  }
}

extension TableRole {
  /// The order in which files bring customers.
  fileprivate var rank: Int {
    switch self {
    case .customers: 0
    case .orders: 1
    case .items: 2
    case .events: 3
    case .other: 4
    }
  }
}
