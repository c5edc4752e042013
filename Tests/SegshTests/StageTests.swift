import Foundation
import SegTestSupport
import Testing

/// Stages that draw, leave out and compare.
@Suite struct StageTests {
  // Places under `segsh`: C7 0.027, C2 0.073, C1 0.143, C6 0.146, C3 0.303, C4 0.660, C5 0.983, by
  // Python's hashlib.
  @Test(arguments: [
    ("segment | sample 3", ["C1", "C2", "C7"]), ("segment | sample 10%", ["C2", "C7"]),
    ("segment | sample 100%", ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]),
    ("segment | sort customer_id desc | sample 3", ["C7", "C2", "C1"]),
    ("segment | sample 14.35%", ["C1", "C2", "C7"]), ("segment | sample 14.34%", ["C2", "C7"]),
    ("segment | sample 3 salt 'spring26'", ["C2", "C5", "C6"]),
    ("segment | sample 0", []), ("segment where country = 'XX' | sample 5", []),
  ])
  func samplesTakeTheSmallestPlaces(statement: String, expected: [String]) throws {
    #expect(try Bench.withSmallShop().ids(statement) == expected)
  }

  @Test func segmentsAreLeftOutComparedAndKept() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(
      "segment where country = 'FR' | save as french",
      "segment where newsletter | freeze as readers", "segment | sample 10% | save as few")
    #expect(try bench.ids("segment | exclude @french") == ["C2", "C3", "C6"])
    #expect(
      try bench.ids("segment | sort customer_id desc | exclude @readers") == ["C5", "C4", "C2"])
    #expect(try bench.ids("@few") == ["C2", "C7"])
    let overlap = try bench.ask(
      "segment | overlap @french, @readers, @few", options: ["--format", "csv"])
    #expect(
      overlap.lines == [
        "a,b,count_a,count_b,both,share_of_a,share_of_b,only_a,only_b",
        "french,readers,4,4,2,0.5,0.5,2,2", "french,few,4,2,1,0.25,0.5,3,1",
        "readers,few,4,2,1,0.25,0.5,3,1",
      ])
  }

  /// Values are left out that fewer than one in a hundred have, here and among all.
  @Test func profilesLeaveOutWhatIsRare() throws {
    let bench = try Bench()
    let rows = (0..<1000).map { number in
      switch number {
      case 0: "B0,BE,Rare"
      case 1..<100: "B\(number),BE,Main"
      case 100: "F100,FR,Once"
      default: "F\(number),FR,Other"
      }
    }
    try bench.write(
      "customers.csv", "customer_id,country,city\n" + rows.joined(separator: "\n") + "\n")
    let outcome = try bench.run(
      "customers.csv", "-c", "segment where country = 'BE' | profile", "--format", "csv")
    #expect(outcome.text.contains("Rare") && outcome.text.contains("Main"), "\(outcome)")
    #expect(!outcome.text.contains("Once"), "\(outcome)")
  }

  @Test(arguments: [
    (
      "segment | hist frequency", ["from,to,count,share", "0,1,2,", "1,2,4,", "2,3,0,", "3,4,1,"]
    ),
    ("segment | hist monetary 2", ["from,to,count,share", "0.00,200.00,4,", "200.00,400.00,3,"]),
    (
      "segment | hist recency 3",
      ["from,to,count,share", "0,200,3,", "200,400,2,", ",,2,"]
    ),
    (
      "orders | hist order_date 2",
      ["from,to,count,share", "2024-10-04,2026-02-16,7,1"]
    ),
    ("segment where country = 'XX' | hist monetary", ["from,to,count,share"]),
  ])
  func valuesAreCountedInSteps(statement: String, expected: [String]) throws {
    let outcome = try Bench.withSmallShop().ask(statement, options: ["--format", "csv"])
    let lines = outcome.lines
    #expect(lines.count == expected.count, "\(outcome)")
    for (line, start) in zip(lines, expected) { #expect(line.hasPrefix(start), "\(outcome)") }
  }

  @Test func scoresAndProfiles() throws {
    let bench = try Bench.withSmallShop()
    let scores = try bench.ask("segment | rfm", options: ["--format", "csv"])
    #expect(scores.lines.first == "r,f,m,count,share,monetary")
    #expect(scores.lines.last?.hasPrefix(",,,2,") == true, "\(scores)")
    let grid = try bench.ask("segment | rfm grid", options: ["--format", "csv"])
    #expect(grid.lines.first == "r,f1,f2,f3,f4,f5")
    #expect(grid.lines.count == 6)
    let profile = try bench.ask(
      "segment where country = 'BE' | profile", options: ["--format", "csv"])
    #expect(
      profile.lines.prefix(2) == [
        "attribute,value,count,share,share_of_all,lift", "country,BE,2,1,0.285714,3.5",
      ], "\(profile)")
  }

  @Test(arguments: [
    ("segment | sample", "a number such as"), ("segment | sample 0%", "above 0 and up to 100"),
    ("segment | sample 101%", "above 0 and up to 100"), ("segment | sample 5 salt", "after `salt`"),
    ("segment | sample 2.5", "whole number"), ("segment | exclude vip", "a segment such as"),
    ("segment | exclude @nobody", "nobody"), ("segment | hist country", "expected a number"),
    ("segment | hist monetary 0", "expected 1 to 1000 steps"),
    ("segment | split a", "a percentage such as"), ("segment | split a 60%, b 50%", "at most 100%"),
    ("segment | split a 50%, A 50%", "no other part has"), ("@vip.a | count", "vip.a"),
    ("segment | split a 50% | tag add 'x'", "nothing can follow"),
    ("segment | overlap @a", "a second segment"), ("orders | profile", "rows can be counted"),
    ("orders | sample 5", "rows can be counted"),
    ("segment | profile | count", "nothing can follow"),
  ])
  func mistakesAreTold(statement: String, message: String) throws {
    let outcome = try Bench.withSmallShop().ask(statement)
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome)")
  }

  // Places under `spring26`: C6 0.016, C5 0.060, C2 0.140, C7 0.209, C4 0.712, C1 0.733, C3 0.938.
  @Test func splitsKeepWhoIsInWhichPart() throws {
    let bench = try Bench.withSmallShop()
    let table = try bench.ask(
      "segment | split a 45%, b 45% salt 'spring26'", options: ["--format", "csv"])
    #expect(
      table.lines == [
        "part,percent,count,share", "a,45,4,0.571429", "b,45,2,0.285714", ",10,1,0.142857",
      ], "\(table)")
    let split =
      "segment where country is known | split a 45%, b 45%, control 10% | save as spring26"
    #expect(try bench.ask(split).status == 0)
    #expect(try bench.ids("@spring26.a") == ["C2", "C5", "C6", "C7"])
    #expect(try bench.ids("@spring26.b") == ["C1", "C4"])
    #expect(try bench.ids("@SPRING26.control").isEmpty)
    #expect(try bench.ids("@spring26") == ["C1", "C2", "C4", "C5", "C6", "C7"])
    // C3 comes to be in it; the others stay, though their places would be in `b` now.
    let wider = "segment | split a 1%, b 98%, control 1% salt 'spring26' | save as spring26"
    #expect(try bench.ask(wider).status == 0)
    #expect(try bench.ids("@spring26.a") == ["C2", "C5", "C6", "C7"])
    #expect(try bench.ids("segment where in @spring26.b") == ["C1", "C3", "C4"])
    let others = try bench.ask("segment | split x 50%, y 50% | save as spring26")
    #expect(others.status != 0 && others.errors.contains("has the parts a, b, control"))
    try bench.ask("segment where in @spring26.b | save as second", ".rename spring26 spring27")
    #expect(try bench.ids("@second") == ["C1", "C3", "C4"])
    #expect(try bench.ask(".drop spring27").errors.contains("@second"))
    try bench.ask(".drop second", ".drop spring27")
    #expect(try bench.ask("@spring27.a | count").status == 1)
  }

  /// The columns of `grammar/stages.list` are those that the examples of help print.
  @Test func tableOfStagesIsWhatHelpSaysAndTheProgramShows() throws {
    let bench = try Bench()
    let demo = ["demo", "--customers", "300"]
    let rows = try Self.stages()
    let help = try bench.run(demo + rows.flatMap { ["-c", ".help \($0.name)"] })
    let mark = "  columns: "
    let told = help.lines.filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    #expect(told == rows.map(\.columns).filter { $0 != "-" })
    let examples = help.lines.filter { $0.hasPrefix("  example: ") }.map {
      String($0.dropFirst(11))
    }
    #expect(examples.count == rows.count)
    let kept = ["segment where monetary > 500 | save as big", "segment | freeze as best_of_today"]
    for (row, example) in zip(rows, examples) where row.columns != "-" && row.columns != "..." {
      let bare =
        row.name == "split"
        ? "segment | split a 50%, b 50%"
        : row.name == "rfm" ? "segment | rfm" : row.name == "count" ? "segment | count" : example
      let outcome = try bench.run(
        demo + ["--quiet", "--format", "csv"] + (kept + [bare]).flatMap { ["-c", $0] })
      let columns = row.columns.split(separator: " ").joined(separator: ",")
      #expect(outcome.lines.contains(columns), "\(row.name): \(outcome)")
    }
  }

  private static func stages() throws -> [(name: String, columns: String)] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "grammar/stages.list")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.split(separator: "\n").drop { $0 != "[stages]" }.dropFirst()
      .prefix { !$0.hasPrefix("[") }.compactMap { line in
        let parts = line.split(separator: ":", maxSplits: 1)
        return parts.count == 2
          ? (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)) : nil
      }
  }
}
