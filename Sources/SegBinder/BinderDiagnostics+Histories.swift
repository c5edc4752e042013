import SegModel
import SegSyntax
import SegText

/// Mistakes in conditions over time: one factory a mistake.
extension Diagnostic {
  static func stepsAreCompared(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "a value of an earlier step can only be compared",
      range: range, label: "as in `amount > 2 * a.amount`")
  }

  static func tooManyComparedSteps(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments,
      message: "at most \(Limits.comparedSteps) steps of a sequence can be compared with",
      range: range)
  }

  static func excludedStepNamed(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "`\(name.value)` names rows that are not there",
      range: name.range, label: "a step after `not` has no name")
  }

  static func badRegularity(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments,
      message: "expected a part of 1 to \(Limits.regularUnits) units, such as `5 of 6`",
      range: range)
  }

  static func hoursOfPause(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .badDuration, message: "a pause is measured in days or longer units", range: range,
      label: "d, w, mo, q or y")
  }
}
