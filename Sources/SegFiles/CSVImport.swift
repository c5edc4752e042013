package import SegModel
import SegStore

/// Reads CSV files into typed columns.
package enum CSVImport {
  /// Loads one file in two passes; the second one builds the columns that the first settled.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - options: What the user says about it.
  ///   - knownCurrency: The store's currency where it is settled; else the file's is taken.
  ///   - progress: Called once a block with bytes done and bytes in all, both passes together;
  ///     false stops the load.
  /// - Returns: The tables with an account of how they were read.
  /// - Throws: What the file or the options lack, or `interrupted`.
  package static func load(
    path: String, options: ReadingOptions = ReadingOptions(), knownCurrency: Currency? = nil,
    progress: (_ done: Int, _ total: Int) -> Bool = { _, _ in true }
  ) throws(FileFailure) -> LoadedFile {
    let file = try InputFile(path: path)
    let sniffed = try DialectSniffer(file: file, options: options).sniff()
    var header = HeaderLine(cells: sniffed.header, hasHeader: options.hasHeader)
    let unused = try header.apply(
      options.columnMap, path: path, mayMiss: options.mapsOtherFiles)
    let recognized = try RoleRecognition(
      header: header, sample: sniffed.sample, options: options, path: path
    ).recognize()
    let survey = try FileSurvey(
      file: file, sniffed: sniffed, header: header, recognized: recognized, options: options
    ).run(progress)
    let currency = survey.currency(options: options, known: knownCurrency)
    var planner = ColumnPlanner(
      path: path, options: options, separator: sniffed.separator, recognized: recognized,
      header: header, profiles: survey.profiles, currency: currency.currency)
    let plans = try planner.plans()
    let reader = TableReader(
      file: file, sniffed: sniffed, options: options, survey: survey, plans: plans,
      currency: currency.currency, form: recognized.form)
    let (table, log) = try reader.run(progress)
    let dialect = FileDialect(
      separator: sniffed.separator, isQuoted: survey.hasQuotes,
      hasByteOrderMark: sniffed.offset > 0, lineEnd: survey.lineEnd, encoding: survey.encoding,
      decimal: planner.decimal, dateOrder: planner.dateOrder, hasHeader: options.hasHeader,
      role: recognized.role,
      columns: plans.map { plan in
        if case .skipped = plan.kind {
          return ColumnDescription(header: plan.header, name: nil, type: .text)
        }
        return ColumnDescription(header: plan.header, name: plan.name, type: plan.kind.type)
      })
    var notes = header.notes + planner.notes + survey.notes(options: options)
    if reader.undecodable > 0 {
      notes.append("\(reader.undecodable) bytes stand for no character and became U+FFFD")
    }
    if log.inOtherCurrency > 0 {
      notes.append(
        "\(log.inOtherCurrency) rows are in another currency than \(currency.currency.code) and "
          + "were set aside")
    }
    var lines = SourceTable(
      role: recognized.role, table: table.table, fileName: fileName(path),
      lineNumbers: table.lineNumbers)
    OrderLines.addAmounts(to: &lines)
    let tables = OrderLines.split(lines, form: recognized.form, notes: &notes)
    return LoadedFile(
      tables: tables, dialect: dialect, rowsRead: survey.rowCount,
      rowsLoaded: table.table.rowCount, rowsRejected: log.rejected,
      rowsInOtherCurrency: log.inOtherCurrency, rejected: log.kept, notes: notes,
      unusedMappings: unused,
      currency: currency.currency, isCurrencyFromFile: currency.isFromFile)
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
