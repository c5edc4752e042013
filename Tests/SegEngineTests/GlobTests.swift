import SegEngine
import SegModel
import SegPlan
import SegStore
import Testing

/// Text tests, through the engine, on texts and patterns with and without matches.
@Suite struct GlobTests {
  private static func selects(_ text: String, _ test: TextTest, _ pattern: String) throws -> Bool {
    let table = Table(
      rowCount: 1, fields: [Field(name: "customer_id", type: .text)],
      columns: [.text(TextColumn([text]))])
    let engine = Engine(
      EvaluationContext(
        snapshot: Snapshot(profile: StoreProfile(), customers: table, relations: [:])),
      asOf: AsOf(day: .init(dayNumber: 20_000), zone: .utc))
    return try engine.select(.text(.attribute("customer_id", .text), test, pattern))[0]
  }

  @Test(arguments: [
    ("", "", true), ("a", "", false), ("", "*", true), ("", "?", false), ("a", "?", true),
    ("ab", "?", false), ("é", "?", true), ("日本", "??", true), ("abc", "a*", true),
    ("abc", "*c", true), ("abc", "*b*", true), ("abc", "b*", false), ("abc", "a?c", true),
    ("abc", "a*b", false), ("aab", "a*ab", true), ("abab", "*ab", true), ("abac", "*ab", false),
    ("abc", "***", true), ("abc", "*?*?*?*", true), ("ab", "*?*?*?*", false), ("ABC", "abc", false),
    ("a.c", "a.c", true), ("abc", "a.c", false), ("aaaab", "a*a*b", true), ("x*y", "x*y", true),
    ("anna@example.org", "*@example.*", true), ("a\nb", "a?b", true),
  ])
  func globsFitTheWholeText(text: String, pattern: String, fits: Bool) throws {
    #expect(try Self.selects(text, .matches, pattern) == fits)
  }

  @Test func manyStarsStayFast() throws {
    let text = String(repeating: "a", count: 2000)
    let pattern = String(repeating: "*a", count: 60) + "*b"
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try !Self.selects(text, .matches, pattern))
    #expect(clock.now - start < .seconds(5))
  }

  @Test(arguments: [
    ("", TextTest.contains, "", true), ("abc", .contains, "", true), ("abc", .contains, "bc", true),
    ("abc", .contains, "cd", false), ("ab", .contains, "abc", false),
    ("aab", .contains, "ab", true),
    ("abc", .startsWith, "ab", true), ("abc", .startsWith, "b", false),
    ("abc", .startsWith, "abcd", false), ("abc", .endsWith, "bc", true),
    ("abc", .endsWith, "b", false), ("abc", .endsWith, "", true), ("été", .contains, "t", true),
    ("été", .startsWith, "e", false), ("a*c", .contains, "*", true), ("abc", .contains, "*", false),
  ])
  func otherTextTests(text: String, test: TextTest, pattern: String, holds: Bool) throws {
    #expect(try Self.selects(text, test, pattern) == holds)
  }
}
