import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// What a value means and its type; nil after an error.
  mutating func bindValue(_ syntax: ExpressionSyntax, in scope: Scope) -> Expression? {
    switch syntax {
    case .malformed: return nil
    case .literal(let literal): return bindLiteral(literal).map(Expression.constant)
    case .name(let name): return bindName(name, in: scope)
    case .negation(let operand): return bindNegation(operand, in: scope)
    case .arithmetic(let arithmetic): return bindArithmetic(arithmetic, in: scope)
    case .coalesce(let operands, let range): return bindCoalesce(operands, range, in: scope)
    case .aggregate(let aggregate): return bindAggregate(aggregate, in: scope)
    case .call(let call): return bindCall(call, in: scope)
    case .rank(let rank): return bindRank(rank)
    case .choice(let choice): return bindChoice(choice, in: scope)
    }
  }

  private mutating func bindName(_ name: NameSyntax, in scope: Scope) -> Expression? {
    switch resolve(name, in: scope) {
    case nil: return nil
    case .value(let expression): return expression
    case .definition(let definition):
      guard case .expression(let meaning) = definition.meaning else {
        bag.report(.definitionIsNoValue(name.name, definition))
        return nil
      }
      return within(definition, usedAt: name.range) { $0.bindValue(meaning, in: .customer) }
    }
  }

  /// Binds text from elsewhere; what goes wrong there is reported once, at the place of use.
  mutating func within<Result>(
    _ definition: DefinitionSyntax, usedAt range: SourceRange,
    _ body: (inout Binder) -> Result?
  ) -> Result? {
    let outer = bag
    bag = DiagnosticBag()
    let result = body(&self)
    let inner = bag
    bag = outer
    if let first = inner.diagnostics.first(where: { $0.severity == .error }) {
      bag.report(.definitionBroken(definition.name.value, first, range))
      return nil
    }
    return result
  }

  private mutating func bindNegation(
    _ operand: Located<ExpressionSyntax>, in scope: Scope
  ) -> Expression? {
    guard let value = bindValue(operand.value, in: scope) else { return nil }
    switch value {
    case .constant(.number(let number)): return .constant(.number(number.negated))
    case .constant(.money(let money)): return .constant(.money(money.negated))
    default: break
    }
    guard value.type == .number || value.type == .money else {
      bag.report(.wrongOperand("-", value.type, operand.value.range))
      return nil
    }
    return .negated(value)
  }

  private mutating func bindArithmetic(
    _ syntax: ArithmeticSyntax, in scope: Scope
  ) -> Expression? {
    guard var result = bindOperand(syntax.first, in: scope) else { return nil }
    var isFine = true
    for step in syntax.steps {
      guard let operand = bindOperand(step.operand, in: scope) else {
        isFine = false
        continue
      }
      guard let combined = combine(result, step.operation, operand) else {
        isFine = false
        continue
      }
      result = combined
    }
    guard isFine else { return nil }
    if case .duration(let operand) = result {
      bag.report(.strayDuration(syntax.range, operand))
      return nil
    }
    return result.expression
  }

  private mutating func bindCoalesce(
    _ syntax: [ExpressionSyntax], _ range: SourceRange, in scope: Scope
  ) -> Expression? {
    var operands: [Expression] = []
    for operand in syntax {
      guard let value = bindValue(operand, in: scope) else { return nil }
      operands.append(value)
    }
    let wanted = operands.first { !$0.isConstant }?.type ?? operands[0].type
    operands = operands.map { adapt($0, to: wanted) }
    for (operand, place) in zip(operands, syntax) where operand.type != wanted {
      bag.report(.typeMismatch(wanted, operand.type, place.range))
      return nil
    }
    guard wanted != .list else {
      bag.report(.wrongOperand("??", .list, range))
      return nil
    }
    return operands.count == 1 ? operands[0] : .coalesce(operands)
  }

  /// A number literal as money where money is wanted; anything else as it is.
  func adapt(_ expression: Expression, to type: FieldType) -> Expression {
    guard type == .money, case .constant(.number(let number)) = expression,
      let minor = number.multiplied(by: Fraction(catalog.profile.currency.minorUnitsPerMajor)),
      Int64(exactly: minor.numerator) != nil
    else { return expression }
    return .constant(.money(minor))
  }
}

extension Expression {
  /// Whether it is a literal or made of literals alone.
  var isConstant: Bool { if case .constant = self { true } else { false } }
}
