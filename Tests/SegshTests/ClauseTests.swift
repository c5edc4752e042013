import Foundation
import SegTestSupport
import Testing

/// The numbered clauses of `grammar/SEMANTICS.md`, each with statements that show it.
@Suite struct ClauseTests {
  private static let root: URL = {
    var folder = URL(filePath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder
  }()

  private static func cases() throws -> GoldenFile {
    try GoldenFile(contentsOf: root.appending(path: "grammar/clauses.golden"))
  }

  @Test func casesAnswerAsRecorded() throws {
    let shop = try ClauseShop()
    let differences = try Self.cases().differences { item in
      do { return try shop.answer(item) } catch { return "failed: \(error)" }
    }
    for difference in differences { Issue.record("\(difference)") }
  }

  @Test func everyClauseIsShownOrCited() throws {
    let clauses = try Self.clauses()
    #expect(clauses.count > 100 && Set(clauses).count == clauses.count)
    let shown = Set(try Self.cases().cases.map(\.directive))
    let cited = try Self.citations(clauses)
    let missing = clauses.filter { !shown.contains($0) && !cited.contains($0) }
    #expect(missing.isEmpty, "shown by no case of clauses.golden and cited by no test")
    #expect(shown.subtracting(clauses).isEmpty, "cases of clauses that are none")
    #expect(cited.subtracting(clauses).isEmpty, "citations of clauses that are none")
  }

  /// Clause 15.2.
  @Test func atThePromptANarrowerClauseIsNoNews() throws {
    let shop = try ClauseShop()
    let typed = try shop.typed("segment where points > 5 | count", "and points > 9")
    #expect(typed.contains("(points > 5) and points > 9") && !typed.contains("warning"), "\(typed)")
    let never = try shop.typed("segment where points > 5 | count", "and points < 2")
    #expect(never.contains("warning[never-true]"), "\(never)")
  }

  /// The numbers of all clauses, in order.
  private static func clauses() throws -> [String] {
    let text = try String(
      contentsOf: root.appending(path: "grammar/SEMANTICS.md"), encoding: .utf8)
    return text.matches(of: #/(?m)^(\d+\.\d+) /#).map { String($0.1) }
  }

  /// The numbers that comments of suites name, one or `to` and `and` another.
  private static func citations(_ clauses: [String]) throws -> Set<String> {
    var cited: Set<String> = []
    let folder = root.appending(path: "Tests")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.lastPathComponent.hasSuffix("Tests.swift") else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: #/[Cc]lauses? (\d+\.\d+)(?: (to|and) (\d+\.\d+))?/#) {
        let ends = [String(match.1)] + (match.3.map { [String($0)] } ?? [])
        cited.formUnion(ends)
        if match.2 == "to", let first = clauses.firstIndex(of: ends[0]),
          let last = clauses.firstIndex(of: ends[1]), first <= last
        {
          cited.formUnion(clauses[first...last])
        }
      }
    }
    return cited
  }
}
