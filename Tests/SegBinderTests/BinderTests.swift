import SegBinder
import SegModel
import SegPlan
import SegSyntax
import SegText
import Synchronization
import Testing

@Suite struct BinderTests {
  @Test(arguments: [
    ("last 30d", "2025-12-03", "2026-01-01"), ("last 1mo", "2025-12-02", "2026-01-01"),
    ("last 2w", "2025-12-19", "2026-01-01"), ("last 1q", "2025-10-02", "2026-01-01"),
    ("last 1y", "2025-01-02", "2026-01-01"),
    ("last 90d before 90d ago", "2025-07-06", "2025-10-03"),
    ("next 7d", "2026-01-02", "2026-01-08"), ("2025", "2025-01-01", "2025-12-31"),
    ("2025-02", "2025-02-01", "2025-02-28"), ("2025-Q4", "2025-10-01", "2025-12-31"),
    ("this week", "2025-12-29", "2026-01-04"), ("previous week", "2025-12-22", "2025-12-28"),
    ("this month", "2026-01-01", "2026-01-31"), ("previous month", "2025-12-01", "2025-12-31"),
    ("this quarter", "2026-01-01", "2026-03-31"), ("previous year", "2025-01-01", "2025-12-31"),
    ("2025-05-01 .. 2025-05-03", "2025-05-01", "2025-05-03"),
    ("yesterday", "2025-12-31", "2025-12-31"), ("today - 1mo .. today", "2025-12-01", "2026-01-01"),
  ])
  func periodsComeToAbsoluteDays(_ period: String, _ from: String, _ through: String) {
    let expected = TimeWindow.days(
      from: CalendarDate(parsing: from), through: CalendarDate(parsing: through))
    #expect(Shop.window(period) == expected)
  }

  @Test func monthsAreClampedToTheirEnd() {
    #expect(
      Shop.window("2025-03-31 - 1mo .. 2025-03-31")
        == .days(
          from: CalendarDate(parsing: "2025-02-28"), through: CalendarDate(parsing: "2025-03-31")))
  }

  @Test(arguments: [
    ("contry = 'FR'", DiagnosticCode.unknownName), ("country = 5", .typeMismatch),
    ("points = 'x'", .typeMismatch), ("monetary > points", .typeMismatch),
    ("recency < 30d", .typeMismatch), ("in @nobody", .unknownSegment), ("in @a", .segmentCycle),
    ("in @broken", .unknownSegment), ("birth_date in last 12h", .typeMismatch),
    ("birth_date > '2025-01-01'", .typeMismatch), ("orders.amount > 5", .typeMismatch),
    ("orders > 5", .typeMismatch), ("sum(orders) > 5", .wrongArguments),
    ("sum(orders.status) > 5", .typeMismatch), ("any(oders)", .unknownName),
    ("any(orders where amont > 5)", .unknownName), ("tags = 'vip'", .typeMismatch),
    ("country has 'F'", .typeMismatch), ("points contains '5'", .typeMismatch),
    ("points between 9 and 3", .reversedPeriod), ("country", .typeMismatch),
    ("birth_date in 2025-03-01 .. 2025-01-01", .reversedPeriod),
    ("newsletter < yes", .typeMismatch), ("country + 1 > 2", .typeMismatch),
    ("birth_date * 2 > 3", .typeMismatch), ("points in ('a', 'b')", .typeMismatch),
  ])
  func mistakesAreTold(_ condition: String, _ code: DiagnosticCode) {
    let (statement, diagnostics) = Shop.bind("segment where \(condition)")
    #expect(statement == nil)
    #expect(diagnostics.count == 1, "one mistake, one message: \(diagnostics.map(\.message))")
    let isCycle = code == .segmentCycle && diagnostics.first?.code == .unknownSegment
    #expect(diagnostics.first?.code == code || isCycle)
  }

  @Test(arguments: [
    "contry = 'FR'", "recency < 30d", "birth_date > '2025-01-01'", "in @vpi", "any(oders)",
    "any(orders where amont > 5)", "country = 5", "points > '5'",
    "birth_date in 2025-03-01 .. 2025-01-01",
  ])
  func fixesWork(_ condition: String) throws {
    let text = "segment where \(condition)"
    let source = SourceText(name: "test", text: text)
    let fix = try #require(Shop.bind(text).diagnostics.first?.fixIts.first)
    let mended = fix.applied(to: source)
    #expect(Shop.bind(mended).diagnostics.isEmpty, "\(mended)")
  }

  @Test func numbersBecomeMoneyWhereMoneyIsWanted() {
    #expect(
      Shop.predicate("monetary > 12.5")
        == .compare(.metric(.monetary), .greater, .constant(.money(Fraction(1250)))))
    #expect(
      Shop.predicate("monetary > 2 * 100")
        == .compare(.metric(.monetary), .greater, .constant(.money(Fraction(20_000)))))
  }

  @Test func aDateAgainstADateTimeMeansTheWholeDay() {
    let day = Value.date(CalendarDate(dayNumber: 20_000))
    #expect(
      Shop.predicate("created_at <= 2024-10-04")
        == .compare(
          .localDay(.attribute("created_at", .dateTime)), .lessOrEqual, .constant(day)))
  }

  @Test func headersOfTheFileWorkAsNames() {
    #expect(Shop.predicate("\"E-Mail\" is known") == .isKnown(.attribute("email", .text)))
    #expect(Shop.predicate("max(orders.montant) > 5") != nil)
  }

  @Test func insideAnOrderItsOwnLinesAreMeant() {
    guard case .exists(let rows)? = Shop.predicate("any(orders where any(items where sku = 'A'))"),
      case .exists(let lines)? = rows.condition
    else {
      Issue.record("expected rows in rows")
      return
    }
    #expect(rows.link == .customer)
    #expect(lines.link == .order)
  }

  @Test func letsAreBoundWhereTheyAreUsed() {
    let (statement, diagnostics) = Shop.bind(
      "let big = monetary > 500\nlet spring = 2025-03 .. 2025-05\nsegment where big")
    #expect(diagnostics.contains { $0.severity == .error } || statement != nil)
    #expect(Shop.bind("let country = 5").diagnostics.first?.code == .nameTaken)
    #expect(Shop.bind("let x = 5\nsegment where x").diagnostics.first?.code == .typeMismatch)
  }

  @Test func savedSegmentsKeepLetsExpanded() {
    let (statement, _) = Shop.bind("let big = monetary > 500\nsegment where big | save as x")
    guard case .pipeline(let pipeline)? = statement,
      case .act(.save(_, let definition))? = pipeline.steps.first
    else {
      Issue.record("expected a save")
      return
    }
    #expect(definition == "segment where monetary > 500")
  }

  @Test func aSegmentCannotBecomeItsOwnSource() {
    #expect(Shop.bind("@vip | save as vip").diagnostics.first?.code == .segmentCycle)
    #expect(
      Shop.bind("segment where in @vip | save as VIP").diagnostics.first?.code == .segmentCycle)
    #expect(
      Shop.bind("segment where any(orders where in @vip) | save as vip").diagnostics.first?.code
        == .segmentCycle)
    #expect(
      Shop.bind("segment | exclude @vip | save as vip").diagnostics.first?.code == .segmentCycle)
    #expect(
      Shop.bind("@others | save as vip").diagnostics.first?.message
        == "`vip` would be built on itself: @vip → @others → @vip")
    #expect(Shop.bind("segment | exclude @vip | freeze as vip").diagnostics.isEmpty)
  }

  /// Clause 5.7: however often a statement names a file.
  @Test func aFileIsReadOnceForAStatement() {
    let reads = Mutex(0)
    var bag = DiagnosticBag()
    var binder = Binder(
      catalog: Shop.catalog, asOf: Shop.asOf,
      readList: { _ in
        reads.withLock { $0 += 1 }
        return .success(["C1"])
      })
    let source = SourceText(
      name: "test",
      text: """
        segment where customer_id in file('ids.csv') or country not in file('ids.csv')
          or not email in file('ids.csv')
        """)
    let bound = Parser.parse(source, into: &bag).map { binder.bind($0, into: &bag) }
    #expect(bound.count == 1 && bound[0] != nil && bag.diagnostics.isEmpty)
    #expect(reads.withLock { $0 } == 1)
  }

  /// Clause 9.3.
  @Test func segmentsUseOneAnotherOnlySoDeep() {
    var catalog = Shop.catalog
    for level in 1...70 {
      let name = FieldName("level\(level)")
      let definition = level == 1 ? "segment where points > 1" : "@level\(level - 1)"
      catalog.segments[name] = SavedSegment(
        name: name, kind: .definition, definition: definition)
    }
    #expect(Shop.bind("@level64", catalog).statement != nil)
    let (statement, diagnostics) = Shop.bind("@level65", catalog)
    #expect(statement == nil && diagnostics.count == 1, "\(diagnostics.map(\.message))")
  }

  @Test func stagesHaveTheirPlace() {
    #expect(Shop.bind("segment | count | limit 3").diagnostics.first?.code == .misplacedStage)
    #expect(
      Shop.bind("segment | count | export 'x.csv'").diagnostics.first?.code == .misplacedStage)
    #expect(Shop.bind("segment | by country | sort count desc | limit 3").statement != nil)
    #expect(Shop.bind("segment | by country | sort points").diagnostics.first?.code == .unknownName)
  }

  @Test func onTheScaleToTenCodesAreNotCompared() {
    var catalog = Shop.catalog
    catalog.profile.scoreScale = 10
    #expect(
      Shop.bind("segment where rfm = 555", catalog).diagnostics.first?.code == .needsScores)
    #expect(Shop.bind("segment where r >= 9", catalog).statement != nil)
  }
}
