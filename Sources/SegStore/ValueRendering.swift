import SegModel

/// Values as text, for columns that hold text in one file and something else in another.
struct ValueRendering {
  let profile: StoreProfile

  /// Every known value as text.
  func text(of column: Column, _ field: Field) -> TextColumn {
    switch column {
    case .text(let column):
      return column
    case .flags(let column):
      let codes = (0..<column.count).map { UInt32(column.values[$0] ? 1 : 0) }
      return TextColumn(
        codes: codes, dictionary: TextDictionary(["no", "yes"]), validity: column.validity)
    case .lists(let column):
      return TextColumn((0..<column.count).map { column[$0]?.joined(separator: ", ") })
    case .integers(let column):
      return text(of: column, field)
    }
  }

  private func text(of column: IntegerColumn, _ field: Field) -> TextColumn {
    var codeOfValue: [Int64: UInt32] = [:]
    var texts: [String] = []
    let codes = column.widened.map { value in
      if let code = codeOfValue[value] { return code }
      let code = UInt32(texts.count)
      codeOfValue[value] = code
      texts.append(text(of: value, field))
      return code
    }
    return TextColumn(
      codes: codes, dictionary: TextDictionary(texts), validity: column.validity)
  }

  private func text(of value: Int64, _ field: Field) -> String {
    switch field.type {
    case .date:
      return CalendarDate(dayNumber: Int32(clamping: value)).description
    case .dateTime:
      let parts = profile.zone.localParts(of: Instant(secondsSinceEpoch: value))
      let time = [parts.secondOfDay / 3600, parts.secondOfDay / 60 % 60, parts.secondOfDay % 60]
      return "\(parts.day)T" + time.map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
    case .money:
      let digits = profile.currency.digits
      let major = Fraction(value, scale: digits) ?? Fraction(value)
      return major.decimalText(decimals: digits, fixed: true)
    case .number, .text, .flag, .list:
      let number = Fraction(value, scale: field.scale) ?? Fraction(value)
      return number.decimalText(decimals: field.scale)
    }
  }
}
