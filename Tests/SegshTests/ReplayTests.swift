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
    try bench.write("ids.csv", "customer_id\nC1\n")
    let outcome = try bench.run(
      ["demo", "--customers", "1000", "--yes", "--keep-going"]
        + statements.flatMap { ["-c", $0] })
    #expect(outcome.status == 0)
    #expect(!outcome.errors.contains("error["), "\(outcome.errors)")
    #expect(bench.has("best.csv"))
  }

  @Test func everyExampleOfTheTopicsIsUnderstood() throws {
    let bench = try Bench()
    let values = try Self.examples(of: "values", bench)
    let periods = try Self.examples(of: "periods", bench)
    let rows = try Self.examples(of: "rows", bench)
    let topic = try bench.run("demo", "--customers", "1", "-c", ".help periods").text
    let days = try #require(topic.firstMatch(of: #/Dates: (.*)\./#)).1
    #expect(values.count >= 9 && periods.count == 3 && rows.count == 3)
    let statements =
      values.map { $0.contains(" = ") ? "segment where \($0) | count" : "segment | show \($0)" }
      + periods.flatMap { $0.split(separator: ", ") }.map { "segment where last_order in \($0)" }
      + days.split(separator: ", ").map { "segment where last_order > \($0)" } + rows
    let outcome = try bench.run(
      ["demo", "--customers", "300", "--quiet", "--keep-going"]
        + statements.flatMap { ["-c", $0] })
    #expect(outcome.status == 0 && !outcome.errors.contains("error["), "\(outcome.errors)")
  }

  @Test func theScriptOfHelpIsUnderstood() throws {
    let bench = try Bench.withSmallShop()
    let kept = ["a", "b", "vip"].map { "segment where monetary > 100 | save as \($0)" }
    let script = kept + (try Self.examples(of: "scripts", bench))
    #expect(script.count >= 10)
    try bench.write("help.seg", script.joined(separator: "\n") + "\n")
    let outcome = try bench.run("check", "help.seg", "--workspace", "shop")
    #expect(outcome.status == 0, "\(outcome)")
  }

  /// What stands first in the indented lines of a topic of help.
  private static func examples(of topic: String, _ bench: Bench) throws -> [String] {
    let help = try bench.run("demo", "--customers", "1", "-c", ".help \(topic)")
    return help.lines.filter { $0.hasPrefix("  ") }.map { line in
      let text = line.dropFirst(2)
      return String(text[..<(text.firstRange(of: "  ")?.lowerBound ?? text.endIndex)])
    }
  }
}
