import SegModel
import SegPlan
import SegSyntax
import SegText

/// Mistakes in aggregates and stages: one factory a mistake.
extension Diagnostic {
  static func bareCount(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected rows to count", range: range,
      label: "as in `count(orders)`")
  }

  static func aggregateNeedsColumn(_ syntax: AggregateSyntax, _ relation: RelationDescription)
    -> Diagnostic
  {
    let function = syntax.function.value.rawValue
    let example =
      relation.fields.first { syntax.function.value.planFunction.accepts($0.type) }
      .map { "`\(function)(\(relation.name).\($0.name))`" }
    return Diagnostic(
      code: .wrongArguments, message: "`\(function)` needs a column of `\(relation.name)`",
      range: syntax.range, label: example.map { "as in \($0)" })
  }

  static func aggregateType(
    _ function: Located<AggregateFunctionSyntax>, _ field: FieldDescription, _ range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch,
      message: "`\(function.value.rawValue)` does not apply to \(field.type.rawValue)",
      range: range)
  }

  static func statisticType(
    _ function: Located<AggregateFunctionSyntax>, _ type: FieldType, _ range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch,
      message: "`\(function.value.rawValue)` does not apply to \(type.rawValue)", range: range)
  }

  static func expectedStatistic(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected a statistic", range: range,
      label: "`count`, or an aggregate of an attribute: `sum(monetary)`, `median(aov)`")
  }

  static func undatedRelation(_ name: FieldName, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "the rows of `\(name)` have no date", range: range)
  }

  static func misplacedStage(_ range: SourceRange, after word: String) -> Diagnostic {
    let label =
      word == "by"
      ? "after `by` come `sort` and `limit`" : "`\(word)` ends a pipeline; put it last"
    return Diagnostic(
      code: .misplacedStage, message: "nothing can follow `\(word)` here", range: range,
      label: label)
  }

  static func customersOnly(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .misplacedStage, message: "this stage is for customers, and here are rows",
      range: range,
      label: "rows can be counted, shown, grouped (`by`), sorted and limited")
  }

  /// A name where a relation may stand, or else a stage or the beginning of a statement.
  static func unknownSheet(
    _ name: Located<String>, isStage: Bool, relations: [String]
  ) -> Diagnostic {
    Diagnostic(
      code: isStage ? .unknownStage : .unknownName,
      message: "`\(name.value)` is neither \(isStage ? "a stage" : "a statement") nor a relation",
      range: name.range,
      notes: (isStage ? ["stages: " + StageNames.all] : [])
        + ["relations: " + relations.sorted().joined(separator: " ")],
      fixIts: isStage
        ? StageNames.fixes(for: name, relations: relations)
        : StageNames.statementFixes(for: name, relations: relations))
  }

  static func rowStatistic(_ range: SourceRange, _ relation: FieldName) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "figures here are made of the rows of `\(relation)` at hand",
      range: range,
      label: "name a column of theirs; periods and conditions belong behind the relation")
  }

  static func sortAfterLimit(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .misplacedStage, message: "`sort` comes before `limit` among groups", range: range)
  }

  static func rankedType(_ range: SourceRange, _ type: FieldType) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "cannot rank by \(type.rawValue)", range: range)
  }

  static func percentTooLarge(_ digits: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected a percentage above 0 and up to 100",
      range: digits.range)
  }

  static func badTag(_ tag: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "a tag is a text without commas, not empty",
      range: tag.range)
  }

  static func emptyCampaign(_ range: SourceRange) -> Diagnostic {
    Diagnostic(code: .wrongArguments, message: "a campaign needs a name", range: range)
  }

  static func badWorth(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected `15%` or an amount such as `10`", range: range)
  }

  static func badAmount(_ digits: Located<String>, _ currency: Currency) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected an amount in \(currency.code) above 0",
      range: digits.range, label: "at most \(currency.digits) decimals")
  }

  static func expiredCoupon(_ range: SourceRange, _ day: CalendarDate) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "the coupon would expire on \(day), before the as-of date",
      range: range)
  }

  static func unknownFormat(_ name: Located<String>, _ formats: [String], _ nearest: String?)
    -> Diagnostic
  {
    let list = formats.map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      code: .wrongArguments, message: "cannot export as `\(name.value)`", range: name.range,
      label: "formats: \(list)" + (nearest.map { "; nearest: `\($0)`" } ?? ""))
  }

  static func columnTwice(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "two columns are called `\(name)`", range: range,
      label: "name one of them with `as`")
  }
}
