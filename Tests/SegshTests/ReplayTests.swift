import Foundation
import SegTestSupport
import Testing

/// What is printed as an example works as printed.
@Suite struct ReplayTests {
  @Test func everyExampleOfHelpRunsOnTheDemoShop() throws {
    let bench = try Bench()
    let overview = try bench.run("demo", "--customers", "1", "-c", ".help")
    let lines = overview.lines
    let first = try #require(lines.firstIndex(of: "Stages (.help STAGE):")) + 1
    let stages = lines[first...].prefix { !$0.isEmpty }.compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(stages.count >= 14)
    let help = try bench.run(
      ["demo", "--customers", "1"] + stages.flatMap { ["-c", ".help \($0)"] })
    let mark = "  example: "
    let examples = help.lines.filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    #expect(examples.count == stages.count)

    let conditions = try bench.run("demo", "--customers", "1", "-c", ".help conditions")
    let tests = conditions.lines.filter { $0.hasPrefix("  ") }.map { line in
      let text = line.dropFirst(2)
      return text[..<(text.firstRange(of: "  ")?.lowerBound ?? text.endIndex)]
    }
    #expect(tests.count > 8)
    let statements =
      [
        "segment where monetary > 500 | save as big",
        "segment where rfm = 555 | freeze as best_of_today",
      ] + examples + ["segment where rfm = 555 | save as vip"]
      + tests.map { "segment where \($0) | count" }
    let outcome = try bench.run(
      ["demo", "--customers", "1000", "--yes", "--keep-going"]
        + statements.flatMap { ["-c", $0] })
    #expect(outcome.status == 0)
    #expect(!outcome.errors.contains("error["), "\(outcome.errors)")
    #expect(bench.has("best.csv"))
  }
}
