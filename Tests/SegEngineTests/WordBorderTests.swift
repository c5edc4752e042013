import SegEngine
import SegModel
import SegPlan
import SegStore
import Testing

/// Kernels where rows end inside, at and past a word of 64 bits.
@Suite struct WordBorderTests {
  static let counts = [0, 1, 2, 63, 64, 65, 127, 128, 129, 191, 192, 193, 300]

  private static func engine(_ count: Int, _ field: Field, _ column: Column) -> Engine {
    let ids = TextColumn((0..<count).map { "c\($0)" })
    let table = Table(
      rowCount: count, fields: [Field(name: "customer_id", type: .text), field],
      columns: [.text(ids), column])
    let snapshot = Snapshot(profile: StoreProfile(), customers: table, relations: [:])
    return Engine(
      EvaluationContext(snapshot: snapshot), asOf: AsOf(day: .init(dayNumber: 20_000), zone: .utc))
  }

  /// Rows that are known: every one, every third, all but the last, only the last.
  private static func validities(_ count: Int) -> [Bitmap?] {
    [
      nil, Bitmap(count: count, rows: (0..<count).filter { $0 % 3 == 0 }),
      Bitmap(count: count, rows: 0..<max(0, count - 1)),
      Bitmap(count: count, rows: max(0, count - 1)..<count),
    ]
  }

  private static func check(
    _ engine: Engine, _ predicate: Predicate, _ expected: [Int]
  ) throws {
    let count = engine.context.snapshot.customerCount
    let bits = try engine.select(predicate)
    #expect(bits == Bitmap(count: count, rows: expected), "\(count) rows: \(predicate)")
    let others = try engine.select(.not(predicate))
    #expect(bits.isWellFormed && others.isWellFormed)
    #expect(bits.population + others.population == count)
    #expect(bits.intersection(others).isEmpty)
  }

  @Test(arguments: counts)
  func integersOfEveryWidth(count: Int) throws {
    // Steps that make 8, 16, 32 and 64-bit columns, plain and relative to a base.
    for (step, start) in [
      (1, -100), (1, 9_000_000), (150, -20_000), (90, 5_000_000), (1_000_000, 0), (1 << 45, -7),
      (1 << 20, 1 << 60),
    ] as [(Int64, Int64)] {
      for validity in Self.validities(count) {
        let values = (0..<Int64(count)).map { start + $0 % 200 * step }
        let field = Field(name: "n", type: .number)
        let engine = Self.engine(
          count, field, .integers(IntegerColumn(values, validity: validity)))
        let bounds = [0, 1, 63, 64, 65, count - 1].map { start + Int64($0) % 200 * step }
        for bound in bounds {
          for comparison in Comparison.allCases {
            let expected = (0..<count).filter { row in
              let isKnown = validity?[row] ?? true
              guard comparison != .notEqual else { return !isKnown || values[row] != bound }
              return isKnown && Self.holds(values[row], comparison, bound)
            }
            try Self.check(
              engine,
              .compare(.attribute("n", .number), comparison, .constant(.number(Fraction(bound)))),
              expected)
          }
        }
      }
    }
  }

  private static func holds(_ a: Int64, _ comparison: Comparison, _ b: Int64) -> Bool {
    switch comparison {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }

  @Test(arguments: counts)
  func boundsBetweenStoredDecimals(count: Int) throws {
    let values = (0..<Int64(count)).map { $0 - 40 }
    let engine = Self.engine(
      count, Field(name: "n", type: .number, scale: 1), .integers(IntegerColumn(values)))
    // Stored tenths against thirds and hundredths, which no row can hold.
    for (top, bottom) in [(1, 3), (-1, 3), (5, 100), (-405, 100), (12, 10)] as [(Int128, Int128)] {
      guard let bound = Fraction(top, over: bottom) else { continue }
      let below = (0..<count).filter { Fraction(values[$0], scale: 1).map { $0 < bound } == true }
      let number = Predicate.compare(.attribute("n", .number), .less, .constant(.number(bound)))
      try Self.check(engine, number, below)
      try Self.check(
        engine,
        .compare(.constant(.number(bound)), .lessOrEqual, .attribute("n", .number)),
        Array(below.count..<count))
    }
  }

  @Test(arguments: counts)
  func textsFlagsAndLists(count: Int) throws {
    for validity in Self.validities(count) {
      let isKnown = { (row: Int) in validity?[row] ?? true }
      // More than 256 texts need codes of two bytes.
      let texts = (0..<count).map { isKnown($0) ? "t\($0 % 270)" : nil }
      let text = Self.engine(count, Field(name: "x", type: .text), .text(TextColumn(texts)))
      for wanted in ["t0", "t63", "t64", "t65", "t127", "t269", "none"] {
        try Self.check(
          text, .compareText(.attribute("x", .text), .equal, .constant(.text(wanted))),
          (0..<count).filter { texts[$0] == wanted })
      }
      let odd = Bitmap(count: count, rows: (0..<count).filter { $0 % 2 == 1 })
      let flags = Self.engine(
        count, Field(name: "x", type: .flag),
        .flags(FlagColumn(values: odd, validity: validity)))
      for wanted in [true, false] {
        try Self.check(
          flags, .isFlag(.attribute("x", .flag), wanted),
          (0..<count).filter { isKnown($0) && ($0 % 2 == 1) == wanted })
      }
      let lists = (0..<count).map { row in
        isKnown(row) ? (row % 50 == 0 ? ["rare", "all"] : ["all"]) : nil
      }
      let list = Self.engine(count, Field(name: "x", type: .list), .lists(ListColumn(lists)))
      for wanted in ["rare", "all", "none"] {
        try Self.check(
          list, .has(.attribute("x", .list), wanted),
          (0..<count).filter { lists[$0]?.contains(wanted) == true })
      }
      try Self.check(list, .isKnown(.attribute("x", .list)), (0..<count).filter(isKnown))
    }
  }

  @Test(arguments: counts)
  func constantsAndEmptyChains(count: Int) throws {
    let engine = Self.engine(
      count, Field(name: "x", type: .number),
      .integers(IntegerColumn([Int64](repeating: 1, count: count))))
    try Self.check(engine, .constant(true), Array(0..<count))
    try Self.check(engine, .constant(false), [])
    try Self.check(engine, .all([]), Array(0..<count))
    try Self.check(engine, .any([]), [])
    try Self.check(engine, .exists(RowSelection(relation: "absent")), [])
  }
}
