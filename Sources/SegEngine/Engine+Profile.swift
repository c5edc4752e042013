package import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// The values that customers have more often, or less often, than everybody.
  ///
  /// Columns: `attribute value count share share_of_all lift`; `lift` is the one share over the
  /// other. Values that at least one in a hundred of either has are compared; the twenty whose
  /// shares differ most come, the largest difference first.
  package func profile(
    _ attributes: [OutputColumn], of selection: Selection, text: (Value) -> String
  ) throws(EvaluationFailure) -> ResultTable {
    let count = snapshot.customerCount
    let everybody = Selection(
      members: try existingCustomers() ?? Bitmap(count: count, repeating: true))
    let (mine, all) = (selection.count, everybody.count)
    var lines: [ProfileLine] = []
    for attribute in attributes where mine > 0 {
      try poll()
      let theirs = try counts(of: attribute, in: selection)
      let sorted = try counts(of: attribute, in: everybody).sorted { $0.key.precedes($1.key) }
      for (value, allOfThem) in sorted {
        let some = theirs[value] ?? 0
        guard some * 100 >= mine || allOfThem * 100 >= all,
          let line = ProfileLine(attribute.name, value, some, mine, allOfThem, all)
        else { continue }
        lines.append(line)
      }
    }
    // Values stand by attribute, then in their order: equal differences stay so.
    let order = lines.indices.sorted { a, b in
      let (x, y) = (lines[a].difference, lines[b].difference)
      return x == y ? a < b : y < x
    }
    let shown = order.prefix(Self.profileLines).map { lines[$0] }
    return try sound(
      ResultTable(columns: [
        .init(name: "attribute", type: .text, values: shown.map { .text($0.attribute) }),
        .init(
          name: "value", type: .text,
          values: shown.map { $0.value == .unknown ? .unknown : .text(text($0.value)) }),
        .init(name: "count", type: .number, values: shown.map { .number(Fraction($0.count)) }),
        .init(name: "share", type: .number, values: shown.map { .number($0.share) }),
        .init(name: "share_of_all", type: .number, values: shown.map { .number($0.shareOfAll) }),
        .init(name: "lift", type: .number, values: shown.map { .number($0.lift) }),
      ]))
  }

  /// As many values as a profile shows.
  private static let profileLines = 20

  private func counts(
    of attribute: OutputColumn, in selection: Selection
  ) throws(EvaluationFailure) -> [Value: Int] {
    let grouping = Grouping(
      keys: [attribute], statistics: [Statistic(name: "count", kind: .count)])
    let table = try groups(grouping, of: selection)
    var counts: [Value: Int] = [:]
    for (value, count) in zip(table.columns[0].values, table.columns[1].values) {
      counts[value] = count.fraction.flatMap { Int(exactly: $0.numerator) }
    }
    return counts
  }
}

/// One value of a profile.
private struct ProfileLine {
  let attribute: String
  let value: Value
  let count: Int
  let share: Fraction
  let shareOfAll: Fraction
  let lift: Fraction
  /// How far apart the shares are.
  let difference: Fraction

  /// nil where the shares are the same, or nobody has the value.
  init?(
    _ attribute: String, _ value: Value, _ some: Int, _ mine: Int, _ allOfThem: Int, _ all: Int
  ) {
    guard let share = Fraction(Int128(some), over: Int128(mine)),
      let shareOfAll = Fraction(Int128(allOfThem), over: Int128(all)),
      let lift = share.divided(by: shareOfAll), let difference = share.subtracting(shareOfAll),
      difference.numerator != 0
    else { return nil }
    self.attribute = attribute
    self.value = value
    count = some
    self.share = share
    self.shareOfAll = shareOfAll
    self.lift = lift
    self.difference = difference.numerator < 0 ? difference.negated : difference
  }
}
