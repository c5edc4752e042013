import SegModel
import SegPlan

extension Predicate {
  /// About how many bytes its lists take, which may be read from a file and have many values.
  var listedBytes: Int {
    switch self {
    case .constant: 0
    case .all(let operands), .any(let operands), .atLeast(_, let operands):
      operands.reduce(0) { $0 + $1.listedBytes }
    case .not(let operand): operand.listedBytes
    case .compare(let a, _, let b), .compareText(let a, _, let b): a.listedBytes + b.listedBytes
    case .isOneOf(let value, let values):
      value.listedBytes + values.count * MemoryLayout<Value>.stride
    case .isOneOfTexts(let value, let texts):
      // A set has room for a third more than it holds; longer texts are blocks of their own.
      texts.reduce(value.listedBytes + texts.count * MemoryLayout<String>.stride * 4 / 3) {
        $0 + ($1.utf8.count > 15 ? $1.utf8.count + 32 : 0)
      }
    case .isFlag(let value, _), .text(let value, _, _), .has(let value, _), .within(let value, _),
      .isKnown(let value):
      value.listedBytes
    case .exists(let rows): rows.listedBytes
    case .inSegment(let segment): segment.listedBytes
    case .follows(let sequence): sequence.steps.reduce(0) { $0 + $1.rows.listedBytes }
    }
  }
}

extension RowSelection {
  /// About how many bytes the lists of its condition take.
  var listedBytes: Int { condition?.listedBytes ?? 0 }
}

extension SegmentReference {
  /// About how many bytes the lists of its definition take.
  var listedBytes: Int {
    guard case .saved(let plan) = body else { return 0 }
    let narrowing = plan.narrowing.flatMap(\.expressions)
    let source =
      switch plan.source {
      case .matching(let condition): condition.listedBytes
      case .set(let first, let steps):
        steps.reduce(first.listedBytes) { $0 + $1.segment.listedBytes }
      }
    return narrowing.reduce(source) { $0 + $1.listedBytes }
  }
}

extension Expression {
  /// About how many bytes the lists of conditions in it take.
  fileprivate var listedBytes: Int {
    switch self {
    case .constant, .attribute, .metric, .tags, .column, .orderColumn: 0
    case .negated(let operand), .shifted(let operand, _, _), .localDay(let operand):
      operand.listedBytes
    case .arithmetic(let arithmetic):
      arithmetic.steps.reduce(arithmetic.first.listedBytes) { $0 + $1.operand.listedBytes }
    case .coalesce(let operands): operands.reduce(0) { $0 + $1.listedBytes }
    case .aggregate(let aggregate): aggregate.rows.listedBytes
    case .call(let call): call.arguments.reduce(0) { $0 + $1.listedBytes }
    case .choice(let choice):
      choice.branches.reduce(choice.otherwise?.listedBytes ?? 0) {
        $0 + $1.condition.listedBytes + $1.value.listedBytes
      }
    case .standing(let standing): standing.value.listedBytes
    }
  }
}
