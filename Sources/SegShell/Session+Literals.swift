import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace

extension Session {
  /// Warnings about texts that no customer or row holds, with the nearest ones and their counts.
  func literalWarnings(_ literals: [UsedLiteral]) -> [Diagnostic] {
    literals.compactMap { used in
      let counts: [(text: String, count: Int)]
      if used.relation == nil, used.field == "tags" {
        guard let tags = try? tagCounts() else { return nil }
        counts = tags.map { ($0.name, $0.count) }
      } else if let column = texts(of: used) {
        // Damage is told by what the statement asks next.
        guard !column.contains(used.literal.value),
          (try? workspace.snapshot.checkDamage()) != nil
        else { return nil }
        counts = Self.counts(of: column)
      } else {
        return nil
      }
      guard !counts.contains(where: { $0.text == used.literal.value }) else { return nil }
      return Self.absent(used, counts)
    }
  }

  /// The stored texts that a literal is compared with; `orders` are rows of `all_orders`.
  private func texts(of used: UsedLiteral) -> TextColumn? {
    let snapshot = workspace.snapshot
    var table = snapshot.customers
    if let name = used.relation {
      let stored = name == Snapshot.orders ? Snapshot.allOrders : name
      guard let relation = snapshot.relations[stored] else { return nil }
      table = relation.table
    }
    guard case .text(let column)? = table.column(used.field)?.column else { return nil }
    return column
  }

  /// Distinct texts with their counts; empty for columns where most rows have their own.
  private static func counts(of texts: TextColumn) -> [(text: String, count: Int)] {
    guard texts.dictionary.count <= 5000 else { return [] }
    let column = texts.coded
    var counts = [Int](repeating: 0, count: column.dictionary.count)
    for row in 0..<column.count {
      if let code = column.code(row) { counts[code] += 1 }
    }
    return counts.indices.map { (column.dictionary[$0], counts[$0]) }
  }

  private static func absent(
    _ used: UsedLiteral, _ counts: [(text: String, count: Int)]
  ) -> Diagnostic {
    let near = NearestName.candidates(for: used.literal.value, among: counts.map(\.text))
    let described = near.map { text in
      let count = counts.first { $0.text == text }?.count ?? 0
      return "'\(text)' (\(HumanText.count(count)))"
    }
    return Diagnostic(
      .warning, code: .absentValue,
      message: used.relation.map {
        "no row of `\($0)` has '\(used.literal.value)' as its `\(used.field)`"
      } ?? "no customer's `\(used.field)` is '\(used.literal.value)'",
      range: used.literal.range,
      label: described.isEmpty ? nil : "nearest: " + described.joined(separator: ", "))
  }
}
