import SegModel
import SegStore

/// What is learnt about a file by looking at its rows, or at those of a stretch of it.
struct SurveyTally: Sendable {
  var profiles: [ColumnProfile]
  /// Rows below the header that hold anything.
  private(set) var rowCount = 0
  private(set) var marks = RecordMarks()
  private(set) var judge = UTF8Judge()
  private var currencies = CurrencyTally()
  private let currencyColumn: Int?
  private let givenEncoding: FileEncoding?

  init(
    header: HeaderLine, recognized: RecognizedRole, sniffed: SniffedDialect,
    options: ReadingOptions
  ) {
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
    givenEncoding = options.encoding
    if sniffed.offset > 0 { ([0xEF, 0xBB, 0xBF] as [UInt8]).withUnsafeBytes { judge.take($0) } }
  }

  /// A tally of columns alone.
  init(profiles: [ColumnProfile]) {
    self.profiles = profiles
    currencyColumn = nil
    givenEncoding = nil
  }

  /// Looks at a batch, of which `verdicts` leaves out only lines that are no rows; columns that
  /// the caller looks at are left out.
  mutating func take(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, except others: [Bool] = []
  ) {
    rowCount += scanner.rowCount + scanner.misshapen.count
    for column in profiles.indices where others.isEmpty || !others[column] {
      profiles[column].take(scanner, column: column, skips: verdicts.reasons)
    }
    if let currencyColumn {
      currencies.take(scanner, column: currencyColumn, skips: verdicts.reasons)
    }
  }

  /// Takes what the scanner itself noted, once it is through.
  mutating func finish(_ scanner: RecordScanner) {
    marks.add(scanner.marks)
    judge.add(scanner.judge)
  }

  /// A tally of nothing that goes on where this one ends.
  func fork() -> SurveyTally {
    var fork = self
    fork.profiles = profiles.map { $0.fork() }
    fork.rowCount = 0
    fork.marks = RecordMarks()
    fork.judge = UTF8Judge()
    fork.currencies = CurrencyTally()
    return fork
  }

  /// Adds the tally of the stretch that follows, a fork of `origin`; false when it was begun on
  /// other terms than this one ends on, so that the sum is not what one tally of both would be.
  mutating func add(_ next: SurveyTally, forkOf origin: SurveyTally) -> Bool {
    for column in profiles.indices {
      let isExact = profiles[column].add(
        next.profiles[column], forkOf: origin.profiles[column])
      if !isExact { return false }
    }
    rowCount += next.rowCount
    marks.add(next.marks)
    judge.add(next.judge)
    currencies.add(next.currencies)
    return true
  }

  var encoding: FileEncoding { givenEncoding ?? judge.encoding }
  var hasIllFormed: Bool { judge.illFormed > 0 }
  /// Whether `""` is an empty text rather than nothing.
  var keepsQuotedEmpty: Bool { marks.hasQuotes && !marks.hasNeedlessQuotes }

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
  var notes: [String] {
    var notes: [String] = []
    if judge.nulls > 0 { notes.append("the file holds \(judge.nulls) NUL bytes") }
    if encoding == .utf8 && judge.illFormed > 0 {
      notes.append("\(judge.illFormed) bytes are no UTF-8")
    }
    return notes
  }
}
