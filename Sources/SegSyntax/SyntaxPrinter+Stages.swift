import SegText

extension SyntaxPrinter {
  /// A stage, without its `|`.
  package static func print(_ stage: StageSyntax) -> String {
    switch stage.kind {
    case .count: "count"
    case .show(let columns): "show " + print(columns)
    case .group(let columns, let statistics) where statistics.isEmpty: "by " + print(columns)
    case .group(let columns, let statistics):
      "by \(print(columns)) stats \(print(statistics))"
    case .rank(let rank): print(rank)
    case .sort(let keys): "sort " + keys.map { print($0) }.joined(separator: ", ")
    case .limit(let count): "limit \(count.value)"
    case .describe(let values) where values.isEmpty: "describe"
    case .describe(let values): "describe " + values.map { print($0) }.joined(separator: ", ")
    case .sample(let sample): print(sample)
    case .exclude(let segment): "exclude @" + name(segment.value, true)
    case .excludeSuppressed: "exclude suppressed"
    case .split(let split):
      "split "
        + split.portions.map { "\(name($0.name.value)) \($0.percent.value)%" }
        .joined(separator: ", ") + (split.salt.map { " salt " + quoted($0.value) } ?? "")
    case .histogram(let histogram):
      "hist " + print(histogram.value) + (histogram.steps.map { " \($0.value)" } ?? "")
    case .profile: "profile"
    case .overlap(let names):
      "overlap " + names.map { "@" + name($0.value, true) }.joined(separator: ", ")
    case .scores(let isGrid): isGrid ? "rfm grid" : "rfm"
    case .explain: "explain"
    case .diff(.segment(let other)): "diff @" + name(other.value, true)
    case .diff(.asOf(let moment)): "diff asof " + print(moment)
    case .why(let id): "why " + quoted(id.value)
    case .rows(let rows): print(sheet: rows)
    case .save(let segment): "save as " + name(segment.value)
    case .freeze(let segment): "freeze as " + name(segment.value)
    case .tag(let isAdding, let tag): "tag \(isAdding ? "add" : "remove") \(quoted(tag.value))"
    case .coupon(let coupon): print(coupon)
    case .export(let export): print(export)
    case .malformed: ""
    }
  }

  private static func print(_ columns: [ColumnSyntax]) -> String {
    columns.map { column in
      let value = print(column.value)
      return column.alias.map { "\(value) as \(name($0.value))" } ?? value
    }.joined(separator: ", ")
  }

  private static func print(_ rank: RankSyntax) -> String {
    let amount = rank.amount.value + (rank.isPercent ? "%" : "")
    return "\(rank.isTop ? "top" : "bottom") \(amount) by \(print(rank.value))"
  }

  private static func print(_ sample: SampleSyntax) -> String {
    let amount = sample.amount.value + (sample.isPercent ? "%" : "")
    return "sample \(amount)" + (sample.salt.map { " salt " + quoted($0.value) } ?? "")
  }

  private static func print(_ key: SortKeySyntax) -> String {
    print(key.value) + (key.isDescending ? " desc" : "")
  }

  private static func print(_ coupon: CouponSyntax) -> String {
    var text = "coupon \(quoted(coupon.campaign.value)) value \(print(coupon.value))"
    if let minimum = coupon.minimum { text += " minimum \(minimum.value)" }
    switch coupon.expires {
    case .after(let duration): text += " expires +\(duration.value)"
    case .on(let date): text += " expires \(print(date))"
    case nil: break
    }
    return text
  }

  private static func print(_ export: ExportSyntax) -> String {
    var text = "export " + quoted(export.path.value)
    if let format = export.format { text += " as " + name(format.value) }
    if !export.columns.isEmpty { text += " columns " + print(export.columns) }
    if export.overwrites { text += " overwrite" }
    return text
  }
}
