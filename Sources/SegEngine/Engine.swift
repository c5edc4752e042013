package import SegModel
package import SegPlan
package import SegStore

/// Answers bound statements from one snapshot at one as-of date.
///
/// It remembers what is derived from all orders (metrics, scores, which rows exist), so that the
/// statements of a session at one date pay for it once; where `now` is meant, those of one day
/// (`move(to:)`). Not to be shared between threads.
package final class Engine {
  package let context: EvaluationContext
  package private(set) var asOf: AsOf
  /// Seconds since the epoch at which all that is remembered holds.
  private var validity = Int64.min...Int64.max
  let snapshot: Snapshot
  /// What conditions came to.
  var results: ResultCache
  private var metricsMemo: CustomerMetrics?
  private var rowMaskMemo: [FieldName: Bitmap?] = [:]
  private var customerRowsMemo: [FieldName: [Int32]] = [:]
  private var tagsMemo: ListVector?
  private var idRanksMemo: [Int32]?
  /// Outer nil: not asked yet; inner nil: every customer exists.
  var existenceMemo: Bitmap??
  /// Places of all ids under the salt that was used last.
  var placesMemo: (salt: String, places: [UInt32])?
  var metricColumnMemo: [Metric: IntegerColumn] = [:]
  /// Days of customers' orders by their place from the end.
  var lateOrderMemo: [Int: IntegerColumn] = [:]
  /// How customers stand among all, for the few values last asked about.
  var standingMemo: [Standing: NumberVector] = [:]

  /// Answers at a date; `cacheBytes` bounds what is kept of the results of conditions.
  package init(_ context: EvaluationContext, asOf: AsOf, cacheBytes: Int = 1 << 26) {
    self.context = context
    results = ResultCache(bound: cacheBytes)
    self.asOf = asOf
    snapshot = context.snapshot
  }

  /// Goes on at another moment with what is remembered; false, and nothing changes, where some of
  /// it might not hold then.
  package func move(to moment: AsOf) -> Bool {
    if moment == asOf { return true }
    guard !asOf.isWholeDay, !moment.isWholeDay, moment.day == asOf.day,
      validity.contains(moment.instant.secondsSinceEpoch)
    else { return false }
    asOf = moment
    return true
  }

  /// Notes that an answer depends on which of some moments have come, the earliest to the latest.
  func note(moments bounds: ClosedRange<Int64>) {
    let now = asOf.instant.secondsSinceEpoch
    guard bounds.upperBound <= now else { return noteTheSecond() }
    validity = max(validity.lowerBound, bounds.upperBound)...validity.upperBound
  }

  /// Notes that an answer may be another one in a second.
  func noteTheSecond() {
    let now = asOf.instant.secondsSinceEpoch
    validity = now...now
  }

  /// Customers that fulfil a condition.
  package func select(_ predicate: Predicate) throws(EvaluationFailure) -> Bitmap {
    let members = try mask(of: predicate, in: .customers)
    let existing = try existingCustomers()
    return try sound(Bitmap.both(members, existing) ?? members)
  }

  /// Forgets what conditions came to, but not what is derived from all orders.
  package func forgetResults() {
    results.removeAll()
    standingMemo = [:]
    for metric in [Metric.recencyScore, .frequencyScore, .monetaryScore, .rfm] {
      metricColumnMemo[metric] = nil
    }
  }

  /// Number of customers for which a value is unknown.
  package func unknownCount(_ expression: Expression) throws(EvaluationFailure) -> Int {
    let known = Bitmap.both(try known(expression), try existingCustomers())
    return try sound(customerCount() - (known?.population ?? snapshot.customerCount))
  }

  /// Customers for which a value is known; nil when it is for all.
  package func known(_ expression: Expression) throws(EvaluationFailure) -> Bitmap? {
    if case .metric(let metric) = expression, let column = try metricColumn(metric) {
      return try sound(column.validity)
    }
    if case .attribute(let name, _) = expression {
      return try sound(snapshot.customers.column(name)?.column.validity)
    }
    return try sound(vector(expression, in: .customers).known)
  }

  /// Rows of a domain for which a value is known; nil when it is for all.
  func known(_ expression: Expression, in domain: Domain) throws(EvaluationFailure) -> Bitmap? {
    switch (expression, domain) {
    case (_, .customers): return try known(expression)
    case (.column(let name, _), .rows(let relationName)):
      return relation(relationName)?.table.column(name)?.column.validity
    default: return try vector(expression, in: domain).known
    }
  }

  /// Ends the evaluation when the user asked for it.
  func poll() throws(EvaluationFailure) {
    if context.isInterrupted() { throw .cancelled }
  }

  /// An answer, unless something that was read for it or before it proved damaged.
  ///
  /// Every question that the package can ask ends here.
  func sound<Answer>(_ answer: Answer) throws(EvaluationFailure) -> Answer {
    do throws(SnapshotDamage) {
      try snapshot.checkDamage()
    } catch {
      throw .damaged(error)
    }
    return answer
  }
}

/// What values are computed for.
enum Domain: Hashable {
  case customers
  /// The rows of a relation, by its stored name.
  case rows(FieldName)
}

extension Engine {
  /// The stored relation behind a name: `orders` are rows of `all_orders`.
  func relation(_ name: FieldName) -> Relation? {
    snapshot.relations[name == Snapshot.orders ? Snapshot.allOrders : name]
  }

  /// Number of rows of a domain.
  func rowCount(of domain: Domain) -> Int {
    switch domain {
    case .customers: snapshot.customerCount
    case .rows(let name): relation(name)?.table.rowCount ?? 0
    }
  }

  /// The customer row of each row of a relation.
  func customerRows(of name: FieldName) -> [Int32] {
    if let rows = customerRowsMemo[name] { return rows }
    let rows = relation(name).map { snapshot.customerRows(of: $0) } ?? []
    customerRowsMemo[name] = rows
    return rows
  }

  /// The order row of each line.
  func orderRows(of name: FieldName) -> [Int32] {
    guard let relation = relation(name), let offsets = relation.orderOffsets else { return [] }
    var rows = [Int32](repeating: 0, count: relation.table.rowCount)
    for order in 0..<offsets.count - 1 {
      for row in Int(offsets[order])..<Int(offsets[order + 1]) { rows[row] = Int32(order) }
    }
    return rows
  }

  /// Rows of a relation that exist at the as-of date and belong to it by name: for `orders` those
  /// that count, for lines those of orders that count.
  ///
  /// Nil when that is all of them.
  func existingRows(of name: FieldName) throws(EvaluationFailure) -> Bitmap? {
    if let memo = rowMaskMemo[name] { return memo }
    guard let relation = relation(name) else { return nil }
    var mask = visibleRows(of: relation)
    if name == Snapshot.orders { mask = Bitmap.both(mask, relation.countedRows) }
    if relation.orderOffsets != nil,
      let counted = self.relation(Snapshot.allOrders)?.countedRows
    {
      mask = Bitmap.both(mask, counted.gathered(orderRows(of: name)))
    }
    rowMaskMemo[name] = mask
    return mask
  }

  /// Rows dated at or before the as-of instant; nil when all are.
  private func visibleRows(of relation: Relation) -> Bitmap? {
    guard let days = relation.days else { return nil }
    let day = Int64(asOf.day.dayNumber)
    var mask: Bitmap?
    if let bounds = days.bounds, bounds.upperBound > day {
      // Undated rows have no day that could be too late.
      mask = MaskKernels.inRange(days, day + 1...Int64.max).complement
    }
    guard !asOf.isWholeDay, let name = relation.dateField,
      let (field, column) = relation.table.column(name), field.type == .dateTime,
      case .integers(let instants) = column, let bounds = instants.bounds
    else { return mask }
    note(moments: bounds)
    guard bounds.upperBound > asOf.instant.secondsSinceEpoch else { return mask }
    let late = MaskKernels.inRange(instants, asOf.instant.secondsSinceEpoch + 1...Int64.max)
    return Bitmap.both(mask, late.complement)
  }
}

extension Engine {
  /// The metrics where they have been computed.
  var knownMetrics: CustomerMetrics? { metricsMemo }

  /// The metrics of every customer at the as-of date.
  func metrics() throws(EvaluationFailure) -> CustomerMetrics {
    if let metricsMemo { return metricsMemo }
    try poll()
    let visible = try existingRows(of: Snapshot.allOrders)
    let metrics = try CustomerMetrics(
      orders: relation(Snapshot.allOrders), customerCount: snapshot.customerCount,
      visible: visible)
    metricsMemo = metrics
    return metrics
  }

  /// The tags of the file with those of the shell laid over them.
  func tags() -> ListVector {
    if let tagsMemo { return tagsMemo }
    let count = snapshot.customerCount
    var members: [String: Bitmap] = [:]
    if case .lists(let column)? = snapshot.customers.column("tags")?.column {
      for (name, rows) in zip(column.names, column.members) {
        members[name] = rows.bitmap(count: count)
      }
    }
    for tag in context.shellTags {
      var rows = members[tag.name] ?? Bitmap(count: count)
      rows.subtract(tag.removed)
      rows.formUnion(tag.added)
      members[tag.name] = rows
    }
    let names = members.keys.filter { members[$0]?.isEmpty == false }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let tags = ListVector(
      names: names, members: names.map { members[$0] ?? Bitmap(count: count) }, known: nil)
    tagsMemo = tags
    return tags
  }

  /// Place of each customer in the order of customer ids, by bytes.
  func idRanks() -> [Int32] {
    if let idRanksMemo { return idRanksMemo }
    let count = snapshot.customerCount
    var ranks = [Int32](repeating: 0, count: count)
    if case .text(let ids)? = snapshot.customers.column("customer_id")?.column {
      let codes = ids.widenedCodes
      let dictionary = ids.dictionary
      func precedes(_ a: Int, _ b: Int) -> Bool {
        dictionary.utf8(Int(codes[a])).lexicographicallyPrecedes(dictionary.utf8(Int(codes[b])))
      }
      // Most stores number their customers in order: then nothing needs sorting.
      let isAscending = (1..<max(count, 1)).allSatisfy { !precedes($0, $0 - 1) }
      let order = isAscending ? Array(0..<count) : (0..<count).sorted(by: precedes)
      for (rank, row) in order.enumerated() { ranks[row] = Int32(rank) }
    }
    idRanksMemo = ranks
    return ranks
  }
}
