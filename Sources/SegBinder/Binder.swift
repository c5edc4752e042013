package import SegModel
package import SegPlan
package import SegSyntax
package import SegText

/// Settles names and types: from what was written to what it means.
///
/// It reads no clock, file or store: all it knows is the catalog, the as-of date and the `let`s;
/// what files list is handed to it.
/// After an error the result is nil and the reason is in the bag; a malformed part binds to
/// nothing, silently, because the parser has spoken.
package struct Binder: Sendable {
  let catalog: Catalog
  let asOf: AsOf
  let readList: ListReader
  /// What files list, so that a statement sees each of them as it was once.
  var readLists: [ListSource: Result<Set<String>, ListProblem>] = [:]
  /// Whether the suppression list has to be known.
  package internal(set) var usesSuppressed = false
  /// What was first found wrong with a file; it decides how a run ends.
  package internal(set) var listProblem: ListProblem?
  /// By folded name; `let`s inside their meanings are expanded already.
  let definitions: [String: DefinitionSyntax]
  /// Saved segments being bound, outermost first, so that a cycle is found.
  var segmentStack: [FieldName] = []
  var bag = DiagnosticBag()
  var attributes: [UsedAttribute] = []
  var bounds: [DateBound] = []
  var presentOnly: [String] = []
  var literals: [UsedLiteral] = []
  /// Steps of the sequence being bound that its conditions may name.
  var namedSteps: NamedSteps?
  /// Bound segments, so that a chain of definitions is not bound over and over.
  var boundSegments: [FieldName: SelectionPlan] = [:]

  /// A binder for one statement; `definitions` are the `let`s so far, by folded name, and
  /// `readList` gives what `in file(...)` asks for.
  package init(
    catalog: Catalog, asOf: AsOf, definitions: [String: DefinitionSyntax] = [:],
    readList: @escaping ListReader = { _ in .failure(.refused("no files are read here")) }
  ) {
    self.readList = readList
    self.catalog = catalog
    self.asOf = asOf
    self.definitions = definitions
  }

  /// What a statement means; nil after an error.
  package mutating func bind(
    _ statement: StatementSyntax, into bag: inout DiagnosticBag
  ) -> BoundStatement? {
    attributes = []
    bounds = []
    presentOnly = []
    literals = []
    self.bag = DiagnosticBag()
    let result: BoundStatement?
    switch statement {
    case .malformed: result = nil
    case .pipeline(let pipeline): result = bind(pipeline).map(BoundStatement.pipeline)
    case .definition(let definition):
      result = bind(definition) ? .definition(name: definition.name.value) : nil
    case .asOf(let moment, _): result = bindAsOf(moment).map(BoundStatement.asOf)
    case .parameter(let parameter):
      result = bind(parameter) ? .parameter(name: parameter.name.value) : nil
    case .expectation(let expectation):
      result = bindExpectation(expectation).map(BoundStatement.expectation)
    }
    for diagnostic in self.bag.diagnostics { bag.report(diagnostic) }
    return self.bag.hasErrors ? nil : result
  }

  /// The type of a constant; nil when it is none.
  package mutating func constantType(
    of value: ExpressionSyntax, into bag: inout DiagnosticBag
  ) -> FieldType? {
    self.bag = DiagnosticBag()
    let bound = bindValue(value, in: .customer)
    for diagnostic in self.bag.diagnostics { bag.report(diagnostic) }
    guard case .constant(let constant)? = bound else { return nil }
    return constant.type
  }

  /// The moment that is meant; nil after an error.
  mutating func bindAsOf(_ moment: ExpressionSyntax) -> AsOf? {
    guard let expression = bindValue(moment, in: .customer) else { return nil }
    switch expression {
    case .constant(.date(let day)): return AsOf(day: day, zone: catalog.profile.zone)
    case .constant(.dateTime(let instant)):
      return AsOf(instant: instant, zone: catalog.profile.zone)
    default:
      bag.report(.expectedDate(moment.range, found: expression.type))
      return nil
    }
  }

  /// Whether a `let` holds up: its name is free and its meaning binds.
  private mutating func bind(_ definition: DefinitionSyntax) -> Bool {
    let name = FieldName(definition.name.value)
    if catalog.attribute(named: name) != nil || Metric(rawValue: name.folded) != nil
      || catalog.relations[name] != nil || name == "tags"
    {
      bag.report(.nameTaken(definition.name))
      return false
    }
    switch definition.meaning {
    case .condition(let condition): return bindCondition(condition, in: .customer) != nil
    case .expression(let expression): return bindValue(expression, in: .customer) != nil
    case .period(let period): return bindWindow(period) != nil
    case .list(let items, _):
      var types: Set<FieldType> = []
      for item in items {
        guard let value = bindValue(item, in: .customer) else { return false }
        types.insert(value.type)
      }
      guard types.count <= 1 else {
        bag.report(.mixedList(definition.range, types))
        return false
      }
      return true
    }
  }
}

/// Where a name is looked up.
enum Scope {
  case customer
  case rows(RelationDescription)

  /// Whether it is a row's.
  var isRows: Bool { if case .rows = self { true } else { false } }
}
