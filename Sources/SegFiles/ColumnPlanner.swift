import SegModel
import SegStore

/// Settles what the columns of a file are, from what pass one saw of all of its rows.
struct ColumnPlanner {
  let path: String
  let options: ReadingOptions
  let separator: UInt8
  let recognized: RecognizedRole
  let header: HeaderLine
  let profiles: [ColumnProfile]
  let currency: Currency

  /// Decimal mark that the file's numbers show; nil when none does.
  private(set) var decimal: UInt8?
  /// Order that the file's dates show; nil when it has none of three numbers.
  private(set) var dateOrder: DateOrder?
  private(set) var notes: [String] = []
  private var takenNames: Set<FieldName> = []

  init(
    path: String, options: ReadingOptions, separator: UInt8, recognized: RecognizedRole,
    header: HeaderLine, profiles: [ColumnProfile], currency: Currency
  ) {
    self.path = path
    self.options = options
    self.separator = separator
    self.recognized = recognized
    self.header = header
    self.profiles = profiles
    self.currency = currency
  }

  /// One plan a column; fails where a mark or an order stays open.
  mutating func plans() throws(FileFailure) -> [ColumnPlan] {
    try settleDateOrder()
    settleDecimal()
    takenNames = Set(recognized.words.values.map { FieldName($0.name) })
    var plans: [ColumnPlan] = []
    var names: Set<FieldName> = []
    for index in header.columns.indices {
      let kind = try kind(of: index)
      var name = name(of: index)
      if !names.insert(name).inserted {
        name = unusedName(name, index)
        names.insert(name)
      }
      plans.append(
        ColumnPlan(
          header: header.columns[index].header, name: name, kind: kind,
          namesCurrency: recognized.words[index]?.name == "currency"
            && recognized.role != .customers))
    }
    return plans
  }

  // MARK: names

  private mutating func name(of index: Int) -> FieldName {
    let column = header.columns[index]
    let wanted: FieldName
    if let mapping = column.mapping {
      wanted = mapping.name
    } else if let word = recognized.words[index] {
      wanted = FieldName(word.name)
    } else {
      wanted = unusedName(FieldName(HeaderName.fieldName(column.header)), index)
    }
    guard recognized.role == .customers, Self.derivedNames.contains(wanted.folded) else {
      return wanted
    }
    let renamed = unusedName(FieldName("file_" + wanted.folded), index)
    notes.append(
      "column `\(column.header)` is called `\(renamed)`: `\(wanted)` is derived from the orders")
    return renamed
  }

  private mutating func unusedName(_ name: FieldName, _ index: Int) -> FieldName {
    let base = name.folded.isEmpty ? FieldName("column\(index + 1)") : name
    var candidate = base
    var number = 2
    while !takenNames.insert(candidate).inserted {
      candidate = FieldName("\(base)_\(number)")
      number += 1
    }
    if candidate != base {
      notes.append(
        "column `\(header.columns[index].header)` is called `\(candidate)`: `\(base)` is taken")
    }
    return candidate
  }

  /// Attributes that every customer gets from the orders.
  private static let derivedNames: Set<String> = [
    "recency", "frequency", "monetary", "aov", "first_order", "last_order", "tenure", "interval",
    "r", "f", "m", "rfm", "rfm_group", "lifecycle",
  ]

  // MARK: kinds

  private mutating func kind(of index: Int) throws(FileFailure) -> ColumnKind {
    let column = header.columns[index]
    let profile = profiles[index]
    let isCents = column.mapping?.isCents ?? false
    switch profile.meaning {
    case .secret:
      notes.append("column `\(column.header)` holds credentials and was not read")
      return .skipped
    case .key: return .text(isKey: true)
    case .text: return .text(isKey: false)
    case .list: return .list
    case .flag:
      if profile.others == 0 { return .flag(isKnown: true) }
      return leftAsText(index, "not all of its cells are yes or no")
    case .money:
      guard profile.numbers.cells >= profile.others || isEssential(index) else {
        return leftAsText(index, "most of its cells are no amounts")
      }
      return .money(
        decimal: try decimalOfMoney(index), digits: currency.digits, isCents: isCents)
    case .number:
      guard profile.numbers.cells >= profile.others else {
        return leftAsText(index, "most of its cells are no numbers")
      }
      return number(index)
    case .date: return date(index)
    case .anything: return try inferred(index)
    }
  }

  private mutating func inferred(_ index: Int) throws(FileFailure) -> ColumnKind {
    let profile = profiles[index]
    if profile.isAllFlags { return .flag(isKnown: false) }
    if profile.isAllDates {
      guard profile.dates.misfits(under: dateOrder ?? .dayMonthYear) == 0 else {
        return leftAsText(index, "not all of its cells are dates")
      }
      return date(index)
    }
    guard profile.isAllNumbers else {
      if profile.numbers.cells + profile.dates.cells > 9 * profile.others, profile.known > 20,
        profile.others > 0
      {
        return leftAsText(index, "a cell is no \(profile.dates.cells > 0 ? "date" : "number")")
      }
      return .text(isKey: false)
    }
    if !profile.numbers.currencies.isEmpty {
      return .money(
        decimal: try decimalOfMoney(index), digits: currency.digits, isCents: false)
    }
    return number(index)
  }

  private mutating func leftAsText(_ index: Int, _ reason: String) -> ColumnKind {
    notes.append("column `\(header.columns[index].header)` is text: \(reason)")
    return .text(isKey: false)
  }

  /// Whether the file is of no use without the column's values.
  private func isEssential(_ index: Int) -> Bool {
    switch recognized.words[index]?.name {
    case "amount", "order_date", "event_date": true
    default: false
    }
  }

  private mutating func number(_ index: Int) -> ColumnKind {
    let tally = profiles[index].numbers
    let mark = decimal(of: tally)
    let scale = mark == UInt8(ascii: ".") ? tally.pointScale : tally.commaScale
    guard scale <= 12, tally.mostDigits <= 18 else {
      return leftAsText(index, "its numbers have too many digits")
    }
    return .number(decimal: mark, scale: scale)
  }

  private mutating func date(_ index: Int) -> ColumnKind {
    let tally = profiles[index].dates
    let misfits = tally.misfits + profiles[index].others
    if tally.cells < misfits * 2 && profiles[index].known > 0 && !isEssential(index) {
      return leftAsText(index, "most of its cells are no dates")
    }
    let order = dateOrder ?? .dayMonthYear
    let folded = header.columns[index].folded
    guard tally.realTimes > 0 else {
      return .date(order, pivot: recognized.words[index]?.name == "birth_date" ? 20 : 69)
    }
    return .dateTime(order, isUTC: folded.hasSuffix("utc") || folded.hasSuffix("gmt"))
  }

  // MARK: decimal marks

  private static let point = UInt8(ascii: ".")
  private static let comma = UInt8(ascii: ",")

  private mutating func settleDecimal() {
    if let given = options.decimal {
      decimal = given
      return
    }
    var points = 0
    var commas = 0
    for profile in profiles where isNumeric(profile) {
      points += profile.numbers.pointProofs
      commas += profile.numbers.commaProofs
    }
    if points + commas > 0 { decimal = points >= commas ? Self.point : Self.comma }
  }

  private func isNumeric(_ profile: ColumnProfile) -> Bool {
    switch profile.meaning {
    case .money, .number: true
    case .anything: profile.isAllNumbers
    default: false
    }
  }

  /// The mark of one column: its own proofs, then the file's, then the custom of the separator.
  private func decimal(of tally: NumberTally) -> UInt8 {
    if let given = options.decimal { return given }
    if tally.pointProofs != tally.commaProofs {
      return tally.pointProofs > tally.commaProofs ? Self.point : Self.comma
    }
    if let decimal { return decimal }
    return tally.ambiguousCommas > 0 && separator != Self.comma ? Self.comma : Self.point
  }

  /// The mark of a money column, which must not be guessed: where nothing proves it, the
  /// currency's digits must.
  private func decimalOfMoney(_ index: Int) throws(FileFailure) -> UInt8 {
    let tally = profiles[index].numbers
    let ambiguous = tally.ambiguousPoints + tally.ambiguousCommas
    let isProven = options.decimal != nil || decimal != nil
    if isProven || ambiguous == 0 { return decimal(of: tally) }
    let isOneMark = tally.ambiguousPoints == 0 || tally.ambiguousCommas == 0
    // Three decimals are no amount in cents, so the mark parts thousands.
    let partsThousands = currency.digits < 2 || ambiguous > tally.ambiguousWithZero
    guard isOneMark, currency.digits < 3, partsThousands else {
      throw FileFailure(
        .ambiguous, path: path,
        message: "the amounts in column `\(header.columns[index].header)` can be read with `.` or "
          + "`,` as the decimal mark; `--decimal .` or `--decimal ,` settles it")
    }
    return tally.ambiguousPoints > 0 ? Self.comma : Self.point
  }

  // MARK: date order

  private mutating func settleDateOrder() throws(FileFailure) {
    let tallies = header.columns.indices.filter { isDate(profiles[$0]) }
    let slashed = tallies.filter { profiles[$0].dates.slashed > 0 }
    if slashed.isEmpty { return }
    if let given = options.dateOrder {
      dateOrder = given
      return
    }
    let dayFirst = slashed.reduce(0) { $0 + profiles[$1].dates.dayFirstProofs }
    let monthFirst = slashed.reduce(0) { $0 + profiles[$1].dates.monthFirstProofs }
    let differing = slashed.reduce(0) { $0 + profiles[$1].dates.differing }
    let (more, fewer) = (max(dayFirst, monthFirst), min(dayFirst, monthFirst))
    guard fewer * 100 <= more, more > 0 || differing == 0 else {
      let headers = slashed.map { "`\(header.columns[$0].header)`" }.joined(separator: ", ")
      let reason = more > 0 ? "are written in both orders" : "can be read in two orders"
      throw FileFailure(
        .ambiguous, path: path,
        message: "the dates in \(headers) \(reason); `--date-order dmy` (dd/mm/yyyy) or "
          + "`--date-order mdy` (mm/dd/yyyy) settles it")
    }
    dateOrder = dayFirst >= monthFirst ? .dayMonthYear : .monthDayYear
  }

  private func isDate(_ profile: ColumnProfile) -> Bool {
    switch profile.meaning {
    case .date: profile.dates.cells > 0
    case .anything: profile.isAllDates
    default: false
    }
  }
}
