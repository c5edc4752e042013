import SegModel
import SegSyntax
import SegText

extension ConditionSyntax {
  /// What has to hold together: the operands of the outermost `and`.
  var clauses: [ConditionSyntax] {
    if case .all(let operands, _) = self { operands } else { [self] }
  }

  /// Whether a value outside of further rows belongs to one of some owners, given folded.
  func names(anyOf owners: some Collection<String>) -> Bool {
    guard !owners.isEmpty else { return false }
    switch self {
    case .malformed: return false
    case .all(let operands, _), .any(let operands, _):
      return operands.contains { $0.names(anyOf: owners) }
    case .not(let operand, _): return operand.names(anyOf: owners)
    case .test(let test): return test.values.contains { $0.names(anyOf: owners) }
    }
  }
}

extension TestSyntax {
  /// The values that it looks at, those of further rows left out.
  fileprivate var values: [ExpressionSyntax] {
    switch question {
    case .comparison(let left, _, let right): [left, right]
    case .between(let value, let low, let high): [value, low, high]
    case .membership(let value, _), .period(let value, _), .file(let value, _),
      .text(let value, _, _), .has(let value, _), .known(let value), .truth(let value):
      [value]
    case .segment, .exists, .sequence, .habit: []
    }
  }
}

extension ExpressionSyntax {
  fileprivate func names(anyOf owners: some Collection<String>) -> Bool {
    switch self {
    case .name(let name):
      name.qualifier.map { owners.contains(FieldName($0.value).folded) } ?? false
    case .negation(let operand): operand.value.names(anyOf: owners)
    case .arithmetic(let arithmetic):
      arithmetic.first.names(anyOf: owners)
        || arithmetic.steps.contains { $0.operand.names(anyOf: owners) }
    case .coalesce(let operands, _): operands.contains { $0.names(anyOf: owners) }
    case .call(let call): call.arguments.contains { $0.names(anyOf: owners) }
    case .choice(let choice):
      choice.otherwise?.names(anyOf: owners) ?? false
        || choice.branches.contains {
          $0.condition.names(anyOf: owners) || $0.value.names(anyOf: owners)
        }
    case .literal, .aggregate, .rank, .malformed: false
    }
  }
}
