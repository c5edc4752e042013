import SegText

extension Diagnostic {
  static func badCharacter(_ text: String, at range: SourceRange) -> Self {
    Self(code: .badCharacter, message: "unexpected character `\(text)`", range: range)
  }

  static func foreignOperator(
    _ text: String, ours: String, replacement: String, at range: SourceRange
  ) -> Self {
    Self(
      code: .foreignOperator, message: "`\(text)` is written `\(ours)` here", range: range,
      fixIts: [FixIt("replace with `\(ours)`", range: range, replacement: replacement)])
  }

  static func backticks(_ name: String, at range: SourceRange) -> Self {
    let ours = SyntaxPrinter.name(name)
    return Self(
      code: .foreignOperator, message: "names need no backticks: `\(ours)`", range: range,
      fixIts: [FixIt("replace with `\(ours)`", range: range, replacement: ours)])
  }

  static func currencySign(_ sign: String, at range: SourceRange) -> Self {
    Self(
      code: .badCharacter, message: "an amount is written without `\(sign)`", range: range,
      label: "amounts are in the store's currency",
      fixIts: [FixIt("remove `\(sign)`", range: range, replacement: "")])
  }

  static func unterminatedText(openedAt range: SourceRange) -> Self {
    Self(
      code: .unterminatedText, message: "text without its closing quote `'`", range: range,
      label: "opened here")
  }

  static func unterminatedCurlyText(at range: SourceRange) -> Self {
    Self(
      code: .badCharacter, message: "text goes in straight quotes: `'text'`", range: range)
  }

  static func curlyQuotes(_ contents: String, at range: SourceRange) -> Self {
    let straight = SyntaxPrinter.quoted(contents)
    return Self(
      code: .foreignOperator, message: "text goes in straight quotes: `\(straight)`", range: range,
      fixIts: [FixIt("replace with `\(straight)`", range: range, replacement: straight)])
  }

  static func unterminatedName(openedAt range: SourceRange) -> Self {
    Self(
      code: .unterminatedName, message: "name without its closing quote `\"`", range: range,
      label: "opened here", notes: ["text goes in single quotes: 'text'"])
  }

  static func emptyName(at range: SourceRange) -> Self {
    Self(
      code: .unexpectedToken, message: "expected a name between the quotes", range: range,
      notes: ["text goes in single quotes: ''"])
  }

  static func missingSegmentName(at range: SourceRange) -> Self {
    Self(code: .unexpectedToken, message: "expected the name of a segment after `@`", range: range)
  }

  static func badNumber(_ text: String, at range: SourceRange) -> Self {
    Self(
      code: .badNumber, message: "`\(text)` is not a number", range: range,
      notes: ["numbers are digits with at most one point: 1250 or 12.50"])
  }

  static func groupedNumber(_ text: String, at range: SourceRange) -> Self {
    let digits = text.filter { $0 != "_" }
    return Self(
      code: .badNumber, message: "`\(text)` is not a number: digits stand together", range: range,
      fixIts: [FixIt("replace with `\(digits)`", range: range, replacement: digits)])
  }

  static func bareMinuteOrMonth(_ number: String, at range: SourceRange) -> Self {
    Self(
      code: .badDuration, message: "`m` could be minutes or months", range: range,
      fixIts: [
        FixIt("months: `\(number)mo`", range: range, replacement: number + "mo"),
        FixIt("minutes: `\(number)min`", range: range, replacement: number + "min"),
      ])
  }

  static func badDurationCount(_ number: String, unit: String, at range: SourceRange) -> Self {
    let isWhole = !number.contains(".")
    return Self(
      code: .badDuration,
      message: isWhole
        ? "`\(number)\(unit)` is longer than 1,000,000 units"
        : "expected a whole number before `\(unit)`, found `\(number)`", range: range)
  }

  static func badUnit(
    _ suffix: String, number: String, replacement: DurationUnitSyntax?, at range: SourceRange
  ) -> Self {
    let units = DurationUnitSyntax.allCases.map(\.rawValue).joined(separator: " ")
    guard let replacement, !number.contains(".") else {
      return Self(
        code: .badNumber, message: "`\(number)\(suffix)` is neither a number nor a duration",
        range: range, notes: ["units of time: \(units)"])
    }
    let ours = number + replacement.rawValue
    return Self(
      code: .badDuration, message: "the unit `\(suffix)` is written `\(replacement.rawValue)`",
      range: range, fixIts: [FixIt("replace with `\(ours)`", range: range, replacement: ours)])
  }

  static func badDate(
    _ text: String, part: String, date: DateSyntax?, replacement: String?, at range: SourceRange
  ) -> Self {
    if let replacement {
      return Self(
        code: .badDate, message: "`\(text)` is written `\(replacement)`", range: range,
        fixIts: [FixIt("replace with `\(replacement)`", range: range, replacement: replacement)])
    }
    let message =
      switch part {
      case "quarter": "`\(text)` is no quarter: they run from Q1 to Q4"
      case "month": "`\(text)` is no month: they run from 01 to 12"
      case "time": "`\(text)` is no date with a time, such as 2026-11-01T14:30"
      default: dayMessage(text, date)
      }
    return Self(code: .badDate, message: message, range: range)
  }

  private static func dayMessage(_ text: String, _ date: DateSyntax?) -> String {
    guard let date, (1...9999).contains(date.year) else { return "`\(text)` is no date" }
    guard (1...12).contains(date.month) else {
      return "`\(text)` is no date: months run from 01 to 12"
    }
    guard !date.exists else { return "`\(text)` is no date, such as 2026-11-01" }
    return "`\(text)` is no date: that month has \(date.daysInMonth) days"
  }

  static func slashedDate(_ text: String, meanings: [DateSyntax], at range: SourceRange) -> Self {
    var fixIts: [FixIt] = []
    for date in meanings where !fixIts.contains(where: { $0.replacement == date.description }) {
      fixIts.append(FixIt("replace with `\(date)`", range: range, replacement: date.description))
    }
    return Self(
      code: .badDate, message: "expected a date such as 2026-11-01, found `\(text)`", range: range,
      fixIts: fixIts)
  }
}
