import SegModel
import SegStore

/// Everything that reading a stretch of a file takes, the same for all of its stretches.
struct ReadingTerms: Sendable {
  let file: InputFile
  let sniffed: SniffedDialect
  let options: ReadingOptions
  let plans: [ColumnPlan]
  /// Columns whose texts are kept one a row.
  var plainColumns: Set<Int> = []
  let currency: Currency
  let form: RowForm
  let encoding: FileEncoding
  let hasIllFormed: Bool
  /// Whether `""` is an empty text rather than nothing.
  let keepsQuotedEmpty: Bool
}

/// Where a stretch begins and ends, and what is known at its beginning.
struct StretchBounds: Sendable {
  var offset: Int
  /// Records that begin before this offset belong to the stretch.
  var limit: Int
  /// Whether the stretch begins after the first line end from `offset` on.
  var isGuess = false
  /// Records to pass over, headers and what stands above them.
  var skip = 0
  var exclusion = OrderGate.Exclusion()
  /// What the rows are tallied onto; nil when nothing is to be learnt any more.
  var tally: SurveyTally?
}

/// What the rows of a stretch came to.
struct Stretch: Sendable {
  /// Where its first record begins and the next stretch's should.
  var start = 0
  var end = 0
  /// Lines of the file that it takes.
  var lineCount: UInt32 = 0
  /// Rows below the header that hold anything.
  var rowsRead = 0
  /// Lines of the rows that were kept, the first of the stretch being 1.
  var lines = LineNumbers()
  var columns: [ColumnPiece] = []
  var rejects: [Reject] = []
  var exclusion = OrderGate.Exclusion()
  var tally: SurveyTally?
  var failure: FileFailure?

  /// A row that was left out, its line counted as above.
  struct Reject: Sendable {
    var row: RejectedRow
    var isOtherCurrency: Bool
    /// The row as it stands in the file, where that is wanted.
    var text: [UInt8]
  }
}

/// Turns the rows of one stretch of a file into values.
final class StretchReader {
  private let terms: ReadingTerms
  private let bounds: StretchBounds
  private var result = Stretch()
  private var integers: [(position: Int, builder: IntegerBuilder)] = []
  private var flags: [(position: Int, builder: FlagBuilder)] = []
  private var plainTexts: [(position: Int, builder: PlainTextBuilder)] = []
  private var codedTexts: [(position: Int, builder: CodedTextBuilder)] = []
  private var lists: [(position: Int, builder: ListBuilder)] = []

  init(_ terms: ReadingTerms, _ bounds: StretchBounds) {
    self.terms = terms
    self.bounds = bounds
  }

  /// Reads the stretch.
  ///
  /// `progress` is told of bytes and rows done since it was last called, and stops the reading with
  /// false. A failure is noted in the result: it may come of a wrong guess.
  func read(_ progress: (_ bytes: Int, _ rows: Int) -> Bool) -> Stretch {
    do throws(FileFailure) {
      try readRows(progress)
    } catch {
      result.failure = error
    }
    return result
  }

  private func readRows(_ progress: (_ bytes: Int, _ rows: Int) -> Bool) throws(FileFailure) {
    let scanner = try RecordScanner(
      file: terms.file, separator: terms.sniffed.separator, width: terms.plans.count,
      offset: bounds.isGuess ? bounds.offset - 1 : bounds.offset, limit: bounds.limit,
      skip: bounds.skip)
    if bounds.isGuess { try scanner.skipLine() }
    result.start = scanner.offset
    result.end = scanner.offset
    let verdicts = RowVerdicts(capacity: scanner.rowCapacity)
    let judge = LineJudge(header: terms.sniffed.header, hasHeader: terms.options.hasHeader)
    let gates = terms.plans.indices.filter { terms.plans[$0].namesCurrency }
      .map { CurrencyGate(column: $0, currency: terms.currency) }
    var orders = OrderGate(plans: terms.plans, form: terms.form, after: bounds.exclusion)
    var unused = terms.plans.map { _ in ColumnProfile(meaning: .text, namesCode: false) }
    var tally = bounds.tally ?? SurveyTally(profiles: unused)
    let isParsed = terms.plans.map(\.kind.isParsed)
    while try scanner.nextBatch() {
      let rows = scanner.rowCount + scanner.misshapen.count
      let bytes = scanner.offset - result.end
      if result.rowsRead == 0 { makeBuilders(scanner, bytes: bytes) }
      result.rowsRead += rows
      result.end = scanner.offset
      verdicts.reset(rows: scanner.rowCount)
      judge.judge(scanner, verdicts)
      // Builders show their cells to the tally themselves, unless some rows must not be shown.
      let learns = verdicts.count == 0
      tally.take(scanner, verdicts, except: learns ? isParsed : [])
      for gate in gates { gate.judge(scanner, verdicts) }
      if learns {
        parse(scanner, verdicts, &tally.profiles)
      } else {
        parse(scanner, verdicts, &unused)
      }
      orders?.judge(scanner, verdicts)
      take(scanner, verdicts)
      note(scanner, verdicts)
      if !progress(bytes, rows) { throw terms.file.interrupted() }
    }
    if result.rowsRead == 0 { makeBuilders(scanner, bytes: 1) }
    result.end = scanner.offset
    result.lineCount = scanner.line - 1
    result.exclusion = orders?.exclusion ?? OrderGate.Exclusion()
    tally.finish(scanner)
    if bounds.tally != nil { result.tally = tally }
    finish()
  }

  /// Reads the columns whose cells may leave their rows out, showing each cell to its profile.
  private func parse(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, _ profiles: inout [ColumnProfile]
  ) {
    for (position, builder) in integers {
      builder.parse(scanner, verdicts, currency: terms.currency, &profiles[position])
    }
    for (position, builder) in flags { builder.parse(scanner, verdicts, &profiles[position]) }
  }

  /// Makes the builders for rows like those of a first batch of so many bytes.
  private func makeBuilders(_ scanner: RecordScanner, bytes: Int) {
    let stretch = min(terms.file.size, bounds.limit) - bounds.offset
    let expectedRows = (scanner.rowCount + 1) * max(stretch, 0) / max(bytes, 1) * 17 / 16
    let capacity = scanner.rowCapacity
    for (index, plan) in terms.plans.enumerated() {
      let decoder = CellText(encoding: terms.encoding, hasIllFormed: terms.hasIllFormed)
      switch plan.kind {
      case .skipped: continue
      case .text(let isKey):
        if terms.plainColumns.contains(index) {
          let builder = PlainTextBuilder(
            column: index, isKey: isKey, keepsQuotedEmpty: terms.keepsQuotedEmpty,
            decoder: decoder, batchCapacity: capacity, expectedRows: expectedRows)
          plainTexts.append((index, builder))
        } else {
          let builder = CodedTextBuilder(
            column: index, isKey: isKey, keepsQuotedEmpty: terms.keepsQuotedEmpty,
            decoder: decoder, batchCapacity: capacity, expectedRows: expectedRows)
          codedTexts.append((index, builder))
        }
      case .flag(let isKnown):
        flags.append(
          (index, FlagBuilder(column: index, isKnown: isKnown, batchCapacity: capacity)))
      case .list:
        lists.append((index, ListBuilder(column: index, decoder: decoder)))
      case .number, .money, .date, .dateTime:
        let builder = IntegerBuilder(
          kind: plan.kind, column: index, zone: terms.options.zone, batchCapacity: capacity,
          expectedRows: expectedRows)
        integers.append((index, builder))
      }
    }
  }

  private func take(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    for (_, builder) in integers { builder.append(scanner.rowCount, verdicts) }
    for (_, builder) in flags { builder.append(scanner.rowCount, verdicts) }
    for (_, builder) in plainTexts { builder.append(scanner, verdicts) }
    for (_, builder) in codedTexts { builder.append(scanner, verdicts) }
    for (_, builder) in lists { builder.append(scanner, verdicts) }
    let lines = UnsafeBufferPointer(start: scanner.lines, count: scanner.rowCount)
    guard let first = lines.first, let last = lines.last else { return }
    if verdicts.count == 0, Int(last - first) == lines.count - 1 {
      result.lines.append(from: first, count: lines.count)
    } else {
      let kept = lines.indices.filter { verdicts.reasons[$0] == 0 }
      result.lines.append(kept.map { lines[$0] }, plus: 0)
    }
  }

  /// Notes the rows that the batch leaves out, in file order.
  private func note(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    guard verdicts.count > 0 || !scanner.misshapen.isEmpty else { return }
    var misshapen = scanner.misshapen[...]
    for row in 0...scanner.rowCount {
      while let first = misshapen.first, first.rowsBefore <= row {
        misshapen.removeFirst()
        let entry = RejectedRow(line: Int(first.line), column: nil, reason: first.reason)
        note(entry, false, scanner.text(from: first.start, to: first.end))
      }
      guard row < scanner.rowCount, verdicts.reasons[row] != 0 else { continue }
      let (reason, column) = verdicts.verdict(row)
      let found = reason.isWholeRow ? "" : scanner.excerpt(row, column)
      let entry = RejectedRow(
        line: Int(scanner.lines[row]),
        column: reason.isWholeRow ? nil : terms.plans[column].header,
        reason: reason.message(found))
      note(
        entry, reason.isOtherCurrency,
        scanner.text(from: Int(scanner.starts[row]), to: Int(scanner.ends[row])))
    }
  }

  private func note(
    _ row: RejectedRow, _ isOtherCurrency: Bool, _ text: UnsafeBufferPointer<UInt8>
  ) {
    let text = terms.options.rejectsPath == nil ? [] : Array(text)
    result.rejects.append(Stretch.Reject(row: row, isOtherCurrency: isOtherCurrency, text: text))
  }

  private func finish() {
    result.columns = terms.plans.map { _ in .skipped }
    for (position, builder) in integers { result.columns[position] = .integers(builder.finish()) }
    for (position, builder) in flags { result.columns[position] = .flags(builder.finish()) }
    for (position, builder) in plainTexts { result.columns[position] = .text(builder.finish()) }
    for (position, builder) in codedTexts { result.columns[position] = .text(builder.finish()) }
    for (position, builder) in lists { result.columns[position] = .lists(builder.finish()) }
  }
}

extension RecordScanner {
  /// Bytes of the buffer, for reports.
  func text(from start: Int, to end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + start, count: end - start)
  }

  /// The beginning of a cell as text, for messages.
  func excerpt(_ row: Int, _ column: Int) -> String {
    let cell = cells[row * width + column]
    let shown = UnsafeBufferPointer(start: bytes + Int(cell.start), count: min(cell.length, 40))
    let text = String(decoding: shown, as: UTF8.self)
    return cell.length > 40 ? text + "…" : text
  }
}
