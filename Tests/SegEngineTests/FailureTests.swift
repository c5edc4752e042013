import SegEngine
import SegModel
import SegPlan
import SegStore
import Testing

/// What cannot be answered exactly is refused, never wrapped, and an interrupt ends everything.
@Suite struct FailureTests {
  private static func engine(
    amounts: [Int64], refunds: [Int64]? = nil, isInterrupted: Bool = false
  ) -> Engine {
    let customers = Table(
      rowCount: 1,
      fields: [Field(name: "customer_id", type: .text), Field(name: "wide", type: .number)],
      columns: [.text(TextColumn(["c"])), .integers(IntegerColumn([amounts.first ?? 0]))])
    var fields = [Field(name: "order_date", type: .date), Field(name: "amount", type: .money)]
    let days = IntegerColumn(amounts.map { _ in 100 })
    var columns: [Column] = [.integers(days), .integers(IntegerColumn(amounts))]
    if let refunds {
      fields.append(Field(name: "refunded", type: .money))
      columns.append(.integers(IntegerColumn(refunds)))
    }
    let orders = Relation(
      name: Snapshot.allOrders,
      table: Table(rowCount: amounts.count, fields: fields, columns: columns),
      customerOffsets: [0, UInt32(amounts.count)], dateField: "order_date", days: days)
    let snapshot = Snapshot(
      profile: StoreProfile(), customers: customers, relations: [orders.name: orders])
    return Engine(
      EvaluationContext(snapshot: snapshot, isInterrupted: { isInterrupted }),
      asOf: AsOf(day: .init(dayNumber: 20_000), zone: .utc))
  }

  private static func sum() -> Expression {
    .aggregate(
      Aggregate(
        function: .sum, rows: RowSelection(relation: Snapshot.orders),
        column: .column("amount", .money)))
  }

  private static func arithmetic(_ operation: Arithmetic.Operation, _ number: Int64) -> Expression {
    .arithmetic(
      Arithmetic(
        first: .attribute("wide", .number),
        steps: [.init(operation, .constant(.number(Fraction(number))))], type: .number))
  }

  @Test func sumsDoNotWrap() throws {
    let engine = Self.engine(amounts: [.max, 1])
    #expect(throws: EvaluationFailure.overflow) { try engine.select(.isKnown(Self.sum())) }
    #expect(throws: EvaluationFailure.overflow) { try engine.select(.isKnown(.metric(.monetary))) }
    // What fits fits: the largest amount alone, and with one taken off.
    for amounts in [[Int64.max], [.max, -1], [.min], [.min, 1]] {
      let engine = Self.engine(amounts: amounts)
      let expected = Value.money(Fraction(amounts.reduce(0, +)))
      for expression in [Self.sum(), .metric(.monetary)] {
        let columns = [OutputColumn(name: "sum", expression: expression)]
        #expect(try engine.table(columns, rows: [0]).columns[0].values == [expected])
      }
    }
  }

  @Test func refundsDoNotWrap() {
    let engine = Self.engine(amounts: [.min], refunds: [1])
    #expect(throws: EvaluationFailure.overflow) { try engine.select(.isKnown(.metric(.monetary))) }
  }

  @Test func arithmeticDoesNotWrap() throws {
    let engine = Self.engine(amounts: [.max])
    for expression in [
      Self.arithmetic(.add, 1), Self.arithmetic(.multiply, 2), Self.arithmetic(.subtract, -1),
      Self.arithmetic(.multiply, .min),
    ] {
      #expect(throws: EvaluationFailure.overflow) { try engine.unknownCount(expression) }
    }
    let lowest = Self.engine(amounts: [.min])
    #expect(throws: EvaluationFailure.overflow) {
      try lowest.unknownCount(.negated(.attribute("wide", .number)))
    }
    #expect(try engine.unknownCount(Self.arithmetic(.divide, 0)) == 1)
    #expect(try engine.unknownCount(Self.arithmetic(.multiply, 1)) == 0)
  }

  @Test func comparisonsBeyondEveryStoredValue() throws {
    let engine = Self.engine(amounts: [.max])
    for (comparison, holds) in [
      (Comparison.less, true), (.lessOrEqual, true), (.equal, false), (.notEqual, true),
      (.greater, false), (.greaterOrEqual, false),
    ] {
      let bound = Fraction(Int128(Int64.max) * 4)
      let test = Predicate.compare(
        .attribute("wide", .number), comparison, .constant(.number(bound)))
      #expect(try engine.select(test)[0] == holds, "\(comparison)")
    }
  }

  @Test func interruptsEndTheEvaluation() {
    let engine = Self.engine(amounts: [1], isInterrupted: true)
    #expect(throws: EvaluationFailure.cancelled) { try engine.select(.constant(true)) }
    #expect(throws: EvaluationFailure.cancelled) { try engine.select(.isKnown(Self.sum())) }
  }
}
