import SegEngine
import SegModel
import SegPlan
import SegStore
import Testing

/// Slices of rows that begin and end anywhere in a word.
@Suite struct RowSliceTests {
  /// Rows of each customer: none, one, a word, a row less and more, two words.
  static let shapes: [[Int]] = [
    [0], [1], [64], [63, 1, 0, 64], [65, 0, 63], [1, 128, 1], [0, 0, 129, 2], [31, 33, 32, 32, 5],
    Array(repeating: 1, count: 130), Array(repeating: 3, count: 65),
  ]

  private static func engine(_ shape: [Int], values: [Int64], isKnown: Bitmap) -> Engine {
    let ids = TextColumn(shape.indices.map { "c\($0)" })
    let customers = Table(
      rowCount: shape.count, fields: [Field(name: "customer_id", type: .text)],
      columns: [.text(ids)])
    let table = Table(
      rowCount: values.count, fields: [Field(name: "n", type: .number)],
      columns: [.integers(IntegerColumn(values, validity: isKnown))])
    var offsets: [UInt32] = [0]
    for count in shape { offsets.append((offsets.last ?? 0) + UInt32(count)) }
    let rows = Relation(
      name: "rows", table: table, customerOffsets: offsets, dateField: nil, days: nil)
    let snapshot = Snapshot(
      profile: StoreProfile(), customers: customers, relations: ["rows": rows])
    return Engine(
      EvaluationContext(snapshot: snapshot), asOf: AsOf(day: .init(dayNumber: 20_000), zone: .utc))
  }

  /// `span` is the number of different values there may be: up to 64 are counted as bits.
  @Test(arguments: shapes, [11, 64, 65] as [Int64])
  func aggregatesOfSlices(shape: [Int], span: Int64) throws {
    let total = shape.reduce(0, +)
    let values = (0..<Int64(total)).map { $0 * 7 % span - 5 }
    let known = Bitmap(count: total, rows: (0..<total).filter { $0 % 5 != 3 })
    let engine = Self.engine(shape, values: values, isKnown: known)
    let column = Expression.column("n", .number)
    let two = Expression.constant(.number(Fraction(-2)))
    let condition = Predicate.any([
      .compare(column, .less, two), .compare(column, .greater, two),
    ])
    let rows = RowSelection(relation: "rows", condition: condition)
    var start = 0
    var expected: [[Value]] = AggregateFunction.allCases.map { _ in [] }
    for count in shape {
      let kept = (start..<start + count).filter { known[$0] && values[$0] != -2 }.map { values[$0] }
      start += count
      let sum = kept.reduce(0, +)
      let mean = Fraction(Int128(sum), over: Int128(kept.count))
      for (position, function) in AggregateFunction.allCases.enumerated() {
        let value: Fraction? =
          switch function {
          case .count: Fraction(kept.count)
          case .sum: Fraction(sum)
          case .avg: mean
          case .min: kept.min().map { Fraction($0) }
          case .max: kept.max().map { Fraction($0) }
          case .median:
            kept.isEmpty
              ? nil
              : Fraction(
                Int128(kept.sorted()[(kept.count - 1) / 2] + kept.sorted()[kept.count / 2]),
                over: 2)
          case .distinct: Fraction(Set(kept).count)
          case .mode:
            kept.sorted().max { a, b in
              let (x, y) = (kept.count { $0 == a }, kept.count { $0 == b })
              return x == y ? a > b : x < y
            }.map { Fraction($0) }
          case .first, .nth: kept.first.map { Fraction($0) }
          case .last: kept.last.map { Fraction($0) }
          }
        expected[position].append(value.map(Value.number) ?? .unknown)
      }
    }
    let columns = AggregateFunction.allCases.map { function in
      OutputColumn(
        name: function.rawValue,
        expression: .aggregate(Aggregate(function: function, rows: rows, column: column)))
    }
    let table = try engine.table(columns, rows: shape.indices.map(Int32.init))
    #expect(table.columns.map(\.values) == expected)
    let exists = try engine.select(.exists(rows))
    #expect(exists.isWellFormed)
    #expect(
      exists.rows
        == shape.indices.filter { expected[0][$0] != .number(Fraction(0)) }
        .map(Int32.init))
  }
}
