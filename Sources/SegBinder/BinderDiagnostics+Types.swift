import SegModel
import SegPlan
import SegSyntax
import SegText

/// Mistakes in types: one factory a mistake.
extension Diagnostic {
  static func typeMismatch(_ wanted: FieldType, _ found: FieldType, _ range: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      code: .typeMismatch, message: "expected \(wanted.rawValue), found \(found.rawValue)",
      range: range)
  }

  static func comparedTypes(
    _ left: FieldType, _ right: FieldType, _ leftRange: SourceRange, _ rightRange: SourceRange,
    _ value: Expression
  ) -> Diagnostic {
    var fixIts: [FixIt] = []
    var label: String?
    if case .constant(.text(let text)) = value, left == .date || left == .dateTime {
      label = "a date is written without quotes: 2026-11-01"
      if CalendarDate(parsing: text) != nil {
        fixIts = [FixIt("write `\(text)`", range: rightRange, replacement: text)]
      }
    } else if case .constant(.text(let text)) = value, left == .number || left == .money,
      !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    {
      label = "a number is written without quotes"
      fixIts = [FixIt("write `\(text)`", range: rightRange, replacement: text)]
    } else if case .constant(.text(let text)) = value, left == .number,
      let days = Self.days(writtenAs: text)
    {
      label = "days are plain numbers here"
      fixIts = [FixIt("write `\(days)`", range: rightRange, replacement: "\(days)")]
    } else if left == .date || left == .dateTime, case .constant(.number(let number)) = value,
      case let days = number.decimalText(decimals: 2),
      days.allSatisfy({ $0.isASCII && $0.isNumber })
    {
      label = "a day is written `\(days)d ago`; `recency` is the number of days"
    } else if left == .text, case .constant(.number(let number)) = value {
      let text = "'\(number.decimalText(decimals: 12))'"
      label = "text is written in quotes"
      fixIts = [FixIt("write `\(text)`", range: rightRange, replacement: text)]
    }
    return Diagnostic(
      code: .typeMismatch, message: "cannot compare \(left.rawValue) with \(right.rawValue)",
      range: leftRange.union(rightRange), label: label, fixIts: fixIts)
  }

  /// The number of days that a quoted duration such as `30d` or `2 weeks` means.
  private static func days(writtenAs text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), count <= 1_000_000 else { return nil }
    switch text.dropFirst(digits.count).drop(while: { $0 == " " }).lowercased() {
    case "d", "day", "days": return count
    case "w", "week", "weeks": return count * 7
    default: return nil
    }
  }

  static func comparedLists(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "a list of text is not compared", range: range,
      label: "ask `tags has 'x'`")
  }

  static func orderedFlags(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "yes/no has no order", range: range,
      label: "compare with `=` or `!=`")
  }

  static func mixedList(_ range: SourceRange, _ types: Set<FieldType>) -> Diagnostic {
    let names = types.map(\.rawValue).sorted().joined(separator: " and ")
    return Diagnostic(
      code: .typeMismatch, message: "a list holds values of one type, found \(names)",
      range: range)
  }

  static func wrongOperand(_ sign: String, _ type: FieldType, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "`\(sign)` does not apply to \(type.rawValue)", range: range)
  }

  static func wrongOperands(
    _ operation: Located<ArithmeticOperator>, _ left: FieldType, _ right: FieldType
  ) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch,
      message: "`\(operation.value.rawValue)` does not apply to \(left.rawValue) and "
        + right.rawValue,
      range: operation.range,
      label: left == .money && right == .number || left == .number && right == .money
        ? "an amount and a number do not add up" : nil)
  }

  static func strayDuration(_ range: SourceRange, _ duration: DurationSyntax) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "`\(duration.text)` goes with a date", range: range,
      label: "as in `today - \(duration.text)` or `\(duration.text) ago`")
  }

  static func badDateArithmetic(
    _ operation: Located<ArithmeticOperator>, _ type: FieldType, _ duration: DurationSyntax
  ) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch,
      message: "`\(operation.value.rawValue) \(duration.text)` does not apply to \(type.rawValue)",
      range: operation.range, label: "a date takes + or - days, weeks, months, quarters or years")
  }

  static func durationAsValue(_ duration: Located<DurationSyntax>) -> Diagnostic {
    let text = duration.value.text
    return Diagnostic(
      code: .typeMismatch, message: "`\(text)` is a duration, not a value", range: duration.range,
      label: "a date: `\(text) ago`; a period: `in last \(text)`",
      fixIts: [
        FixIt("write `\(text) ago`", range: duration.range, replacement: text + " ago")
      ])
  }

  /// `isRecency` says that the number is that of days since the last order.
  static func durationForNumber(
    _ duration: Located<DurationSyntax>, isRecency: Bool
  ) -> Diagnostic {
    let value = duration.value
    let (months, days) = value.calendarShift
    let isDays = value.seconds == nil && months == 0
    return Diagnostic(
      code: .typeMismatch, message: "expected a number, found the duration `\(value.text)`",
      range: duration.range,
      label: isDays
        ? "days are plain numbers here"
        : isRecency ? "as a date: `last_order in last \(value.text)`" : nil,
      fixIts: isDays
        ? [FixIt("write `\(days)`", range: duration.range, replacement: "\(days)")] : [])
  }

  static func numberTooLarge(_ digits: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .badNumber, message: "`\(digits.value)` has too many digits", range: digits.range,
      label: "at most 18 digits")
  }

  static func expectedDate(_ range: SourceRange, found: FieldType) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "expected a date such as 2026-11-01, found \(found.rawValue)",
      range: range)
  }

  static func expectedText(_ range: SourceRange, found: FieldType) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "expected text in quotes, found \(found.rawValue)",
      range: range)
  }

  static func reversedPeriod(_ range: SourceRange, _ from: CalendarDate, _ through: CalendarDate)
    -> Diagnostic
  {
    Diagnostic(
      code: .reversedPeriod, message: "the period ends before it begins", range: range,
      label: "swap the ends",
      fixIts: [
        FixIt(
          "write `\(through) .. \(from)`", range: range, replacement: "\(through) .. \(from)")
      ])
  }

  static func reversedBetween(_ low: SourceRange, _ high: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .reversedPeriod, message: "`between` names the smaller value first",
      range: low.union(high), label: "swap the two")
  }

  static func periodOfNoDate(_ range: SourceRange, _ type: FieldType) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "`in` a period asks for a date, found \(type.rawValue)",
      range: range)
  }

  static func hoursOfDate(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "hours and minutes do not apply to a date", range: range,
      label: "use days: `1d`")
  }

  static func textTestType(_ test: Located<TextTestSyntax>, _ type: FieldType, _ range: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      code: .typeMismatch,
      message: "`\(test.value.rawValue)` asks for text, found \(type.rawValue)", range: range,
      label: type == .list ? "a list is asked with `has`" : nil)
  }

  static func hasOfNoList(_ range: SourceRange, _ type: FieldType) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "`has` asks for a list, found \(type.rawValue)", range: range,
      label: type == .text ? "text is asked with `contains`" : nil)
  }

  static func truthOfType(_ range: SourceRange, _ type: FieldType) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "expected a condition, found \(type.rawValue)", range: range,
      label: type == .flag ? nil : "compare it with something")
  }

  static func needsScores(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .needsScores, message: "on the scale to 10 `rfm` is shown, not compared", range: range,
      label: "compare the scores: `r >= 9 and f >= 9 and m >= 9`")
  }
}
