import SegModel
import SegPlan
import SegStore

extension Engine {
  /// Customers whose rows follow one another as a sequence says.
  func customers(fulfilling sequence: RowSequence) throws(EvaluationFailure) -> Bitmap {
    let search = try search(for: sequence)
    if let pair = SequencePair(search.steps, asOf) { return pair.customers() }
    let count = snapshot.customerCount
    let isInterrupted = context.isInterrupted
    let pieces = Parallel.map((count + Self.customersPerPiece - 1) / Self.customersPerPiece) {
      piece -> Result<[UInt64], EvaluationFailure> in
      if isInterrupted() { return .failure(.cancelled) }
      let first = piece * Self.customersPerPiece
      return search.words(first..<min(first + Self.customersPerPiece, count))
    }
    var words: [UInt64] = []
    for piece in pieces { words += try piece.get() }
    return Bitmap(count: count, words: words)
  }

  /// The rows of each step, ready to be searched.
  func search(for sequence: RowSequence) throws(EvaluationFailure) -> SequenceSearch {
    var steps: [StepRows] = []
    for position in sequence.steps.indices {
      steps.append(try stepRows(sequence, position))
    }
    try poll()
    if steps.contains(where: \.isDecidedByTheSecond) { noteTheSecond() }
    let clock = StepClock(zone: snapshot.profile.zone, asOf: asOf)
    return SequenceSearch(steps: steps, clock: clock)
  }

  /// Whole words of a bitmap, and few enough that an interrupt is noticed.
  private static let customersPerPiece = 1 << 12

  private func stepRows(
    _ sequence: RowSequence, _ position: Int
  ) throws(EvaluationFailure) -> StepRows {
    let step = sequence.steps[position]
    guard let relation = relation(step.rows.relation), let days = relation.days else {
      return StepRows(
        owners: RowOwners(offsets: []), mask: Bitmap(count: 0), days: IntegerColumn([]),
        instants: nil,
        relation: step.rows.relation, isExcluded: step.isExcluded, span: step.span, test: nil)
    }
    let count = relation.table.rowCount
    let meant = Bitmap.both(try rowMask(step.rows), days.validity)
    var test: StepTest?
    if let comparisons = step.comparisons {
      test = try stepTest(comparisons, sequence, position)
    }
    return StepRows(
      owners: relation.customers, mask: meant ?? Bitmap(count: count, repeating: true),
      days: days, instants: instants(of: relation), relation: relation.name,
      isExcluded: step.isExcluded, span: step.span, test: test)
  }

  private func instants(of relation: Relation) -> IntegerColumn? {
    guard let name = relation.dateField, let (field, column) = relation.table.column(name),
      field.type == .dateTime, case .integers(let stored) = column
    else { return nil }
    return stored
  }
}
