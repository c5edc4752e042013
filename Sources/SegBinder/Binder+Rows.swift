import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// An aggregate over rows of a relation; nil after an error.
  mutating func bindAggregate(_ syntax: AggregateSyntax, in scope: Scope) -> Expression? {
    let function = syntax.function.value.planFunction
    guard let rows = syntax.rows else {
      bag.report(.bareCount(syntax.range))
      return nil
    }
    guard let (selection, relation) = bindRows(rows, in: scope) else { return nil }
    guard let column = rows.column else {
      guard function == .count else {
        bag.report(.aggregateNeedsColumn(syntax, relation))
        return nil
      }
      return .aggregate(Aggregate(function: .count, rows: selection, column: nil))
    }
    guard let field = relation.field(named: FieldName(column.value)) else {
      let described = relation.fields.map { ($0.name.description, $0.type.rawValue) }
      let nearest = NearestName.candidates(for: column.value, among: described.map(\.0).sorted())
      bag.report(
        .unknownColumn(
          column, of: relation.name,
          nearest: nearest.map { name in (name, described.first { $0.0 == name }?.1 ?? "") }))
      return nil
    }
    guard function.accepts(field.type) else {
      bag.report(.aggregateType(syntax.function, field, column.range))
      return nil
    }
    return .aggregate(
      Aggregate(
        function: function, rows: selection, column: .column(field.name, field.type)))
  }

  /// The rows that are meant, and their relation; nil after an error.
  mutating func bindRows(
    _ syntax: RowsSyntax, in scope: Scope
  ) -> (RowSelection, RelationDescription)? {
    guard let relation = catalog.relations[FieldName(syntax.relation.value)] else {
      bag.report(
        .unknownRelation(
          syntax.relation, nearest: nearestRelations(to: syntax.relation.value)))
      return nil
    }
    var selection = RowSelection(relation: relation.name, link: link(to: relation, from: scope))
    var isFine = true
    if let period = syntax.period {
      if relation.dateField == nil {
        bag.report(.undatedRelation(relation.name, period.range))
        isFine = false
      } else {
        selection.window = bindWindow(period)
        isFine = selection.window != nil
      }
    }
    // Rows inside rows see no steps of a sequence.
    let steps = namedSteps
    namedSteps = nil
    defer { namedSteps = steps }
    if let condition = syntax.condition {
      selection.condition = bindCondition(condition, in: .rows(relation))
      isFine = isFine && selection.condition != nil
    }
    return isFine ? (selection, relation) : nil
  }

  /// Inside an order its own lines are meant, everywhere else the customer's rows.
  private func link(to relation: RelationDescription, from scope: Scope) -> RowSelection.Link {
    guard case .rows(let outer) = scope, outer.name == "orders" || outer.name == "all_orders",
      relation.belongsToOrders
    else { return .customer }
    return .order
  }
}

extension AggregateFunctionSyntax {
  var planFunction: AggregateFunction {
    switch self {
    case .count: .count
    case .sum: .sum
    case .avg: .avg
    case .min: .min
    case .max: .max
    }
  }
}

extension AggregateFunction {
  /// Whether values of a type can be aggregated so.
  func accepts(_ type: FieldType) -> Bool {
    switch self {
    case .count: true
    case .sum, .avg: type == .number || type == .money
    case .min, .max: type == .number || type == .money || type == .date || type == .dateTime
    }
  }
}
