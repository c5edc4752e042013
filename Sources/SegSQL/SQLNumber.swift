import SegModel

/// A number or amount as SQL: a whole number over a divisor.
struct SQLNumber {
  /// What the whole number is divided by.
  enum Divisor: Hashable {
    /// A constant above 0.
    case fixed(Int128)
    /// A positive whole number, or NULL, whose text is a name or the like.
    case computed(String)
  }

  /// NULL where the value is unknown; a computed divisor may be NULL instead.
  var numerator: String
  var divisor: Divisor
  /// Tables of one row each that the texts refer to.
  var sources: [String] = []

  /// A whole number of some decimals.
  static func scaled(_ text: String, _ scale: Int) -> SQLNumber {
    SQLNumber(numerator: text, divisor: .fixed(Fraction.powerOfTen(scale) ?? 1))
  }

  static func constant(_ value: Fraction) -> SQLNumber {
    SQLNumber(numerator: "\(value.numerator)", divisor: .fixed(value.denominator))
  }

  static let unknown = SQLNumber(numerator: "NULL", divisor: .fixed(1))

  /// A text multiplied by a whole number.
  static func times(_ text: String, _ factor: Int128) -> String {
    factor == 1 ? text : "\(SQLText.whole(text)) * \(factor)"
  }

  static func times(_ text: String, _ factor: String) -> String {
    "\(SQLText.whole(text)) * \(SQLText.whole(factor))"
  }

  /// Numerators over one divisor, which is nil when it is a computed one: then the numerators can
  /// only be compared.
  static func aligned(
    _ a: SQLNumber, _ b: SQLNumber
  ) -> (a: String, b: String, divisor: Int128?) {
    switch (a.divisor, b.divisor) {
    case (.fixed(let x), .fixed(let y)):
      // The least common multiple by way of the quotient in lowest terms.
      guard let quotient = Fraction(x, over: y) else { return (a.numerator, b.numerator, nil) }
      let (left, right) = (quotient.denominator, quotient.numerator)
      return (times(a.numerator, left), times(b.numerator, right), x * left)
    case (.computed(let x), .computed(let y)):
      return x == y
        ? (a.numerator, b.numerator, nil) : (times(a.numerator, y), times(b.numerator, x), nil)
    case (.fixed(let x), .computed(let y)):
      return (times(a.numerator, y), times(b.numerator, x), nil)
    case (.computed(let x), .fixed(let y)):
      return (times(a.numerator, y), times(b.numerator, x), nil)
    }
  }

  /// The divisor as text.
  var divisorText: String {
    switch divisor {
    case .fixed(let number): "\(number)"
    case .computed(let text): text
    }
  }

  /// The test that the value is known, inside its sources.
  var isKnown: String {
    switch divisor {
    case .fixed: "\(SQLText.whole(numerator)) IS NOT NULL"
    case .computed(let divisor):
      "\(SQLText.whole(numerator)) IS NOT NULL AND \(SQLText.whole(divisor)) IS NOT NULL"
    }
  }
}
