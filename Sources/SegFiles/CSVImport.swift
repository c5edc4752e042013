package import SegModel
import SegStore

/// Reads CSV files into typed columns.
package enum CSVImport {
  /// Loads one file, which may be packed by gzip.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - options: What the user says about it.
  ///   - knownCurrency: The store's currency where it is settled; else the file's is taken.
  ///   - scheme: How the file is cut, for tests.
  ///   - progress: Called now and then; false stops the load.
  /// - Returns: The tables with an account of how they were read.
  /// - Throws: What the file or the options lack, or `interrupted`.
  package static func load(
    path: String, options: ReadingOptions = ReadingOptions(), knownCurrency: Currency? = nil,
    scheme: ReadingScheme = ReadingScheme(),
    progress: (ReadingProgress) -> Bool = { _ in true }
  ) throws(FileFailure) -> LoadedFile {
    var file = try InputFile(path: path)
    if try GzipInput.isPacked(file) {
      file = try GzipInput.unpack(file) { done, total in
        progress(
          ReadingProgress(phase: .unpacking, bytesDone: done, bytesTotal: total, rows: 0))
      }
    }
    let sniffed = try DialectSniffer(file: file, options: options).sniff()
    var header = HeaderLine(cells: sniffed.header, hasHeader: options.hasHeader)
    let unused = try header.apply(
      options.columnMap, path: path, mayMiss: options.mapsOtherFiles)
    let recognized = try RoleRecognition(
      header: header, sample: sniffed.sample, options: options, path: path
    ).recognize()
    var outcome: Result<FileReading.Result, FileFailure>?
    withoutActuallyEscaping(progress) { progress in
      let reading = FileReading(
        file: file, sniffed: sniffed, header: header, recognized: recognized, options: options,
        knownCurrency: knownCurrency, scheme: scheme
      ) { done, total, rows in
        progress(
          ReadingProgress(phase: .reading, bytesDone: done, bytesTotal: total, rows: rows))
      }
      outcome = Result { () throws(FileFailure) in try reading.run() }
    }
    guard let result = try outcome?.get() else { preconditionFailure("a reading without end") }
    return describe(
      result, file: file, sniffed: sniffed, header: header, recognized: recognized,
      options: options, unused: unused)
  }

  private static func describe(
    _ result: FileReading.Result, file: InputFile, sniffed: SniffedDialect, header: HeaderLine,
    recognized: RecognizedRole, options: ReadingOptions, unused: [ColumnMapping]
  ) -> LoadedFile {
    let (survey, decisions, log) = (result.survey, result.decisions, result.log)
    let currency = decisions.currency
    let dialect = FileDialect(
      separator: sniffed.separator, isQuoted: survey.marks.hasQuotes,
      hasByteOrderMark: sniffed.offset > 0, lineEnd: survey.marks.lineEnd,
      encoding: survey.encoding, decimal: decisions.decimal, dateOrder: decisions.dateOrder,
      hasHeader: options.hasHeader, role: recognized.role,
      columns: decisions.plans.map { plan in
        if case .skipped = plan.kind {
          return ColumnDescription(header: plan.header, name: nil, type: .text)
        }
        return ColumnDescription(header: plan.header, name: plan.name, type: plan.kind.type)
      })
    var notes = header.notes + decisions.notes + survey.notes
    if result.joiner.undecodable > 0 {
      notes.append("\(result.joiner.undecodable) bytes stand for no character and became U+FFFD")
    }
    if log.inOtherCurrency > 0 {
      notes.append(
        "\(log.inOtherCurrency) rows are in another currency than \(currency.currency.code) and "
          + "were set aside")
    }
    let table = result.joiner.finish()
    let rowsLoaded = table.table.rowCount
    var lines = SourceTable(
      role: recognized.role, table: table.table, fileName: fileName(file.path),
      lineNumbers: table.lineNumbers)
    OrderLines.addAmounts(to: &lines)
    let tables = OrderLines.split(lines, form: recognized.form, notes: &notes)
    return LoadedFile(
      tables: tables, dialect: dialect, rowsRead: survey.rowCount, rowsLoaded: rowsLoaded,
      rowsRejected: log.rejected, rowsInOtherCurrency: log.inOtherCurrency, rejected: log.kept,
      notes: notes, unusedMappings: unused, currency: currency.currency,
      isCurrencyFromFile: currency.isFromFile)
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
