import Foundation
import SegShell
import SegTestSupport
import SegText
import Testing

/// The subcommand `fmt`.
@Suite struct FormatScriptTests {
  private static let untidy = """
    # head


    SEGMENT   where (recency<30)  AND country='FR' # who
    @vip|count;@b   |  count # b


    .mode   csv
    # tail of the command

    let big = (monetary > 500) # large
    segment where big
      # those of the year
      and last_order in 2025   # a year
      # last
      | count

    # end

    """

  private static let tidy = """
    # head

    segment where recency < 30 and country = 'FR'  # who
    @vip | count
    @b | count  # b

    .mode   csv
    # tail of the command

    let big = monetary > 500  # large
    segment where big
        # those of the year
        and last_order in 2025  # a year
      # last
      | count

    # end

    """

  @Test func commentsStayAndTextIsCanonical() throws {
    var bag = DiagnosticBag()
    let source = SourceText(name: "a", text: Self.untidy)
    #expect(ScriptFormatter.format(source, into: &bag) == Self.tidy)
    let again = SourceText(name: "a", text: Self.tidy)
    #expect(ScriptFormatter.format(again, into: &bag) == Self.tidy)
    #expect(bag.diagnostics.isEmpty)
  }

  @Test func filesAreRewrittenOrLeftAlone() throws {
    let bench = try Bench()
    try bench.write("a.seg", Self.untidy)
    try bench.write("bad.seg", "segment  where (\n")
    let checked = try bench.run("fmt", "--check", "a.seg")
    #expect(checked.status == 1 && checked.text == "a.seg\n")
    #expect(try bench.read("a.seg") == Self.untidy)
    let before = try bench.mode("a.seg")
    let mixed = try bench.run("fmt", "bad.seg", "a.seg")
    #expect(mixed.status == 1 && mixed.errors.contains("error[unexpected-token]"), "\(mixed)")
    #expect(try bench.read("bad.seg") == "segment  where (\n")
    #expect(try bench.read("a.seg") == Self.tidy)
    #expect(try bench.mode("a.seg") == before)
    #expect(try bench.run("fmt", "--check", "a.seg").status == 0)
    let piped = try bench.run("fmt", "-", input: Self.untidy)
    #expect(piped.text == Self.tidy && piped.status == 0)
    #expect(try bench.run("fmt", "absent.seg").status != 0)
    try bench.write("latin.seg", Data("segment where city = '".utf8) + [0xE9] + Data("'\n".utf8))
    #expect(try bench.run("fmt", "latin.seg").status == 1)
  }

  @Test func longStatementsAreCut() throws {
    let clauses = (1...6).map { "country = 'country number \($0)'" }
    let line = "segment where " + clauses.joined(separator: " or ") + " | top 5 by monetary | count"
    var bag = DiagnosticBag()
    let text = ScriptFormatter.format(SourceText(name: "a", text: line), into: &bag)
    let lines = (text ?? "").split(separator: "\n").map(String.init)
    #expect(lines.count == 8 && lines.dropFirst().allSatisfy { $0.hasPrefix("  ") }, "\(lines)")
    #expect(lines.suffix(2) == ["  | top 5 by monetary", "  | count"])
    let again = ScriptFormatter.format(SourceText(name: "a", text: text ?? ""), into: &bag)
    #expect(again == text)
  }

  @Test func rangesStayOnOneLine() {
    let clauses = (1...6).map { "loyalty_points between \($0) and \($0)000" }
    let line = "segment where " + clauses.joined(separator: " and ") + " | count"
    var bag = DiagnosticBag()
    let text = ScriptFormatter.format(SourceText(name: "a", text: line), into: &bag)
    let lines = (text ?? "").split(separator: "\n").map(String.init)
    #expect(
      lines == ["segment where \(clauses[0])"] + clauses.dropFirst().map { "    and \($0)" }
        + ["  | count"])
  }

  /// Every statement of the corpus with a comment after every word: none is lost, none moves again.
  @Test func noCommentIsLost() throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let corpus = root.appending(path: "grammar/corpus")
    for file in try GoldenFile.all(in: corpus) {
      for item in file.cases where !item.input.contains("'\n") {
        let words = item.input.split(separator: " ")
        let text = words.enumerated().map { "\($1) # \($0)\n" }.joined()
        var bag = DiagnosticBag()
        let source = SourceText(name: "a", text: text)
        guard let tidy = ScriptFormatter.format(source, into: &bag) else { continue }
        for index in words.indices {
          #expect(tidy.contains("# \(index)\n"), "\(text)\n\(tidy)")
        }
        let again = ScriptFormatter.format(SourceText(name: "a", text: tidy), into: &bag)
        #expect(again == tidy)
      }
    }
  }
}
