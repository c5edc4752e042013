import SegText

/// Writes syntax as canonical text: one line, lower-case keywords, no bracket that is not needed.
///
/// What it writes parses to the same meaning, and printing that again gives the same text.
package enum SyntaxPrinter {
  /// A statement.
  package static func print(_ statement: StatementSyntax) -> String {
    switch statement {
    case .pipeline(let pipeline): print(pipeline)
    case .definition(let definition):
      "let \(name(definition.name.value)) = \(print(definition.meaning))"
    case .asOf(let date, _): "asof \(print(date))"
    case .parameter(let parameter):
      "param \(name(parameter.name.value)) = \(print(parameter.value))"
    case .expectation(let expectation): "expect \(print(expectation.claim))"
    case .malformed: ""
    }
  }

  /// A source with its stages.
  package static func print(_ pipeline: PipelineSyntax) -> String {
    ([print(pipeline.source)] + pipeline.stages.map { print($0) }).joined(separator: " | ")
  }

  /// A source without stages.
  package static func print(_ source: SourceSyntax) -> String {
    switch source {
    case .segment(nil, _): return "segment"
    case .segment(let condition?, _): return "segment where \(print(condition))"
    case .rows(let rows): return print(sheet: rows)
    case .set(let set):
      let steps = set.steps.map { " \($0.operation.value.rawValue) @\(name($0.name.value, true))" }
      return "@\(name(set.first.value, true))" + steps.joined()
    }
  }

  private static func print(_ meaning: DefinitionSyntax.Meaning) -> String {
    switch meaning {
    case .expression(let expression): print(expression)
    case .condition(let condition): print(condition)
    case .period(let period): print(period)
    case .list(let values, _): list(values)
    }
  }

  static func list(_ values: [ExpressionSyntax]) -> String {
    "(" + values.map { print($0) }.joined(separator: ", ") + ")"
  }
}

// MARK: - Names and text

extension SyntaxPrinter {
  /// A name, in double quotes where it needs them; behind `@` keywords need none.
  package static func name(_ name: String, _ isSegment: Bool = false) -> String {
    let source = SourceText(name: "", text: isSegment ? "@" + name : name)
    var lexer = Lexer(source)
    let token = lexer.next()
    let isWhole = token.range.length == source.bytes.count && lexer.problems.isEmpty
    let isBare = isSegment ? token.kind == .segmentName : token.kind.isName
    let isPlain = isWhole && isBare && !name.hasPrefix("\"")
    return isPlain ? name : quotedName(name)
  }

  /// A name in double quotes, those inside doubled.
  package static func quotedName(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  /// Text in single quotes, those inside doubled.
  package static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      + "'"
  }
}
