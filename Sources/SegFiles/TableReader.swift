import SegModel
import SegStore

/// Pass two: turns every row into values of the columns that pass one settled.
final class TableReader {
  /// Bytes that stood for no character.
  private(set) var undecodable = 0
  private let file: InputFile
  private let sniffed: SniffedDialect
  private let options: ReadingOptions
  private let survey: FileSurvey
  private let plans: [ColumnPlan]
  private let currency: Currency
  private let form: RowForm
  private var integers: [(position: Int, builder: IntegerBuilder)] = []
  private var flags: [(position: Int, builder: FlagBuilder)] = []
  private var texts: [(position: Int, builder: TextBuilder)] = []
  private var lists: [(position: Int, builder: ListBuilder)] = []
  private var lineNumbers: [UInt32] = []

  init(
    file: InputFile, sniffed: SniffedDialect, options: ReadingOptions, survey: FileSurvey,
    plans: [ColumnPlan], currency: Currency, form: RowForm
  ) {
    self.file = file
    self.sniffed = sniffed
    self.options = options
    self.survey = survey
    self.plans = plans
    self.currency = currency
    self.form = form
  }

  /// Reads the file once more; fails when it changed since pass one.
  func run(
    _ progress: (Int, Int) -> Bool
  ) throws(FileFailure) -> (table: (table: Table, lineNumbers: [UInt32]), log: RejectLog) {
    let log = try RejectLog(path: file.path, options: options, total: survey.rowCount)
    let scanner = try RecordScanner(
      file: file, separator: sniffed.separator, width: plans.count, offset: sniffed.offset,
      skip: sniffed.preamble + (options.hasHeader ? 1 : 0))
    makeBuilders(batchCapacity: scanner.rowCapacity)
    let verdicts = RowVerdicts(capacity: scanner.rowCapacity)
    let judge = LineJudge(header: sniffed.header, hasHeader: options.hasHeader)
    let gates = plans.indices.filter { plans[$0].namesCurrency }
      .map { CurrencyGate(column: $0, currency: currency) }
    var orders = OrderGate(plans: plans, form: form)
    var rowsRead = 0
    while try scanner.nextBatch() {
      rowsRead += scanner.rowCount + scanner.misshapen.count
      verdicts.reset(rows: scanner.rowCount)
      judge.judge(scanner, verdicts)
      for gate in gates { gate.judge(scanner, verdicts) }
      for (_, builder) in integers { builder.parse(scanner, verdicts, currency: currency) }
      for (_, builder) in flags { builder.parse(scanner, verdicts) }
      orders?.judge(scanner, verdicts)
      take(scanner, verdicts)
      try report(scanner, verdicts, log)
      try log.checkLimit()
      if !progress(file.size + scanner.bytesRead, file.size * 2) {
        throw FileFailure(.interrupted, path: file.path, message: "interrupted")
      }
    }
    if rowsRead != survey.rowCount || scanner.bytesRead != file.size { throw file.changed() }
    try file.checkUnchanged()
    try log.finish()
    return (try finish(), log)
  }

  private func makeBuilders(batchCapacity: Int) {
    let decoder = CellText(encoding: survey.encoding, hasIllFormed: survey.hasIllFormed)
    lineNumbers.reserveCapacity(survey.rowCount)
    for (index, plan) in plans.enumerated() {
      switch plan.kind {
      case .skipped: continue
      case .text(let isKey):
        texts.append(
          (
            index,
            TextBuilder(
              column: index, isKey: isKey,
              keepsQuotedEmpty: survey.hasQuotes && !survey.hasNeedlessQuotes, decoder: decoder,
              batchCapacity: batchCapacity, expectedRows: survey.rowCount)
          ))
      case .flag(let isKnown):
        flags.append(
          (index, FlagBuilder(column: index, isKnown: isKnown, batchCapacity: batchCapacity)))
      case .list: lists.append((index, ListBuilder(column: index, decoder: decoder)))
      case .number, .money, .date, .dateTime:
        integers.append(
          (
            index,
            IntegerBuilder(
              kind: plan.kind, column: index, zone: options.zone, batchCapacity: batchCapacity,
              expectedRows: survey.rowCount)
          ))
      }
    }
  }

  private func take(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    for (_, builder) in integers { builder.append(scanner.rowCount, verdicts) }
    for (_, builder) in flags { builder.append(scanner.rowCount, verdicts) }
    for (_, builder) in texts { builder.append(scanner, verdicts) }
    for (_, builder) in lists { builder.append(scanner, verdicts) }
    if verdicts.count == 0 {
      lineNumbers.append(
        contentsOf: UnsafeBufferPointer(start: scanner.lines, count: scanner.rowCount))
    } else {
      for row in 0..<scanner.rowCount where verdicts.reasons[row] == 0 {
        lineNumbers.append(scanner.lines[row])
      }
    }
  }

  /// Notes the rows that the batch leaves out, in file order.
  private func report(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, _ log: RejectLog
  ) throws(FileFailure) {
    guard verdicts.count > 0 || !scanner.misshapen.isEmpty else { return }
    var misshapen = scanner.misshapen[...]
    for row in 0...scanner.rowCount {
      while let first = misshapen.first, first.rowsBefore <= row {
        misshapen.removeFirst()
        let entry = RejectedRow(line: Int(first.line), column: nil, reason: first.reason)
        try log.note(
          entry, isOtherCurrency: false, text: scanner.text(from: first.start, to: first.end))
      }
      guard row < scanner.rowCount, verdicts.reasons[row] != 0 else { continue }
      let (reason, column) = verdicts.verdict(row)
      let found = reason.isWholeRow ? "" : scanner.excerpt(row, column)
      let entry = RejectedRow(
        line: Int(scanner.lines[row]), column: reason.isWholeRow ? nil : plans[column].header,
        reason: reason.message(found))
      try log.note(
        entry, isOtherCurrency: reason.isOtherCurrency,
        text: scanner.text(from: Int(scanner.starts[row]), to: Int(scanner.ends[row])))
    }
  }

  private func finish() throws(FileFailure) -> (table: Table, lineNumbers: [UInt32]) {
    var columns: [Int: Column] = [:]
    for (position, builder) in integers { columns[position] = builder.finish() }
    for (position, builder) in flags { columns[position] = builder.finish() }
    for (position, builder) in lists {
      undecodable += builder.undecodable
      columns[position] = builder.finish()
    }
    for (position, builder) in texts {
      undecodable += builder.undecodable
      if builder.isFull {
        throw FileFailure(
          .malformed, path: file.path,
          message: "the texts of column `\(plans[position].header)` are larger than 4 GiB")
      }
      columns[position] = builder.finish()
    }
    let kept = plans.indices.filter { columns[$0] != nil }
    let table = Table(
      rowCount: lineNumbers.count, fields: kept.map { plans[$0].field },
      columns: kept.compactMap { columns[$0] })
    return (table, lineNumbers)
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
