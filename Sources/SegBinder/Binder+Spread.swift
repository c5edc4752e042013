import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// `sample 10%` or `sample 500`, with its salt; nil after an error.
  mutating func bindSample(_ syntax: SampleSyntax) -> Narrowing? {
    let salt = syntax.salt?.value ?? Narrowing.usualSalt
    guard syntax.isPercent else {
      guard let count = Int(syntax.amount.value) else {
        bag.report(.numberTooLarge(syntax.amount))
        return nil
      }
      return .sample(.count(count), salt: salt)
    }
    guard let percent = bindNumber(syntax.amount, over: 1) else { return nil }
    guard percent > Fraction(0), percent <= Fraction(100) else {
      bag.report(.percentTooLarge(syntax.amount))
      return nil
    }
    return .sample(.percent(percent), salt: salt)
  }

  /// `hist value [N]`; moments are counted by their local days.
  mutating func bindHistogram(_ syntax: HistogramSyntax, in scope: Scope) -> Look? {
    guard var value = bindValue(syntax.value, in: scope) else { return nil }
    switch value.type {
    case .number, .money, .date: break
    case .dateTime: value = .localDay(value)
    case .text, .flag, .list:
      bag.report(.unevenHistogram(syntax.value, value.type))
      return nil
    }
    if let steps = syntax.steps, !(1...Histogram.mostSteps).contains(steps.value) {
      bag.report(.histogramSteps(steps))
      return nil
    }
    return .histogram(
      Histogram(value: value, steps: syntax.steps?.value ?? Histogram.usualSteps))
  }

  /// `overlap @a, @b, ...`; nil after an error.
  mutating func bindOverlap(_ names: [Located<String>]) -> Look? {
    let segments = names.compactMap { bindSegment($0) }
    return segments.count == names.count ? .overlap(segments) : nil
  }

  /// What customers are compared in: attributes of few values, tags and scores, but not what names
  /// one customer.
  func profiledColumns() -> [OutputColumn] {
    let naming: Set<FieldName> = ["customer_id", "email", "phone", "first_name", "last_name"]
    let columns = catalog.attributes.filter {
      ($0.type == .text || $0.type == .flag) && !naming.contains($0.name)
    }.map { OutputColumn(name: $0.name.description, expression: .attribute($0.name, $0.type)) }
    let scores = [Metric.recencyScore, .frequencyScore, .monetaryScore].map {
      OutputColumn(name: $0.rawValue, expression: .metric($0))
    }
    return columns + [OutputColumn(name: "tags", expression: .tags)] + scores
  }
}

extension Diagnostic {
  fileprivate static func unevenHistogram(
    _ value: ExpressionSyntax, _ type: FieldType
  ) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "expected a number, money or a date, found \(type.rawValue)",
      range: value.range, label: "`by \(SyntaxPrinter.print(value))` counts each value")
  }

  fileprivate static func histogramSteps(_ steps: Located<Int>) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected 1 to \(Histogram.mostSteps) steps",
      range: steps.range)
  }
}
