import SegSyntax
import SegText

/// Conditions that are odd: one factory an oddity, all of them warnings.
extension Diagnostic {
  static func neverTrue(_ test: TestSyntax, reason: String?, isOfRows: Bool) -> Diagnostic {
    Diagnostic(
      .warning, code: .neverTrue,
      message: "\(quoted(.test(test))) holds for \(isOfRows ? "no row" : "nobody")",
      range: test.range, label: reason)
  }

  static func alwaysTrue(_ test: TestSyntax, reason: String?) -> Diagnostic {
    Diagnostic(
      .warning, code: .alwaysTrue, message: "\(quoted(.test(test))) always holds",
      range: test.range, label: reason)
  }

  static func excluding(_ operands: [ConditionSyntax], isOfRows: Bool) -> Diagnostic {
    Diagnostic(
      .warning, code: .neverTrue,
      message: "\(list(operands, "and")) exclude each other", range: union(operands),
      label: isOfRows ? "no row is left" : "nobody is left")
  }

  static func exhausting(_ operands: [ConditionSyntax], isOfRows: Bool) -> Diagnostic {
    Diagnostic(
      .warning, code: .alwaysTrue, message: "\(list(operands, "or")) always holds",
      range: union(operands), label: isOfRows ? "no row is left out" : "nobody is left out")
  }

  static func redundant(
    _ position: Int, because reason: Int, _ operands: [ConditionSyntax]
  ) -> Diagnostic {
    let range = operands[position].range
    let removed =
      position == 0
      ? SourceRange(range.lowerBound, operands[1].range.lowerBound)
      : SourceRange(operands[position - 1].range.upperBound, range.upperBound)
    return Diagnostic(
      .warning, code: .redundantCondition,
      message: "\(quoted(operands[position])) adds nothing to \(quoted(operands[reason]))",
      range: range,
      fixIts: [FixIt("remove \(quoted(operands[position]))", range: removed, replacement: "")])
  }

  private static func list(_ operands: [ConditionSyntax], _ word: String) -> String {
    operands.prefix(4).map { quoted($0) }.joined(separator: " \(word) ")
      + (operands.count > 4 ? " …" : "")
  }

  private static func union(_ operands: [ConditionSyntax]) -> SourceRange {
    let ranges = operands.map(\.range)
    return ranges.dropFirst().reduce(ranges[0]) { $0.union($1) }
  }

  private static func quoted(_ condition: ConditionSyntax) -> String {
    let text = SyntaxPrinter.print(condition)
    return text.count > 60 ? "`\(text.prefix(60))…`" : "`\(text)`"
  }
}
