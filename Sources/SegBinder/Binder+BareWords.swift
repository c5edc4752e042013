import SegModel
import SegPlan
import SegSyntax
import SegText

/// Words that are no names here, and what was probably meant by them.
extension Binder {
  /// Reports `= null`, `= true` and `= FR`; false when the right side is none of those.
  mutating func failAtBareWord(
    _ left: ExpressionSyntax, _ value: Expression?, _ comparison: Located<ComparisonOperator>,
    _ right: ExpressionSyntax, in scope: Scope
  ) -> Bool {
    guard case .name(let name) = right, name.qualifier == nil else { return false }
    let before = self
    let isName = resolve(name, in: scope) != nil
    self = before
    guard !isName else { return false }
    let word = name.name
    let isEquality = comparison.value == .equal || comparison.value == .notEqual
    if isEquality,
      ["null", "unknown", "nil", "none", "na", "nan"].contains(word.value.lowercased())
    {
      bag.report(.comparedWithUnknown(word, comparison, left))
      return true
    }
    guard let type = value?.type else { return false }
    if type == .flag, let flag = ["true": "yes", "false": "no"][word.value.lowercased()] {
      bag.report(.foreignFlag(word, flag))
      return true
    }
    guard type == .text else { return false }
    bag.report(.bareText(word))
    return true
  }
}

extension Diagnostic {
  fileprivate static func comparedWithUnknown(
    _ word: Located<String>, _ comparison: Located<ComparisonOperator>, _ left: ExpressionSyntax
  ) -> Diagnostic {
    let ours = comparison.value == .equal ? "is unknown" : "is known"
    let range = comparison.range.union(word.range)
    return Diagnostic(
      code: .unknownName, message: "nothing is equal to `\(word.value)`", range: range,
      label: "ask `\(SyntaxPrinter.print(left)) \(ours)`",
      fixIts: [FixIt("replace with `\(ours)`", range: range, replacement: ours)])
  }

  fileprivate static func foreignFlag(_ word: Located<String>, _ ours: String) -> Diagnostic {
    Diagnostic(
      code: .unknownName, message: "`\(word.value)` is written `\(ours)` here", range: word.range,
      fixIts: [FixIt("replace with `\(ours)`", range: word.range, replacement: ours)])
  }

  fileprivate static func bareText(_ word: Located<String>) -> Diagnostic {
    let text = SyntaxPrinter.quoted(word.value)
    return Diagnostic(
      code: .unknownName, message: "`\(word.value)` is not an attribute", range: word.range,
      label: "text is written in single quotes",
      fixIts: [FixIt("replace with `\(text)`", range: word.range, replacement: text)])
  }
}
