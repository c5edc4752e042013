/// Looks at rows to learn what the columns are, without keeping any.
struct FileSurvey {
  let file: InputFile
  let sniffed: SniffedDialect
  let options: ReadingOptions

  /// Goes on with a tally of nothing, over the records that begin before `limit`.
  func run(
    _ start: SurveyTally, limit: Int = .max, _ progress: (_ bytes: Int, _ rows: Int) -> Bool
  ) throws(FileFailure) -> SurveyTally {
    var tally = start
    let scanner = try RecordScanner(
      file: file, separator: sniffed.separator, width: tally.profiles.count,
      offset: sniffed.offset, limit: limit,
      skip: sniffed.preamble + (options.hasHeader ? 1 : 0))
    let verdicts = RowVerdicts(capacity: scanner.rowCapacity)
    let lines = LineJudge(header: sniffed.header, hasHeader: options.hasHeader)
    while try scanner.nextBatch() {
      verdicts.reset(rows: scanner.rowCount)
      lines.judge(scanner, verdicts)
      tally.take(scanner, verdicts)
      if !progress(scanner.offset, tally.rowCount) { throw file.interrupted() }
    }
    tally.finish(scanner)
    if limit == .max, scanner.offset != file.size { throw file.changed() }
    return tally
  }
}
