import SegModel
import SegPlan
import SegSyntax
import SegText

/// Mistakes in functions and choices: one factory a mistake.
extension Diagnostic {
  static func argumentCount(_ call: CallSyntax) -> Diagnostic {
    let counts = call.function.value.argumentCounts
    let wanted =
      switch (counts.lowerBound, counts.upperBound) {
      case (1, 1): "1 argument"
      case (1, 2): "1 or 2 arguments"
      default: "\(counts.lowerBound) arguments"
      }
    return Diagnostic(
      code: .wrongArguments,
      message: "`\(call.function.value.rawValue)` expects \(wanted), found \(call.arguments.count)",
      range: call.range, label: "as in `\(call.function.value.example)`")
  }

  static func argumentType(
    _ function: Located<FunctionSyntax>, _ wanted: String, _ found: FieldType, _ range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch,
      message: "`\(function.value.rawValue)` expects \(wanted), found \(found.rawValue)",
      range: range, label: "as in `\(function.value.example)`")
  }

  static func expectedWhole(
    _ function: Located<FunctionSyntax>, _ wanted: ClosedRange<Int>, _ range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments,
      message: "expected a whole number from \(wanted.lowerBound) to \(wanted.upperBound)",
      range: range, label: "as in `\(function.value.example)`")
  }

  static func expectedPercentile(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected a number from 0 to 100", range: range,
      label: "as in `\(FunctionSyntax.percentile.example)`")
  }

  static func expectedPlace(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected a whole number from 1 to 1000000", range: range,
      label: "as in `nth(orders.order_date, 2)`")
  }

  static func unrankedType(_ type: FieldType, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch,
      message: "expected a number, an amount or a date, found \(type.rawValue)",
      range: range)
  }

  static func choiceType(
    _ wanted: FieldType, _ found: FieldType, _ range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch,
      message: wanted == .list
        ? "`case` does not give a list"
        : "the values of a `case` are of one type: expected \(wanted.rawValue), "
          + "found \(found.rawValue)",
      range: range)
  }

  static func untimedStatistic(
    _ function: Located<AggregateFunctionSyntax>, _ range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments,
      message: "`\(function.value.rawValue)` needs rows in the order of time, found customers",
      range: range, label: "as in `\(function.value.rawValue)(orders.amount)`")
  }
}
