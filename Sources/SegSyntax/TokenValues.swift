import SegText

extension Token {
  /// The constant that a literal token writes; nil for every other token.
  func literal(in source: SourceText) -> LiteralSyntax? {
    switch kind {
    case .number: .number(Located(source.text(in: range), at: range))
    case .percent: .percent(Located(numberText(in: source), at: range))
    case .parameter:
      .parameter(Located(String(source.text(in: range).dropFirst()), at: range))
    case .text: .text(Located(unquoted(in: source), at: range))
    case .word(.yes): .flag(Located(true, at: range))
    case .word(.no): .flag(Located(false, at: range))
    case .word(.today): .namedDay(Located(.today, at: range))
    case .word(.yesterday): .namedDay(Located(.yesterday, at: range))
    case .date: .date(Located(date(in: source), at: range))
    case .dateTime: .dateTime(Located(dateTime(in: source), at: range))
    case .duration: duration(in: source).map { .duration(Located($0, at: range)) }
    default: nil
    }
  }

  /// Count and unit of a duration token.
  func duration(in source: SourceText) -> DurationSyntax? {
    let text = source.text(in: range)
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard kind == .duration, let count = Int(digits),
      let unit = DurationUnitSyntax(rawValue: text.dropFirst(digits.count).lowercased())
    else { return nil }
    return DurationSyntax(count: count, unit: unit)
  }

  /// The digits of a number or percent token.
  func numberText(in source: SourceText) -> String {
    String(source.text(in: range).prefix { ("0"..."9").contains($0) || $0 == "." })
  }

  /// Year, and month or quarter, of a month or quarter token.
  func yearAndPart(in source: SourceText) -> (year: Int, part: Int) {
    let isQuarter = kind == .quarter
    return (number(0, 4, in: source), number(isQuarter ? 6 : 5, 7, in: source))
  }

  private func date(in source: SourceText) -> DateSyntax {
    DateSyntax(
      year: number(0, 4, in: source), month: number(5, 7, in: source),
      day: number(8, 10, in: source))
  }

  private func dateTime(in source: SourceText) -> DateTimeSyntax {
    DateTimeSyntax(
      date: date(in: source), hour: number(11, 13, in: source), minute: number(14, 16, in: source),
      second: range.length > 16 ? number(17, 19, in: source) : 0)
  }

  /// The digits at two offsets into the token.
  private func number(_ start: Int, _ end: Int, in source: SourceText) -> Int {
    let text = source.text(in: SourceRange(range.lowerBound + start, range.lowerBound + end))
    return Int(text) ?? 0
  }
}
