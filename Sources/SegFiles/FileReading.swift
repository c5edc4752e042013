import SegModel
import SegStore

/// Settles what the columns of a file are and reads them.
///
/// What the columns are depends on all rows. To read them once all the same, that is settled from
/// the first part of the file, and the rows are looked at while they are read; where all of them
/// together come to something else than their first part, they are read again.
struct FileReading {
  let file: InputFile
  let sniffed: SniffedDialect
  let header: HeaderLine
  let recognized: RecognizedRole
  let options: ReadingOptions
  let knownCurrency: Currency?
  let scheme: ReadingScheme
  let progress: (_ done: Int, _ total: Int, _ rows: Int) -> Bool

  /// A file as it was read.
  struct Result {
    let survey: SurveyTally
    let decisions: Decisions
    let joiner: StretchJoiner
    let log: RejectLog
  }

  /// What was decided about a file's columns.
  struct Decisions {
    let plans: [ColumnPlan]
    let currency: (currency: Currency, isFromFile: Bool)
    let decimal: UInt8?
    let dateOrder: DateOrder?
    let notes: [String]
  }

  /// Reads the file; fails when it cannot be understood, or changes.
  func run() throws(FileFailure) -> Result {
    let blank = SurveyTally(
      header: header, recognized: recognized, sniffed: sniffed, options: options)
    let isSampled = file.size > scheme.sampleBytes && !scheme.looksAtAllFirst
    var survey: SurveyTally?
    if isSampled {
      let (result, tally) = try readOnce(blank)
      if let result { return result }
      survey = tally
    }
    // Whatever was wrong with the one pass is wrong here too, and told in full.
    let passes = isSampled ? 3 : 2
    let known: SurveyTally
    if let survey {
      known = survey
    } else {
      known = try lookAtAll(blank, part: passes - 2, of: passes)
    }
    let decisions = try decide(known)
    let log = try RejectLog(path: file.path, options: options)
    let reader = TableReader(
      try terms(known, decisions),
      stretchBytes: scheme.stretchBytes, tallies: nil)
    let joiner = try reader.run(log: log, total: known.rowCount) { bytes, rows in
      report(bytes, rows, part: passes - 1, of: passes)
    }
    if let failure = joiner.failure {
      try file.checkUnchanged()
      throw failure
    }
    if joiner.rowsRead != known.rowCount || joiner.position != file.size { throw file.changed() }
    try file.checkUnchanged()
    try log.finish()
    return Result(survey: known, decisions: decisions, joiner: joiner, log: log)
  }

  /// Reads the file in one pass: nil when the rows contradict the sample, with the survey of all
  /// rows where there is one.
  private func readOnce(_ blank: SurveyTally) throws(FileFailure) -> (Result?, SurveyTally?) {
    guard
      let sample = try? FileSurvey(file: file, sniffed: sniffed, options: options)
        .run(blank, limit: scheme.sampleBytes, { _, _ in true }),
      let guess = try? decide(sample), let terms = try? terms(sample, guess)
    else { return (nil, nil) }
    let log = try RejectLog(path: file.path, options: options)
    let reader = TableReader(
      terms, stretchBytes: scheme.stretchBytes,
      tallies: (blank, sample.fork()))
    let joiner = try reader.run(log: log, total: nil) { bytes, rows in
      report(bytes, rows, part: 0, of: 1)
    }
    try file.checkUnchanged()
    guard joiner.failure == nil, !joiner.isInexact, let survey = joiner.tally else {
      log.discard()
      return (nil, nil)
    }
    guard joiner.position == file.size else { throw file.changed() }
    guard holds(sample, guess, for: survey, joiner), let decisions = try? decide(survey),
      decisions.plans == guess.plans, decisions.currency.currency == guess.currency.currency
    else {
      log.discard()
      return (nil, survey)
    }
    try log.checkLimit(of: survey.rowCount)
    try log.finish()
    return (Result(survey: survey, decisions: decisions, joiner: joiner, log: log), survey)
  }

  /// Whether texts were decoded as the survey of all rows wants it.
  private func holds(
    _ sample: SurveyTally, _ guess: Decisions, for survey: SurveyTally, _ joiner: StretchJoiner
  ) -> Bool {
    guard sample.encoding == survey.encoding else { return false }
    if joiner.hasQuotedEmpty, sample.keepsQuotedEmpty != survey.keepsQuotedEmpty { return false }
    return survey.encoding == .windows1252 || sample.hasIllFormed == survey.hasIllFormed
  }

  private func lookAtAll(
    _ blank: SurveyTally, part: Int, of parts: Int
  ) throws(FileFailure) -> SurveyTally {
    try FileSurvey(file: file, sniffed: sniffed, options: options).run(blank) { bytes, rows in
      report(bytes, rows, part: part, of: parts)
    }
  }

  private func report(_ bytes: Int, _ rows: Int, part: Int, of parts: Int) -> Bool {
    progress(part * file.size + min(bytes, file.size), parts * file.size, rows)
  }

  private func decide(_ survey: SurveyTally) throws(FileFailure) -> Decisions {
    let currency = survey.currency(options: options, known: knownCurrency)
    var planner = ColumnPlanner(
      path: file.path, options: options, separator: sniffed.separator, recognized: recognized,
      header: header, profiles: survey.profiles, currency: currency.currency)
    let plans = try planner.plans()
    return Decisions(
      plans: plans, currency: currency, decimal: planner.decimal, dateOrder: planner.dateOrder,
      notes: planner.notes)
  }

  private func terms(
    _ survey: SurveyTally, _ decisions: Decisions
  ) throws(FileFailure) -> ReadingTerms {
    var terms = ReadingTerms(
      file: file, sniffed: sniffed, options: options, plans: decisions.plans,
      currency: decisions.currency.currency, form: recognized.form, encoding: survey.encoding,
      hasIllFormed: survey.hasIllFormed, keepsQuotedEmpty: survey.keepsQuotedEmpty)
    terms.plainColumns = try plainColumns(terms)
    return terms
  }

  /// Text columns of large files in whose first part more than a third of the known cells differ.
  private func plainColumns(_ terms: ReadingTerms) throws(FileFailure) -> Set<Int> {
    guard file.size > scheme.sampleBytes else { return [] }
    let bounds = StretchBounds(
      offset: sniffed.offset, limit: scheme.sampleBytes / 4,
      skip: sniffed.preamble + (options.hasHeader ? 1 : 0))
    let sample = StretchReader(terms, bounds).read { _, _ in true }
    if let failure = sample.failure { throw failure }
    return Set(
      sample.columns.indices.filter { index in
        guard case .text(let text) = sample.columns[index],
          case .coded(_, let texts) = text.form
        else { return false }
        let known = text.validity.population
        return known >= 50 && texts.count * 3 > known
      })
  }
}
