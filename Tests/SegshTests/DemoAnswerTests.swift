import Testing

/// `explain`, `why` and `diff` on the demo shop, against what other statements say there.
@Suite struct DemoAnswerTests {
  static let condition = """
    recency < 60 and (count(orders in last 1y) >= 3 or any(items in last 90d where quantity > 1)) \
    and sum(orders.amount in last 90d) > 0.5 * sum(orders.amount in last 90d before 90d ago)
    """

  @Test func proofsSayWhoIsSelected() throws {
    let statement = "segment where \(Self.condition) | top 300 by monetary"
    let ids = (1...40).map { "C-" + String(100_000 + $0 * 241).dropFirst() }
    let bench = try Bench()
    let outcome = try bench.run(
      ["demo", "--format", "csv", "--quiet", "-c", "\(statement) | show customer_id"]
        + ids.flatMap { ["-c", "\(statement) | why '\($0)'"] })
    #expect(outcome.status == 0, "\(outcome.errors)")
    let parts = outcome.text.split(separator: "depth,text,result,value,bound\n")
    let members = Set(parts[0].split(separator: "\n").map(String.init))
    #expect(members.count == 301 && parts.count == ids.count + 1)
    for (id, proof) in zip(ids, parts.dropFirst()) {
      let root = proof.split(separator: "\n")[0]
      #expect(root.hasSuffix(",\(members.contains(id)),,"), "\(id): \(proof)")
    }
  }

  @Test func countsAgree() throws {
    let statement = "segment where \(Self.condition)"
    let outcome = try Bench().run(
      [
        "demo", "--format", "csv", "--quiet", "-c", "\(statement) | explain",
        "-c", "\(statement) | count", "-c", "\(statement) | diff asof 90d ago", "-c",
        "asof 90d ago", "-c", "\(statement) | count",
      ])
    let rows = outcome.lines.map { $0.split(separator: ",").map(String.init) }
    let counts = outcome.lines.indices.filter { outcome.lines[$0] == "count" }
      .map { Int(outcome.lines[$0 + 1]) ?? -1 }
    let moves = rows.filter { ["entered", "left", "stayed"].contains($0[0]) && $0.count == 2 }
      .map { Int($0[1]) ?? -1 }
    #expect(moves.count == 3 && counts.count == 2, "\(outcome)")
    #expect(moves[0] + moves[2] == counts[0] && moves[1] + moves[2] == counts[1], "\(outcome)")
    let explained = outcome.lines.prefix { $0 != "count" }.last { $0.hasPrefix("0,") }
    #expect(explained?.contains("ago),\(counts[0]),") == true, "\(outcome)")
  }
}
