package import SegText

/// Recognises what is typed at the prompt to go on from the last segment.
package enum PromptContinuation {
  /// The sign or word that goes on.
  package enum Joint: Sendable { case pipe, and, or }

  /// How a source goes on from the last segment.
  package struct Start: Sendable {
    package var joint: Joint
    /// Where the sign or word stands.
    package var range: SourceRange
  }

  /// How a source goes on from the last segment, or nil when it begins a statement of its own.
  package static func start(of source: SourceText) -> Start? {
    var lexer = Lexer(source)
    let token = lexer.next()
    switch token.kind {
    case .pipe: return Start(joint: .pipe, range: token.range)
    case .word(.and): return Start(joint: .and, range: token.range)
    case .word(.or): return Start(joint: .or, range: token.range)
    default: return nil
    }
  }

  /// The text of the statement that `source` goes on to from `last`; nil when it begins a statement
  /// of its own.
  ///
  /// `| ...` adds stages to the source of `last`, `and ...` and `or ...` go on from its condition,
  /// put in brackets. A set of saved segments becomes a condition first.
  package static func composed(_ source: SourceText, after last: SourceSyntax) -> String? {
    guard let start = start(of: source) else { return nil }
    let typed = source.text(in: SourceRange(start.range.lowerBound, source.bytes.count))
    guard start.joint != .pipe else { return "\(SyntaxPrinter.print(last)) \(typed)" }
    switch last {
    case .segment(let condition?, _):
      return "segment where (\(SyntaxPrinter.print(condition))) \(typed)"
    case .segment(nil, _):
      // Everybody and P are those of P; everybody or P are everybody.
      let rest = source.text(in: SourceRange(start.range.upperBound, source.bytes.count))
      return start.joint == .and ? "segment where\(rest)" : "segment" + stages(in: source)
    case .rows(let rows):
      // Like a segment: what was asked of the rows is asked in brackets.
      guard let condition = rows.condition else {
        let rest = source.text(in: SourceRange(start.range.upperBound, source.bytes.count))
        let sheet = SyntaxPrinter.print(last)
        return start.joint == .and ? "\(sheet) where\(rest)" : sheet + stages(in: source)
      }
      var bare = rows
      bare.condition = nil
      let sheet = SyntaxPrinter.print(sheet: bare)
      return "\(sheet) where (\(SyntaxPrinter.print(condition))) \(typed)"
    case .set(let set):
      return "segment where (\(SyntaxPrinter.print(condition(of: set)))) \(typed)"
    }
  }

  /// The stages of what was typed, with their `|`, or nothing.
  private static func stages(in source: SourceText) -> String {
    var lexer = Lexer(source)
    while true {
      let token = lexer.next()
      if token.kind == .end { return "" }
      if token.kind == .pipe {
        return " " + source.text(in: SourceRange(token.range.lowerBound, source.bytes.count))
      }
    }
  }

  /// The condition that holds for the customers of a set.
  package static func condition(of set: SetSyntax) -> ConditionSyntax {
    func membership(_ name: Located<String>, isNegated: Bool) -> ConditionSyntax {
      .test(TestSyntax(question: .segment(name), isNegated: isNegated, range: name.range))
    }
    var condition = membership(set.first, isNegated: false)
    for step in set.steps {
      let member = membership(step.name, isNegated: step.operation.value == .minus)
      let range = set.range
      switch (step.operation.value, condition) {
      case (.union, .any(let conditions, _)): condition = .any(conditions + [member], range)
      case (.union, _): condition = .any([condition, member], range)
      case (_, .all(let conditions, _)): condition = .all(conditions + [member], range)
      case (_, _): condition = .all([condition, member], range)
      }
    }
    return condition
  }
}
