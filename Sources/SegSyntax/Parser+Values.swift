import SegText

extension Parser {
  /// Reads a value; `??` binds loosest.
  ///
  /// Grammar: `value = sum { "??" sum }`
  mutating func parseValue(_ description: String = "a value") -> ExpressionSyntax {
    let start = token.range.lowerBound
    return parseValue(startingWith: parseOperand(description), at: start)
  }

  /// Reads the rest of a value whose first operand has been read.
  mutating func parseValue(
    startingWith operand: ExpressionSyntax, at start: Int
  ) -> ExpressionSyntax {
    let first = parseSum(startingWith: operand, at: start)
    guard at(token: .coalesce) else { return first }
    var operands = [first]
    while take(token: .coalesce) {
      let start = token.range.lowerBound
      operands.append(parseSum(startingWith: parseOperand("a value after `??`"), at: start))
    }
    return .coalesce(operands, range(from: start))
  }

  /// Reads a chain of additions and subtractions.
  ///
  /// Grammar: `sum = product { ( "+" | "-" ) product }`
  private mutating func parseSum(
    startingWith operand: ExpressionSyntax, at start: Int
  ) -> ExpressionSyntax {
    let first = parseProduct(startingWith: operand, at: start)
    guard at(token: .plus) || at(token: .minus) else { return first }
    var steps: [ArithmeticSyntax.Step] = []
    while at(token: .plus) || at(token: .minus) {
      let sign: ArithmeticOperator = at(token: .plus) ? .add : .subtract
      let operation = Located(sign, at: token.range)
      advance()
      let start = token.range.lowerBound
      let operand = parseOperand("a value after `\(sign.rawValue)`")
      steps.append(
        ArithmeticSyntax.Step(
          operation: operation, operand: parseProduct(startingWith: operand, at: start)))
    }
    return .arithmetic(ArithmeticSyntax(first: first, steps: steps, range: range(from: start)))
  }

  /// Reads a chain of multiplications and divisions.
  ///
  /// Grammar: `product = operand { ( "*" | "/" ) operand }`
  private mutating func parseProduct(
    startingWith operand: ExpressionSyntax, at start: Int
  ) -> ExpressionSyntax {
    guard at(token: .times) || at(token: .divide) else { return operand }
    var steps: [ArithmeticSyntax.Step] = []
    while at(token: .times) || at(token: .divide) {
      let sign: ArithmeticOperator = at(token: .times) ? .multiply : .divide
      let operation = Located(sign, at: token.range)
      advance()
      let operand = parseOperand("a value after `\(sign.rawValue)`")
      steps.append(ArithmeticSyntax.Step(operation: operation, operand: operand))
    }
    return .arithmetic(ArithmeticSyntax(first: operand, steps: steps, range: range(from: start)))
  }

  /// Reads one operand.
  ///
  /// Grammar: `operand = "-" operand | "(" value ")" | literal | aggregate | name`
  private mutating func parseOperand(_ description: String) -> ExpressionSyntax {
    let start = token.range.lowerBound
    wantValue()
    switch kind {
    case .minus:
      return parseNegative()
    case .leftBracket:
      guard let opening = openBracket() else { return .malformed(range(from: start)) }
      let value = parseValue()
      closeBracket(opening)
      return value
    case .word(let keyword?) where peek().kind == .leftBracket:
      if let function = AggregateFunctionSyntax(rawValue: keyword.rawValue) {
        return parseAggregate(function)
      }
      return parseNameOrFail(description)
    case .badLiteral:
      let place = token.range
      advance()
      return .malformed(place)
    default:
      if let literal = parseLiteral() { return .literal(literal) }
      return parseNameOrFail(description)
    }
  }

  private mutating func parseNegative() -> ExpressionSyntax {
    let start = token.range.lowerBound
    guard enter() else { return .malformed(range(from: start)) }
    advance()
    let operand = parseOperand("a value after `-`")
    leave()
    return .negation(Located(operand, at: range(from: start)))
  }

  private mutating func wantValue() {
    guard kind == .end else { return }
    want(.value)
    for keyword in Keyword.aggregates + [.yes, .no, .today, .yesterday] { _ = at(keyword) }
  }

  private mutating func parseNameOrFail(_ description: String) -> ExpressionSyntax {
    guard kind.isName else {
      let place = place
      fail(expected: description, notes: notesForMissingValue())
      return .malformed(place)
    }
    let name = parseName()
    if at(token: .leftBracket), !token.isFirstOnLine { fail(.unknownFunction(name)) }
    return .name(name)
  }

  /// Reads a name, with an owner before a dot where there is one; a name stands at hand.
  ///
  /// Grammar: `name = [ NAME "." ] NAME`
  private mutating func parseName() -> NameSyntax {
    let first = takeName()
    guard take(token: .dot) else { return NameSyntax(name: first) }
    want(.column, of: first.value)
    let name = expectName("a name after `\(first.value).`")
    return NameSyntax(qualifier: first, name: name ?? Located("", at: .empty(at: previousEnd)))
  }

  private mutating func takeName() -> Located<String> {
    let name = Located(token.unquoted(in: source), at: token.range)
    advance()
    return name
  }

  /// Reads a constant, or nil when none begins here.
  ///
  /// Grammar: `literal = NUMBER | PERCENT | TEXT | "yes" | "no" | DATE | DATE_TIME | "today" |
  /// "yesterday" | DURATION [ "ago" | "from" "now" ] | PARAMETER`
  mutating func parseLiteral() -> LiteralSyntax? {
    guard kind.isLiteral, let literal = token.literal(in: source) else { return nil }
    advance()
    guard case .duration(let distance) = literal else { return literal }
    let isPast = take(.ago)
    guard isPast || take(.from) else { return literal }
    if !isPast { expect(.now, after: " after `from`") }
    let date = RelativeDateSyntax(distance: distance.value, isFuture: !isPast)
    return .relativeDate(Located(date, at: range(from: distance.range.lowerBound)))
  }

  /// Takes the comma and digits behind a number that was written with a decimal comma, and says so.
  mutating func takeDecimalComma(after value: ExpressionSyntax) {
    guard case .literal(.number(let whole)) = value, !whole.value.contains("."),
      at(token: .comma), token.range.lowerBound == whole.range.upperBound
    else { return }
    let digits = peek()
    guard digits.kind == .number, digits.range.lowerBound == token.range.upperBound else { return }
    let fraction = source.text(in: digits.range)
    advance()
    advance()
    diagnostics.append(
      .decimalComma(whole.value, fraction, at: whole.range.union(digits.range)))
  }
}

// MARK: - Aggregates and rows

extension Parser {
  /// Reads an aggregate over rows.
  ///
  /// Grammar: `aggregate = ( "count" | "sum" | "avg" | "min" | "max" ) "(" rows ")"`
  mutating func parseAggregate(_ function: AggregateFunctionSyntax) -> ExpressionSyntax {
    let keyword = Located(function, at: token.range)
    advance()
    guard let opening = openBracket() else {
      return .malformed(range(from: keyword.range.lowerBound))
    }
    let rows = parseRows()
    closeBracket(opening)
    let range = range(from: keyword.range.lowerBound)
    return .aggregate(AggregateSyntax(function: keyword, rows: rows, range: range))
  }

  /// Reads rows of a relation.
  ///
  /// Grammar: `rows = NAME [ "." NAME ] [ "in" period ] [ "where" condition ]`
  mutating func parseRows(hasColumn: Bool = true) -> RowsSyntax {
    let start = token.range.lowerBound
    want(.relation)
    let relation = expectName("a relation such as `orders`")
    var column: Located<String>?
    if hasColumn, take(token: .dot) {
      want(.column, of: relation?.value)
      column = expectName("a column after the dot")
    }
    var period: PeriodSyntax?
    if take(.in) { period = parsePeriod() }
    var condition: ConditionSyntax?
    relations.append(relation?.value ?? "")
    if take(.where) { condition = parseCondition() }
    relations.removeLast()
    return RowsSyntax(
      relation: relation ?? Located("", at: .empty(at: start)), column: column, period: period,
      condition: condition, range: range(from: start))
  }
}

// MARK: - Lists and text

extension Parser {
  /// Reads constants in brackets; the bracket stands at hand.
  ///
  /// Grammar: `list = "(" constant { "," constant } ")"`
  mutating func parseList() -> [ExpressionSyntax] {
    guard let opening = openBracket() else { return [] }
    var values = [parseConstant()]
    while take(token: .comma) { values.append(parseConstant()) }
    closeBracket(opening, expected: "`,` or `)`")
    return values
  }

  /// Reads one constant of a list.
  ///
  /// Grammar: `constant = [ "-" ] NUMBER | literal`
  mutating func parseConstant() -> ExpressionSyntax {
    let start = token.range.lowerBound
    want(.constant)
    if at(token: .badLiteral) {
      advance()
      return .malformed(range(from: start))
    }
    if take(token: .minus) {
      guard at(token: .number), let number = parseLiteral() else {
        fail(expected: "a number after `-`")
        return .malformed(range(from: start))
      }
      return .negation(Located(.literal(number), at: range(from: start)))
    }
    if let literal = parseLiteral() { return .literal(literal) }
    fail(expected: "a constant such as 'FR' or 200", fixIts: fixItsForText())
    return .malformed(range(from: start))
  }

  /// Takes a text, or reports what was expected.
  mutating func expectText(_ description: String) -> Located<String>? {
    guard at(token: .text) else {
      fail(expected: description, fixIts: fixItsForText())
      return nil
    }
    let text = Located(token.unquoted(in: source), at: token.range)
    advance()
    return text
  }

  /// Bytes before which bare text ends.
  private static let textEnds = Array(" \t\r\n,;|()'\"#".utf8)

  /// A way to make text of the name or number at hand.
  private func fixItsForText() -> [FixIt] {
    guard kind.isName || kind == .number, !endsStatement else { return [] }
    var range = token.range
    if token.kind != .quotedName {
      // A file's name or an address goes on behind the dot.
      while source.bytes.indices.contains(range.upperBound),
        !Self.textEnds.contains(source.bytes[range.upperBound])
      {
        range.upperBound += 1
      }
    }
    let bare = token.kind == .quotedName ? token.unquoted(in: source) : source.text(in: range)
    let text = SyntaxPrinter.quoted(bare)
    return [FixIt("replace with `\(text)`", range: range, replacement: text)]
  }
}
