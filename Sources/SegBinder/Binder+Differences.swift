import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// What a selection is compared with; nil after an error.
  mutating func bindDifference(
    _ syntax: DiffSyntax, _ source: SourceSyntax, _ narrowing: [StageSyntax], _ range: SourceRange
  ) -> DiffPlan? {
    switch syntax {
    case .segment(let name):
      let here = bindOutline(source, narrowing, range)
      guard bindSegment(name) != nil, let here else { return nil }
      let set = SetSyntax(first: name, steps: [], range: name.range)
      return bindOutline(.set(set), [], range).map {
        DiffPlan(
          here: here.opened, there: $0.opened, asOf: asOf, other: SyntaxPrinter.print(.set(set)))
      }
    case .asOf(let moment):
      let here = bindOutline(source, narrowing, range)
      guard let other = bindAsOf(moment), let here else { return nil }
      var binder = Binder(
        catalog: catalog, asOf: other, definitions: definitions, readList: readList)
      binder.readLists = readLists
      // What is fine at one date may be upside down at another.
      let plain = PipelineSyntax(source: source, stages: narrowing, range: range)
      guard binder.bind(plain) != nil, let there = binder.bindOutline(source, narrowing, range)
      else {
        let cause = binder.bag.diagnostics.first { $0.severity == .error }
        bag.report(.brokenAtOtherDate(moment.range, other.day, cause))
        return nil
      }
      return DiffPlan(
        here: here.opened, there: there.opened, asOf: other,
        other: "asof \(SyntaxPrinter.print(moment))")
    }
  }
}

extension Diagnostic {
  fileprivate static func brokenAtOtherDate(
    _ range: SourceRange, _ day: CalendarDate, _ cause: Diagnostic?
  ) -> Diagnostic {
    Diagnostic(
      code: cause?.code ?? .wrongArguments,
      message: "the selection means nothing as of \(day)", range: range, label: cause?.message)
  }
}
