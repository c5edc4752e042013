import Foundation
import Testing

/// Clauses 14.1 to 14.5 of the semantics, from the outside.
@Suite struct ExpectationTests {
  @Test func parametersStandForLiterals() throws {
    let bench = try Bench.withSmallShop()
    let script = """
      param land = 'BE'
      param least = 250
      segment where country = $land | count
      segment where country in ($land, 'XX') | count
      segment where country contains $land | count
      segment where monetary >= $least | count
      """
    try bench.write("script.seg", script)
    let outcome = try bench.run("shop", "-f", "script.seg")
    #expect(outcome.text == "count\n2\ncount\n2\ncount\n2\ncount\n3\n", "\(outcome.errors)")
    let other = try bench.run(
      "shop", "-f", "script.seg", "--param", "land=FR", "--param", "least=1e9")
    #expect(other.status == 64)
    #expect(other.errors.contains("--param least=1e9"))
    let wrong = try bench.run("shop", "-f", "script.seg", "--param", "least=2025-01-01")
    #expect(wrong.status == 64 && wrong.text.isEmpty)
    #expect(wrong.errors.contains("expected a literal of the type of `250`"), "\(wrong)")
    let high = try bench.run("shop", "-f", "script.seg", "--param", "least=100000")
    #expect(high.text.hasSuffix("count\n0\n"))
    let unused = try bench.run("shop", "-f", "script.seg", "--param", "gone=1")
    #expect(unused.status == 64)
    #expect(unused.errors.contains("gone"))
  }

  @Test func savedDefinitionsKeepTheValues() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(
      "param land = 'BE'", "segment where country = $land | save as be", ".segments")
    #expect(outcome.text.contains("segment where country = 'BE'"), "\(outcome)")
    #expect(try bench.ask("@be | count").text == "count\n2\n")
  }

  @Test func unknownParametersAreNamed() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask("param days = 45", "segment where recency < $dayz")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("nearest: `$days`"))
  }

  @Test(arguments: [
    "count(@all) between 7 and 7", "count(@all) = 7", "count(orders) > 0", "@be disjoint @fr",
    "cover @all, @be", "orders fresh 100y",
  ])
  func whatHoldsGoesOn(claim: String) throws {
    let bench = try Self.bench()
    let outcome = try bench.ask("expect \(claim)", "segment | count")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.text == "count\n7\n")
  }

  @Test(arguments: [
    ("count(@all) between 100 and 5000", "found 7"), ("count(@all) < 7", "found 7"),
    ("count(@all) between 8 and 10", "found 7"), ("count(@all) between 1 and 6", "found 7"),
    ("@be disjoint @fr, @all", "2 customers are in both @be and @all"),
    ("@be disjoint @fr, @gallia", "4 customers are in both @fr and @gallia"),
    ("cover @be", "5 customers are in none of them"), ("events fresh 1d", "is not a relation"),
    ("count(orders where amount > 1000000) > 0", "found 0"),
  ])
  func whatFailsEndsTheScriptWithTheNumbers(claim: String, message: String) throws {
    let bench = try Self.bench()
    let outcome = try bench.ask("expect \(claim)", "segment | count")
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  private static func bench() throws -> Bench {
    let bench = try Bench.withSmallShop()
    _ = try bench.ask(
      "segment | save as all", "segment where country = 'BE' | save as be",
      "segment where country = 'FR' | save as fr", "@fr | save as gallia")
    return bench
  }
}
