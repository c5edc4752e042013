import SegModel
import SegPlan
import SegSyntax
import SegText

/// What a name turned out to be.
enum Resolution {
  case value(Expression)
  case definition(DefinitionSyntax)
}

extension Binder {
  /// Looks a name up: a column of the row, then an attribute of the customer, then a `let`.
  mutating func resolve(_ name: NameSyntax, in scope: Scope) -> Resolution? {
    if let qualifier = name.qualifier {
      return resolve(name.name, of: qualifier, in: scope).map(Resolution.value)
    }
    let fieldName = FieldName(name.name.value)
    if case .rows(let relation) = scope, let field = relation.field(named: fieldName) {
      return .value(.column(field.name, field.type))
    }
    if let expression = customerValue(fieldName, writtenAs: name.name.value) {
      return .value(expression)
    }
    if let definition = definitions[fieldName.folded] { return .definition(definition) }
    bag.report(unknownName(name.name, in: scope))
    return nil
  }

  /// The attribute or metric of a name, noted for the summary.
  mutating func customerValue(_ name: FieldName, writtenAs text: String) -> Expression? {
    let expression: Expression
    if name == "tags" {
      note(presentOnly: text)
      return .tags
    } else if let field = catalog.attribute(named: name) {
      expression = .attribute(field.name, field.type)
      note(presentOnly: text)
    } else if let metric = Metric(rawValue: name.folded) {
      expression = .metric(metric)
    } else {
      return nil
    }
    if segmentStack.isEmpty, !attributes.contains(where: { $0.expression == expression }) {
      attributes.append(UsedAttribute(name: name.description, expression: expression))
    }
    return expression
  }

  /// Notes what has no history.
  mutating func note(presentOnly name: String) {
    if segmentStack.isEmpty, !presentOnly.contains(name) { presentOnly.append(name) }
  }

  private mutating func resolve(
    _ name: Located<String>, of qualifier: Located<String>, in scope: Scope
  ) -> Expression? {
    if scope.isRows, let value = stepValue(qualifier, name) { return value }
    let owner = FieldName(qualifier.value)
    let fieldName = FieldName(name.value)
    if owner == "customer" {
      if let value = customerValue(fieldName, writtenAs: name.value) { return value }
      bag.report(unknownName(name, in: .customer))
      return nil
    }
    if case .rows(let relation) = scope {
      if owner == "order", relation.belongsToOrders, let orders = catalog.relations["all_orders"] {
        if let field = orders.field(named: fieldName) {
          return .orderColumn(field.name, field.type)
        }
        bag.report(unknownName(name, in: .rows(orders)))
        return nil
      }
      if owner == relation.name || owner.folded + "s" == relation.name.folded {
        if let field = relation.field(named: fieldName) { return .column(field.name, field.type) }
        bag.report(unknownName(name, in: .rows(relation)))
        return nil
      }
    }
    if let relation = catalog.relations[owner] {
      bag.report(.needsAggregate(qualifier, name, relation.field(named: fieldName)?.type))
    } else {
      bag.report(
        .unknownRelation(qualifier, nearest: nearestRelations(to: qualifier.value)))
    }
    return nil
  }

  /// Relations with a name like the given one.
  func nearestRelations(to name: String) -> [String] {
    NearestName.candidates(for: name, among: catalog.relations.keys.map(\.description).sorted())
  }

  private func unknownName(_ name: Located<String>, in scope: Scope) -> Diagnostic {
    var described: [String: String] = [:]
    for field in catalog.attributes { described[field.name.description] = field.type.rawValue }
    for metric in Metric.allCases { described[metric.rawValue] = metric.type.rawValue }
    described["tags"] = FieldType.list.rawValue
    for definition in definitions.values { described[definition.name.value] = "let" }
    if case .rows(let relation) = scope {
      for field in relation.fields { described[field.name.description] = field.type.rawValue }
    }
    let nearest = NearestName.candidates(for: name.value, among: described.keys.sorted())
    if catalog.relations[FieldName(name.value)] != nil {
      return .relationAsValue(name)
    }
    return .unknownName(name, nearest: nearest.map { ($0, described[$0] ?? "") })
  }
}
