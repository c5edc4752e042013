/// One value of the language, or the absence of one.
package enum Value: Sendable, Hashable {
  case unknown
  case number(Fraction)
  /// An amount in minor units of the store's currency; a quotient need not be whole.
  case money(Fraction)
  case text(String)
  case date(CalendarDate)
  case dateTime(Instant)
  case flag(Bool)
  case list([String])

  /// The type, or nil for the unknown.
  package var type: FieldType? {
    switch self {
    case .unknown: nil
    case .number: .number
    case .money: .money
    case .text: .text
    case .date: .date
    case .dateTime: .dateTime
    case .flag: .flag
    case .list: .list
    }
  }
}
