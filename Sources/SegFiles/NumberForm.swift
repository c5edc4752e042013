import SegModel

/// How the numbers of a column are stored.
struct NumberForm {
  let decimal: UInt8
  /// Decimals that are stored.
  let scale: Int
  /// The currency of amounts; nil for mere numbers.
  let currency: Currency?
  /// What 1 is stored as, where whole numbers of eight digits surely fit.
  let one: Int64

  init(decimal: UInt8, scale: Int, currency: Currency?) {
    self.decimal = decimal
    self.scale = scale
    self.currency = currency
    one = scale <= 9 ? Self.powers[scale] : 0
  }

  /// Whether whole numbers of eight digits surely fit.
  var isShort: Bool { one > 0 }

  /// Whether numbers with a point and two decimals are stored as they stand.
  var isOfCents: Bool { scale == 2 && decimal == UInt8(ascii: ".") }

  /// Why a number is none of the column's.
  struct Misfit: Error {
    let reason: RowVerdicts.Reason
  }

  private static let powers = (0...18).map { (0..<$0).reduce(Int64(1)) { value, _ in value * 10 } }

  /// What is stored for a number; nil is no number.
  func value(of number: WrittenNumber?) -> Result<Int64, Misfit> {
    guard let number, let (stored, written) = number.value(decimal: decimal) else {
      return .failure(Misfit(reason: currency == nil ? .notNumber : .notAmount))
    }
    if number.currency != .none, let currency, !number.currency.matches(currency) {
      return .failure(Misfit(reason: .otherCurrency))
    }
    if written > scale {
      let divisor = Self.powers[min(written - scale, 18)]
      guard stored % divisor == 0 else { return .failure(Misfit(reason: .tooManyDecimals)) }
      return .success(stored / divisor)
    }
    let (scaled, overflow) = stored.multipliedReportingOverflow(by: Self.powers[scale - written])
    return overflow ? .failure(Misfit(reason: .tooLarge)) : .success(scaled)
  }
}
