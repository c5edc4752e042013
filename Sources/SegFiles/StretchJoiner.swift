import SegStore

/// Puts the stretches of a file together in their order.
///
/// Stretches may have been read from a guessed beginning; one whose guess was wrong is read again
/// here, from where the one before it ended.
final class StretchJoiner {
  /// Sum of what the stretches tallied; nil when none did.
  private(set) var tally: SurveyTally?
  private(set) var rowsRead = 0
  /// Bytes that stood for no character.
  private(set) var undecodable = 0
  /// Whether a text cell that is not a key was `""`.
  private(set) var hasQuotedEmpty = false
  /// Where in the file the next stretch begins.
  private(set) var position: Int
  /// Why the joining stopped.
  private(set) var failure: FileFailure?
  /// Whether the sum of the tallies is not what one tally of the whole would be.
  private(set) var isInexact = false
  private let terms: ReadingTerms
  private let bounds: [StretchBounds]
  private let log: RejectLog
  /// Rows of the file where they were counted before; more rejects than they allow stop the load.
  private let total: Int?
  private var columns: [(any ColumnJoin)?]
  private var lines = LineNumbers()
  private var linesBefore: UInt32 = 0
  private var exclusion = OrderGate.Exclusion()

  init(_ terms: ReadingTerms, _ bounds: [StretchBounds], log: RejectLog, total: Int?) {
    self.terms = terms
    self.bounds = bounds
    self.log = log
    self.total = total
    position = terms.sniffed.offset
    columns = terms.plans.indices.map { index in
      switch terms.plans[index].kind {
      case .skipped: nil
      case .text: terms.plainColumns.contains(index) ? PlainTextJoin() : CodedTextJoin()
      case .flag: FlagJoin()
      case .list: ListJoin()
      case .number, .money, .date, .dateTime: IntegerJoin()
      }
    }
  }

  /// Takes the stretch that comes next; false when there is no use in going on.
  func take(_ read: Stretch, index: Int) -> Bool {
    var stretch = read
    if index > 0, stretch.start != position || !exclusion.order.isEmpty {
      var exact = bounds[index]
      exact.offset = position
      exact.isGuess = false
      exact.exclusion = exclusion
      stretch = StretchReader(terms, exact).read { _, _ in true }
    }
    do throws(FileFailure) {
      if let failure = stretch.failure { throw failure }
      try add(stretch, index)
    } catch {
      failure = error
      return false
    }
    return !isInexact
  }

  private func add(_ stretch: Stretch, _ index: Int) throws(FileFailure) {
    position = stretch.end
    let share = Double(position) / Double(max(terms.file.size, 1))
    rowsRead += stretch.rowsRead
    exclusion = stretch.exclusion
    for (column, piece) in zip(columns.indices, stretch.columns) {
      columns[column]?.take(piece, share: share)
      if case .text(let text) = piece {
        undecodable += text.undecodable
        hasQuotedEmpty = hasQuotedEmpty || text.hasQuotedEmpty
      } else if case .lists(let lists) = piece {
        undecodable += lists.undecodable
      }
      if columns[column]?.isFull == true { throw tooLarge(column) }
    }
    for reject in stretch.rejects {
      var row = reject.row
      row.line += Int(linesBefore)
      try log.note(row, isOtherCurrency: reject.isOtherCurrency, text: reject.text)
    }
    lines.append(stretch.lines, plus: linesBefore)
    linesBefore += stretch.lineCount
    if let total { try log.checkLimit(of: total) }
    guard let added = stretch.tally else { return }
    if tally == nil {
      tally = added
    } else if let origin = bounds[index].tally {
      if tally?.add(added, forkOf: origin) != true { isInexact = true }
    }
  }

  private func tooLarge(_ column: Int) -> FileFailure {
    FileFailure(
      .malformed, path: terms.file.path,
      message: "the texts of column `\(terms.plans[column].header)` are larger than 4 GiB")
  }

  /// The whole table.
  func finish() -> (table: Table, lineNumbers: LineNumbers) {
    let kept = columns.indices.filter { columns[$0] != nil }
    var finished: [Column?] = kept.map { _ in nil }
    finished.withUnsafeMutableBufferPointer { buffer in
      // Each turn of the loop uses one column and one element of its own.
      nonisolated(unsafe) let (target, joins) = (buffer, kept.map { columns[$0] })
      columns = []
      Parallel.run(kept.count) { target[$0] = joins[$0]?.finish() }
    }
    let table = Table(
      rowCount: lines.count, fields: kept.map { terms.plans[$0].field },
      columns: finished.compactMap { $0 })
    return (table, lines)
  }
}
