import SegText

/// What was read where both a value and a condition may stand.
enum ItemSyntax {
  case value(ExpressionSyntax)
  case condition(ConditionSyntax)
}

extension Parser {
  /// Reads a condition.
  ///
  /// Grammar: `condition = disjunction`
  mutating func parseCondition() -> ConditionSyntax {
    condition(from: parseDisjunction())
  }

  /// Reads alternatives; in brackets they may turn out to be one value.
  ///
  /// Grammar: `disjunction = conjunction { "or" conjunction }`
  mutating func parseDisjunction() -> ItemSyntax {
    let start = token.range.lowerBound
    let first = parseConjunction(alternatives: nil)
    guard at(.or) else { return first }
    var conditions = [condition(from: first)]
    while take(.or) {
      let before = range(from: start)
      conditions.append(condition(from: parseConjunction(alternatives: before)))
    }
    return .condition(.any(conditions, range(from: start)))
  }

  /// Reads what must all hold; `alternatives` is what an unbracketed `or` joins to it.
  ///
  /// Grammar: `conjunction = negation { "and" negation }`
  private mutating func parseConjunction(alternatives: SourceRange?) -> ItemSyntax {
    let start = token.range.lowerBound
    let first = parseNegation()
    guard at(.and) else { return first }
    var conditions = [condition(from: first)]
    var lineStart: (place: SourceRange, earlier: SourceRange)?
    while at(.and) {
      if let alternatives, token.isFirstOnLine, lineStart == nil {
        lineStart = (token.range, SourceRange(alternatives.lowerBound, previousEnd))
      }
      advance()
      conditions.append(condition(from: parseNegation()))
    }
    let range = range(from: start)
    if let lineStart, !isPanicking {
      diagnostics.append(
        .ambiguousContinuation(
          at: lineStart.place, earlier: lineStart.earlier, conjunction: range, in: source))
    }
    return .condition(.all(conditions, range))
  }

  /// Reads a test, or the complement of what follows `not`.
  ///
  /// Grammar: `negation = "not" negation | test`
  private mutating func parseNegation() -> ItemSyntax {
    guard at(.not), peek().kind != .word(.in) else { return parseTest() }
    let start = token.range.lowerBound
    guard enter() else { return .condition(.malformed(range(from: start))) }
    advance()
    let operand = condition(from: parseNegation())
    leave()
    return .condition(.not(operand, range(from: start)))
  }

  /// Makes a condition of an item: a name alone asks for its truth, any other value is a mistake.
  mutating func condition(from item: ItemSyntax) -> ConditionSyntax {
    switch item {
    case .condition(let condition): return condition
    case .value(.name(let name)):
      lastTruth = name.range
      let question = TestSyntax.Question.truth(.name(name))
      return .test(TestSyntax(question: question, isNegated: false, range: name.range))
    case .value(let value):
      failAtValueAlone(value)
      return .malformed(value.range)
    }
  }
}
