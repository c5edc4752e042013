import Foundation
import SegShell
import SegTestSupport
import SegText
import Testing

/// The subcommand `check`: parse, bind, look over, and do nothing; what it knows of the statements
/// before is clause 15.3.
@Suite struct CheckTests {
  @Test func errorsEndWithOneAndWarningsWithNothing() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("good.seg", "let fr = country = 'FR'\nsegment where fr | count\n")
    try bench.write("warn.seg", "segment where recency < 10 and recency > 20 | count\n")
    try bench.write("bad.seg", "# two\n\nsegment where contry = 'FR' and (recency <\n@none\n")
    let good = try bench.run("check", "good.seg", "--workspace", "shop")
    #expect(good.status == 0 && good.text.isEmpty && good.errors.isEmpty, "\(good)")
    let warned = try bench.run("check", "warn.seg", "--workspace", "shop")
    #expect(warned.status == 0, "\(warned)")
    #expect(warned.text.hasPrefix("warning[never-true]: `recency < 10` and `recency > 20`"))
    let bad = try bench.run("check", "good.seg", "bad.seg", "warn.seg", "--workspace", "shop")
    #expect(bad.status == 1)
    #expect(bad.text.contains("at bad.seg:3:") && bad.text.contains("warning[never-true]"))
    #expect(try bench.run("check", "absent.seg").status != 0)
    #expect(try bench.run("check", "good.seg", "--workspace", "absent").status == 3)
    #expect(try bench.run("check").status == 64)
  }

  @Test func withoutAWorkspaceTheGrammarIsChecked() throws {
    let bench = try Bench()
    try bench.write("a.seg", "segment where anything = 'x' | count\n")
    try bench.write("b.seg", "segment where anything == 'x' | count\n")
    #expect(try bench.run("check", "a.seg").text.isEmpty)
    let outcome = try bench.run("check", "a.seg", "b.seg")
    #expect(outcome.status == 1 && outcome.text.hasPrefix("error[foreign-operator]"))
    #expect(try bench.run("check", "-", input: "segment | | count").status == 1)
  }

  @Test func nothingIsDone() throws {
    let bench = try Bench.withSmallShop()
    try bench.write(
      "act.seg",
      """
      segment where country = 'FR' | save as fr | tag add 'seen' | export 'fr.csv'
      segment where tags has 'seen' and in @fr | count
      .rename fr gallia
      @gallia | freeze as now
      .drop now
      @now | count

      """)
    let outcome = try bench.run("check", "act.seg", "--workspace", "shop")
    #expect(outcome.lines.first == "error[unknown-segment]: no segment is saved as `now`")
    #expect(outcome.status == 1 && !bench.has("fr.csv"), "\(outcome)")
    #expect(try bench.ask(".segments").lines.count == 1)
  }

  @Test func scriptsThatAreReadCount() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("names.seg", "let fr = country = 'FR'\nlet be = country = 'BE'\n")
    try bench.write("a.seg", ".read names.seg\nsegment where fr | count\n.nope\n")
    let outcome = try bench.run("check", "names.seg", "a.seg", "--workspace", "shop")
    #expect(outcome.text.hasPrefix("error[unknown-command]: `.nope`"), "\(outcome)")
    #expect(outcome.text.contains("at a.seg:3:1"))
    try bench.write("b.seg", "let fr = 1\nlet de = 2\nsegment where recency > de | count\n")
    let unused = try bench.run("check", "b.seg")
    #expect(unused.text.hasPrefix("warning[unused-definition]: `fr` is not used"), "\(unused)")
    #expect(unused.lines.count { $0.hasPrefix("warning") } == 1)
    try bench.write("c.seg", "let de = 1\nlet de = 2\nsegment where recency > de | count\n")
    let replaced = try bench.run("check", "c.seg")
    #expect(
      replaced.text.contains("`de` is not used in this script\n  at c.seg:1:5"), "\(replaced)")
    try bench.write("loop.seg", ".read loop.seg\n")
    #expect(try bench.run("check", "loop.seg").text.contains("is being read already"))
  }

  @Test func findingsAreObjectsForEditors() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("a.seg", "segment where\n  city = '東京' and contry = 'FR'\n")
    let outcome = try bench.run("check", "a.seg", "--workspace", "shop", "--format", "json")
    #expect(outcome.lines.count == 1)
    let value = try JSONSerialization.jsonObject(with: outcome.output)
    let object = try #require(value as? NSDictionary)
    let wanted: NSDictionary = [
      "file": "a.seg", "line": 2, "column": 19, "end": ["line": 2, "column": 25],
      "severity": "error", "code": "unknown-name", "message": "`contry` is not an attribute",
      "notes": ["nearest: `country` (text)"],
      "fixes": [
        [
          "summary": "replace with `country`", "line": 2, "column": 19,
          "end": ["line": 2, "column": 25], "replacement": "country",
        ] as NSDictionary
      ],
    ]
    #expect(object == wanted, "\(outcome)")
  }
}

/// `.explain CODE`: its examples bring their code about, and mended they do not.
@Suite struct ExplainCodeTests {
  @Test(arguments: DiagnosticCode.allCases)
  func examplesAreTrue(code: DiagnosticCode) throws {
    let topic = MistakeTopic(code)
    #expect(topic.text.count > 20, "\(code) has no text")
    let mark = "[\(code.rawValue)]"
    let bench = try Bench()
    if let example = topic.example {
      #expect(try run(example, code, bench).contains(mark), "\(example)")
      let mended = try #require(topic.mended)
      #expect(try !run(mended, code, bench).contains(mark), "\(mended)")
    } else {
      #expect([.statementTooLong, .cancelled].contains(code))
    }
  }

  private func run(_ script: String, _ code: DiagnosticCode, _ bench: Bench) throws -> String {
    try bench.write("a.seg", script + "\n")
    if code == .unusedDefinition { return try bench.run("check", "a.seg").text }
    return try bench.run("demo", "--customers", "200", "--yes", "-f", "a.seg").errors
  }

  @Test func codesAreExplainedInTheShell() throws {
    let bench = try Bench()
    let outcome = try bench.run("demo", "--customers", "1", "-c", ".explain never-true")
    #expect(outcome.lines.first == "never-true" && outcome.text.contains("mended:"), "\(outcome)")
    let wrong = try bench.run("demo", "--customers", "1", "-c", ".explain never-treu")
    #expect(wrong.status == 1 && wrong.errors.contains("nearest: `never-true`"))
  }
}
