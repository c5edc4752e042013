import SegEngine
import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace

/// What a bare segment says about itself.
struct Summary {
  let count: Int
  /// Customers that exist at the as-of date.
  let total: Int
  /// Customers for whom some name that was used is unknown.
  let unknown: Int
  /// The same name by name, those above 0.
  let unknownByName: [(name: String, count: Int)]

  init(
    _ selection: Selection, _ pipeline: BoundPipeline, _ engine: Engine
  ) throws(EvaluationFailure) {
    count = selection.count
    total = try engine.customerCount()
    unknown = try engine.unknownCount(ofAny: pipeline.attributes.map(\.expression))
    var byName: [(name: String, count: Int)] = []
    for attribute in pipeline.attributes {
      let count = try engine.unknownCount(attribute.expression)
      if count > 0 { byName.append((attribute.name, count)) }
    }
    unknownByName = byName
  }

  /// Count over total, exactly; nil for a store without customers.
  var share: Fraction? { Fraction(Int128(count), over: Int128(total)) }

  /// One row: `count total share asof unknown`.
  func table(asOf: AsOf) -> ResultTable {
    ResultTable(columns: [
      .init(name: "count", type: .number, values: [.number(Fraction(count))]),
      .init(name: "total", type: .number, values: [.number(Fraction(total))]),
      .init(name: "share", type: .number, values: [share.map { .number($0) } ?? .unknown]),
      .init(name: "asof", type: .date, values: [.date(asOf.day)]),
      .init(name: "unknown", type: .number, values: [.number(Fraction(unknown))]),
    ])
  }
}

extension Session {
  /// The summary, and for somebody at a terminal the first customers.
  func showSummary(
    _ selection: Selection, _ pipeline: BoundPipeline, _ engine: Engine, began: Double
  ) throws(StatementFailure) {
    let summary = try evaluating { () throws(EvaluationFailure) in
      try Summary(selection, pipeline, engine)
    }
    let columns = try consulting { () throws(WorkspaceFailure) in
      previewColumns(try catalog())
    }
    let preview = Preview(rows: selection.rows, columns: columns, asOf: engine.asOf)
    lastResult = LastResult(table: nil, preview: preview)
    guard options.format.isForPeople else {
      try print(summary.table(asOf: engine.asOf))
      describePast(pipeline)
      return
    }
    try print(text(of: summary, pipeline, engine))
    try show(preview, engine, began: began)
  }

  /// For somebody at a terminal, the first lines of what a summary is about.
  func show(_ preview: Preview, _ engine: Engine, began: Double) throws(StatementFailure) {
    guard console.isTerminal, !preview.rows.isEmpty else { return }
    let shown = Array(preview.rows.prefix(Limits.previewRows))
    let table = try evaluating { () throws(EvaluationFailure) in
      try engine.table(preview.columns, rows: shown, of: preview.relation)
        .withScoresApart(preview.columns, profile.scoreScale)
    }
    try print(table, as: options.format == .vertical ? .vertical : .compact)
    let footer =
      shown.count < preview.rows.count
      ? "showing \(shown.count) of \(HumanText.count(preview.rows.count)) · .last for all · " : ""
    reporter.say(footer + Self.elapsed(world.uptime() - began))
  }

  private func text(of summary: Summary, _ pipeline: BoundPipeline, _ engine: Engine) -> String {
    var facts = [
      "\(HumanText.count(summary.count)) customer\(summary.count == 1 ? "" : "s")"
    ]
    if let share = summary.share?.multiplied(by: Fraction(100)) {
      facts.append(
        "\(share.decimalText(decimals: 1)) % of \(HumanText.count(summary.total))")
    }
    facts.append("as of \(engine.asOf.day)")
    facts += pipeline.bounds.map(Self.describe)
    if pipeline.attributes.contains(where: { $0.expression.isMoneyMetric }) {
      facts.append("orders: \(profile.revenuePolicy.name)")
    }
    facts += summary.unknownByName.map {
      "\(DisplayText.escaped($0.name)) unknown for \(HumanText.count($0.count))"
    }
    var lines = [facts.joined(separator: " · ")]
    lines += pastNotes(pipeline)
    return lines.joined(separator: "\n") + "\n"
  }

  /// A relative date with the absolute days that it came to.
  static func describe(_ bound: DateBound) -> String {
    switch bound.window {
    case .days(let from?, let through?) where from == through: "\(bound.text) = \(from)"
    case .days(let from?, let through?): "\(bound.text) = \(from) to \(through)"
    case .days(let from?, nil): "\(bound.text) = from \(from)"
    case .days(nil, let through?): "\(bound.text) = to \(through)"
    case .days(nil, nil), .instants: bound.text
    }
  }

  func describePast(_ pipeline: BoundPipeline) {
    for note in pastNotes(pipeline) { reporter.say(note) }
  }

  /// What is today's although a past date was asked for.
  func pastNotes(_ pipeline: BoundPipeline) -> [String] {
    let today = baseDay()
    var day = pipeline.asOf.day
    if case .diff(let plan)? = pipeline.look { day = min(day, plan.asOf.day) }
    guard day < today, !pipeline.usesPresentOnly.isEmpty else { return [] }
    let names = pipeline.usesPresentOnly.map(DisplayText.escaped).joined(separator: ", ")
    return ["\(names): today's values, they have no history"]
  }

  /// The day that counts as the present.
  private func baseDay() -> CalendarDate {
    if case .day(let day) = options.present { return day }
    return profile.zone.day(of: world.now())
  }
}

extension Expression {
  /// Whether it shows what the revenue policy counts.
  fileprivate var isMoneyMetric: Bool {
    guard case .metric(let metric) = self else { return false }
    switch metric {
    case .monetary, .aov, .monetaryScore, .rfm: return true
    default: return false
    }
  }
}
