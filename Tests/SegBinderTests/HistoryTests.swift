import SegModel
import SegPlan
import SegText
import Testing

/// Conditions over time: clauses 10.1 to 10.8 of the semantics.
@Suite struct HistoryTests {
  @Test func stepsKeepTheirRowsSpansAndComparisons() throws {
    let condition =
      "did(orders in 2025 as a then not items within 2w then orders where status = 'x' "
      + "and amount > 2 * a.amount within 12h)"
    guard case .follows(let sequence)? = Shop.predicate(condition) else {
      Issue.record("expected a sequence")
      return
    }
    #expect(sequence.steps.map(\.isExcluded) == [false, true, false])
    #expect(
      sequence.steps.map(\.span) == [nil, .days(months: 0, days: 14), .seconds(43_200)])
    #expect(sequence.steps[0].rows.window != nil)
    #expect(sequence.steps[2].rows.condition != nil)
    let carried = try #require(sequence.carried.first)
    #expect(carried.value == RowSequence.Carried(step: 0, column: "amount"))
    #expect(sequence.steps[2].comparisons?.mentions([carried.key]) == true)
  }

  @Test(arguments: [
    ("did(orders as a then orders where amount in (a.amount, 2))", DiagnosticCode.unexpectedToken),
    ("did(orders as a then orders where a.amount in (1, 2))", .typeMismatch),
    ("did(orders as a then orders where amount > a.amout)", .unknownName),
    ("did(orders then not orders as a)", .wrongArguments),
    ("did(orders as items then orders)", .nameTaken),
    ("did(orders as a then orders as a)", .nameTaken),
    ("did(orders as a then orders where any(items where amount > a.amount))", .unknownName),
    ("regular(orders, month, 7 of 6)", .wrongArguments),
    ("regular(orders, month, 0 of 6)", .wrongArguments),
    ("stopped(orders, active 90h, quiet 60d)", .badDuration),
    ("regular(visits, month, 5 of 6)", .unknownName),
  ])
  func mistakesAreSaid(_ condition: String, _ code: DiagnosticCode) {
    let (statement, diagnostics) = Shop.bind("segment where \(condition)")
    #expect(diagnostics.first?.code == code, "\(condition): \(diagnostics)")
    #expect(statement == nil || diagnostics.contains { $0.severity == .error })
  }

  @Test func completeUnitsEndBeforeTheOneAtHand() {
    // As of 2026-01-01.
    let november = TimeWindow.days(from: Self.day(2025, 11, 1), through: Self.day(2025, 11, 30))
    let december = TimeWindow.days(from: Self.day(2025, 12, 1), through: Self.day(2025, 12, 31))
    func any(_ window: TimeWindow) -> Predicate {
      .exists(RowSelection(relation: "orders", window: window))
    }
    #expect(
      Shop.predicate("regular(orders, month, 1 of 2)")
        == .atLeast(1, [any(december), any(november)]))
  }

  @Test func pausesLieNextToEachOther() {
    func any(_ from: CalendarDate?, _ through: CalendarDate?) -> Predicate {
      .exists(RowSelection(relation: "orders", window: .days(from: from, through: through)))
    }
    let today = Shop.asOf.day
    #expect(
      Shop.predicate("stopped(orders, active 90d, quiet 60d)")
        == .all([
          any(today.adding(days: -149), today.adding(days: -60)),
          .not(any(today.adding(days: -59), today)),
        ]))
    #expect(
      Shop.predicate("restarted(orders, active 30d, quiet 180d)")
        == .all([
          any(today.adding(days: -29), today),
          .not(any(today.adding(days: -209), today.adding(days: -30))),
          any(nil, today.adding(days: -210)),
        ]))
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate? {
    CalendarDate(year: year, month: month, day: day)
  }
}
