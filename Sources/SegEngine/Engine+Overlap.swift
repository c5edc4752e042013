import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// How saved segments share customers: a row for each two, in the order they were named.
  ///
  /// Columns: `a b count_a count_b both share_of_a share_of_b only_a only_b`. Only the customers of
  /// the selection are looked at.
  package func overlap(
    _ segments: [SegmentReference], of selection: Selection
  ) throws(EvaluationFailure) -> ResultTable {
    var members: [Bitmap] = []
    for segment in segments {
      members.append(try self.members(of: segment).intersection(selection.members))
    }
    let counts = members.map(\.population)
    var names: [(a: Value, b: Value)] = []
    var figures: [[Value]] = Array(repeating: [], count: 7)
    for a in segments.indices {
      for b in segments.indices.dropFirst(a + 1) {
        try poll()
        let both = members[a].intersection(members[b]).population
        names.append((.text("\(segments[a].name)"), .text("\(segments[b].name)")))
        let row: [Value] = [
          .number(Fraction(counts[a])), .number(Fraction(counts[b])), .number(Fraction(both)),
          Self.share(both, of: counts[a]), Self.share(both, of: counts[b]),
          .number(Fraction(counts[a] - both)), .number(Fraction(counts[b] - both)),
        ]
        for position in row.indices { figures[position].append(row[position]) }
      }
    }
    let titles = ["count_a", "count_b", "both", "share_of_a", "share_of_b", "only_a", "only_b"]
    return try sound(
      ResultTable(
        columns: [
          .init(name: "a", type: .text, values: names.map(\.a)),
          .init(name: "b", type: .text, values: names.map(\.b)),
        ]
          + zip(titles, figures).map { .init(name: $0, type: .number, values: $1) }))
  }
}
