/// Files of orders whose later rows are of another kind than their first ones.
enum LateSurprise: CaseIterable {
  case nothing, textForNumbers, bigNumbers, moreDecimals, decimalCommas, codes
  case dayFirst, monthFirst, bothOrders, times, offsets, missingDays, compactDates
  case quotedLines, quotedEmpties, needlessQuotes, openQuote
  case emptyThenNumbers, emptyThenDates, emptyThenFlags, emptyThenText, emptyThenBoth
  case currencies, otherCurrency, badCells, manyBadCells, badFlags, missingMarks
  case headerAgain, totals, blankLines, misshapen, decomposed, lists

  private static let header =
    "order_id,customer_id,order_date,amount,city,day,weight,gift_wrap,later,currency,tags\n"

  /// A file with so many usual rows before the surprise, and some after it.
  func text(rowsBefore count: Int) -> String {
    let usual = (0..<count).map { row(number: $0) }
    let after = (0..<5).map { row(number: count + 10 + $0) }
    return Self.header + usual.joined() + surprise + after.joined()
  }

  /// A usual row, which has dates that both orders explain where orders of dates are at stake.
  private func row(number: Int) -> String {
    let day = 10 + number % 19
    let written: String =
      switch self {
      case .dayFirst, .monthFirst, .bothOrders: "0\(1 + number % 9)/0\(1 + number % 9)/2025"
      default: "2025-01-\(day)"
      }
    let weight = self == .decimalCommas ? "\(number)" : "\(number).5"
    return "O-\(number),C-\(number % 7),2025-02-\(day) 10:\(day):00,\(number).25,Paris,\(written),"
      + "\(weight),\(number % 2 == 0 ? "yes" : "no"),,EUR,\n"
  }

  /// A row with some cells of its own.
  private func row(
    date: String = "2025-03-01 08:00:00", amount: String = "5.00", city: String = "Lyon",
    day: String = "2025-03-01", weight: String = "1.5", gift: String = "no", later: String = "",
    currency: String = "EUR", tags: String = ""
  ) -> String {
    "X,C-1,\(date),\(amount),\(city),\(day),\(weight),\(gift),\(later),\(currency),\(tags)\n"
  }

  private var surprise: String {
    switch self {
    case .nothing: ""
    case .textForNumbers: row(weight: "heavy") + row(weight: "3")
    case .bigNumbers: row(amount: "90000000000.00", weight: "123456789012345") + row(weight: "-7")
    case .moreDecimals: row(amount: "1.500", weight: "0.12345") + row(weight: "1,234.5")
    case .decimalCommas: row(weight: "\"1,25\"") + row(weight: "\"2,5\"")
    case .codes: row(weight: "007") + row(weight: "8")
    case .dayFirst: row(day: "25/12/2025")
    case .monthFirst: row(day: "12/25/2025")
    case .bothOrders: row(day: "12/25/2025") + row(day: "25/12/2025")
    case .times: row(day: "2025-03-01 11:30:00") + row(day: "2025-03-01T00:00:00")
    case .offsets: row(date: "2025-03-01T08:00:00+02:00") + row(date: "1931-03-01 08:00:00")
    case .missingDays: row(date: "", day: "2025-02-30") + row(day: "0000-00-00")
    case .compactDates: row(date: "20250301", day: "20250301") + row(date: "2025-3-1 8:05 PM")
    case .quotedLines:
      row(city: "\"a\n\"\"b\"\",c\r\nd\"", tags: "\"x,y\"") + row(city: "\"\n\n\n\"")
        + String(repeating: row(city: "\"one\n2,two\n\nthree\""), count: 4)
    case .quotedEmpties: row(city: "\"\"") + row(city: "\" \"") + row(city: "\"a,b\"")
    case .needlessQuotes: row(city: "\"\"") + row(city: "\"Nice\"")
    case .openQuote: row(city: "\"Nice")
    case .emptyThenNumbers: row(later: "12.50") + row(later: "3")
    case .emptyThenDates: row(later: "31/01/2025") + row(later: "2025-01-31")
    case .emptyThenFlags: row(later: "yes") + row(later: "oui")
    case .emptyThenText: row(later: "n/a") + row(later: "hello") + row(later: "5")
    case .emptyThenBoth: row(later: "5") + row(later: "2025-01-31") + row(later: "yes")
    case .currencies: row(amount: "$5.00", weight: "5 kr") + row(amount: "€5.00")
    case .otherCurrency: row(currency: "USD") + row(currency: "$") + row(currency: "")
    case .badCells: row(date: "soon") + row(amount: "much") + row(amount: "1.005", city: "\"a,b\"")
    case .manyBadCells: String(repeating: row(amount: "much"), count: 90)
    case .badFlags: row(gift: "maybe") + row(gift: "1")
    case .missingMarks: row(amount: "n/a", day: "-", weight: "null", gift: "--", later: " ")
    case .headerAgain: Self.header + row() + Self.header
    case .totals: "Total,,,99.00,,,,,,,\n" + row(city: "Total") + "Totals:,,,,,,,,,,\n"
    case .blankLines: "\n \n\t\n,,,,,,,,,,\n" + row() + "\n\n"
    case .misshapen: "1,2\n" + row() + "1,2,3,4,5,6,7,8,9,10,11,12\n\"a\"b,,,,,,,,,,\n"
    case .decomposed: row(city: "E\u{301}vry") + row(city: "'75008") + row(city: " Gand")
    case .lists: row(tags: "\"vip, new\"") + row(tags: "vip;old") + row(tags: "new|vip|new")
    }
  }
}
