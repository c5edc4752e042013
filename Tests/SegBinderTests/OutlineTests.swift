import SegModel
import SegPlan
import Testing

/// Outlines mean exactly what the statement means that they stand for.
@Suite struct OutlineTests {
  static let statements = [
    "segment",
    "segment where recency < 30",
    "segment where recency < 30 and (country = 'FR' or not newsletter) and points is unknown",
    "segment where country not in ('FR', 'BE') and points not between 3 and 9 | limit 3",
    "segment where not (points > 3 and not created_at in last 12h)",
    "segment where any(orders in last 30d where amount > 2 * customer.aov and any(items))",
    "segment where count(orders where none(items where sku = 'A')) + points > 3 ?? 4",
    "segment where in @vip or not in @old | top 10% by monetary | sort points desc, country",
    "@vip",
    "@vip union @old minus @vip | bottom 5 by recency",
    "let big = monetary > 500 and points > 3\nsegment where big or not big | limit 1",
    "let much = monetary / 2\nlet more = much * 2\nsegment where more > much and newsletter",
    "let amount = points + 1\nsegment where any(orders where amount > 3) and amount > 3",
    "let near = ('FR', 'BE')\nlet spring = 2025-03-01 .. 2025-05-31\n"
      + "segment where country in near and birth_date not in spring",
  ]

  private func pipeline(_ text: String) -> BoundPipeline? {
    guard case .pipeline(let pipeline)? = Shop.bind(text).statement else { return nil }
    return pipeline
  }

  @Test(arguments: statements)
  func outlinesMeanTheStatement(statement: String) throws {
    let plain = try #require(pipeline(statement), "\(Shop.bind(statement).diagnostics)")
    let plan = SelectionPlan(source: plain.source, narrowing: plain.narrowing)
    for stage in ["why 'C1'", "explain", "diff asof 30d ago", "diff @vip"] {
      let asked = try #require(pipeline("\(statement) | \(stage)"), "\(stage)")
      #expect(asked.attributes == plain.attributes && asked.bounds.starts(with: plain.bounds))
      switch asked.look {
      case .why(let proof): #expect(proof.selection.plan == plan)
      case .explain(let explained): #expect(explained.selection.plan == plan)
      case .diff(let difference):
        // A segment that stands alone is its definition.
        if statement == "@vip" {
          #expect(difference.here.clauses.map(\.text) == ["monetary > 500"])
        } else {
          #expect(difference.here.plan == plan)
        }
      default: Issue.record("\(stage) is no look")
      }
    }
  }

  @Test func clausesKeepTheirTextAndDates() throws {
    let asked = try #require(
      pipeline(
        "let recent = last_order in last 30d\n"
          + "segment where recent and (points>3 or in @vip) and in @vip|explain"))
    guard case .explain(let plan) = asked.look else { return }
    let clauses = plan.selection.clauses
    #expect(
      clauses.map(\.text) == [
        "last_order in last 30d", "points > 3 or in @vip", "in @vip",
      ])
    #expect(clauses[0].bounds.map(\.text) == ["last 30d"])
    guard case .any(let either) = clauses[1].kind, case .member(let first) = either[1].kind,
      case .member(let second) = clauses[2].kind
    else {
      Issue.record("clauses of another kind: \(clauses)")
      return
    }
    #expect(first.outline?.text == "segment where monetary > 500")
    #expect(second.outline == nil, "a segment is opened once")
  }

  @Test func anotherDateBindsAnew() throws {
    let asked = try #require(
      pipeline("segment where last_order in last 30d | diff asof 2025-06-30"))
    guard case .diff(let plan) = asked.look else { return }
    func window(_ outline: SelectionOutline) -> TimeWindow? {
      if case .within(_, let window)? = outline.clauses.first?.predicate { window } else { nil }
    }
    #expect(
      window(plan.here)
        == .days(
          from: CalendarDate(parsing: "2025-12-03"), through: CalendarDate(parsing: "2026-01-01")))
    #expect(
      window(plan.there)
        == .days(
          from: CalendarDate(parsing: "2025-06-01"), through: CalendarDate(parsing: "2025-06-30")))
  }
}
