import SegModel
import SegStore

/// Pass one: looks at every row to learn what the columns are.
final class FileSurvey {
  let profiles: [ColumnProfile]
  /// Rows below the header that hold anything.
  private(set) var rowCount = 0
  private(set) var encoding = FileEncoding.utf8
  private(set) var hasIllFormed = false
  private(set) var hasQuotes = false
  private(set) var hasNeedlessQuotes = false
  private(set) var lineEnd = LineEnd.lf
  private var judge = UTF8Judge()
  private var currencies = CurrencyTally()
  private let currencyColumn: Int?
  private let file: InputFile
  private let sniffed: SniffedDialect
  private let options: ReadingOptions

  init(
    file: InputFile, sniffed: SniffedDialect, header: HeaderLine, recognized: RecognizedRole,
    options: ReadingOptions
  ) {
    self.file = file
    self.sniffed = sniffed
    self.options = options
    profiles = header.columns.indices.map { index in
      let column = header.columns[index]
      let isSecret = Vocabulary.secrets.contains(column.folded)
      return ColumnProfile(
        meaning: isSecret ? .secret : recognized.words[index]?.meaning ?? .anything,
        namesCode: HeaderName.namesCode(column.header))
    }
    currencyColumn =
      recognized.role == .customers
      ? nil : recognized.words.first { $0.value.name == "currency" }?.key
  }

  /// Reads the file once.
  func run(_ progress: (Int, Int) -> Bool) throws(FileFailure) -> FileSurvey {
    let box = JudgeBox()
    let scanner = try RecordScanner(
      file: file, separator: sniffed.separator, width: profiles.count, offset: sniffed.offset,
      skip: sniffed.preamble + (options.hasHeader ? 1 : 0),
      observer: { box.judge.take($0) })
    let verdicts = RowVerdicts(capacity: scanner.rowCapacity)
    let lines = LineJudge(header: sniffed.header, hasHeader: options.hasHeader)
    while try scanner.nextBatch() {
      rowCount += scanner.rowCount + scanner.misshapen.count
      verdicts.reset(rows: scanner.rowCount)
      lines.judge(scanner, verdicts)
      for (column, profile) in profiles.enumerated() {
        profile.take(scanner, column: column, skips: verdicts.reasons)
      }
      if let currencyColumn {
        currencies.take(scanner, column: currencyColumn, skips: verdicts.reasons)
      }
      if !progress(scanner.bytesRead, file.size * 2) {
        throw FileFailure(.interrupted, path: file.path, message: "interrupted")
      }
    }
    if scanner.bytesRead != file.size { throw file.changed() }
    box.judge.finish()
    judge = box.judge
    encoding = options.encoding ?? judge.encoding
    hasIllFormed = judge.illFormed > 0
    hasQuotes = scanner.hasQuotes
    hasNeedlessQuotes = scanner.hasNeedlessQuotes
    let ends = [scanner.lineFeeds > 0, scanner.pairs > 0, scanner.carriageReturns > 0]
    lineEnd = ends.count { $0 } > 1 ? .mixed : ends[1] ? .crlf : ends[2] ? .cr : .lf
    return self
  }

  private final class JudgeBox {
    var judge = UTF8Judge()
  }

  /// The currency that amounts are in, and whether the file says so.
  func currency(
    options: ReadingOptions, known: Currency?
  ) -> (currency: Currency, isFromFile: Bool) {
    var counts = currencies.counts
    if counts.isEmpty {
      for profile in profiles {
        counts.merge(profile.numbers.currencies) { $0 + $1 }
      }
    }
    let named = counts.compactMap { mark, count in mark.currency.map { ($0, count) } }
    let most = named.max { ($0.1, $1.0.code) < ($1.1, $0.0.code) }?.0
    let chosen = options.currency ?? known ?? most ?? .euro
    return (chosen, counts.keys.contains { $0.matches(chosen) && $0 != .none })
  }

  /// What is odd about the bytes.
  func notes(options: ReadingOptions) -> [String] {
    var notes: [String] = []
    if judge.nulls > 0 { notes.append("the file holds \(judge.nulls) NUL bytes") }
    if encoding == .utf8 && judge.illFormed > 0 {
      notes.append("\(judge.illFormed) bytes are no UTF-8")
    }
    return notes
  }
}
