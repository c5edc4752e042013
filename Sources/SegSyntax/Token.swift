package import SegText

/// The smallest piece of source that means something, without its value.
package struct Token: Sendable {
  /// What a token is.
  package enum Kind: Sendable, Hashable {
    /// A bare word; nil for one that is no keyword.
    case word(Keyword?)
    /// `"big vip"`
    case quotedName
    /// `@vip` or `@"big-vip"`
    case segmentName
    /// `$days`
    case parameter
    case number, percent, text, date, dateTime, month, quarter, duration
    case plus, minus, times, divide, coalesce
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case leftBracket, rightBracket, comma, pipe, dot, dots, semicolon
    /// A literal that is wrong, already reported; stands where a value may stand.
    case badLiteral
    /// Something that is no token, already reported.
    case bad
    case end
  }

  package var kind: Kind
  package var range: SourceRange
  /// Whether a line break lies between it and the token before.
  package var isFirstOnLine: Bool

  package init(kind: Kind, range: SourceRange, isFirstOnLine: Bool) {
    self.kind = kind
    self.range = range
    self.isFirstOnLine = isFirstOnLine
  }
}

extension Token.Kind {
  /// The comparison that the token writes, or nil.
  var comparison: ComparisonOperator? {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }

  /// Whether the token is a constant by itself.
  var isLiteral: Bool {
    switch self {
    case .number, .percent, .text, .date, .dateTime, .duration, .badLiteral, .parameter: true
    case .word(.yes), .word(.no), .word(.today), .word(.yesterday): true
    default: false
    }
  }

  /// Whether the token can be a name without quotes.
  var isName: Bool {
    switch self {
    case .word(let keyword): !(keyword?.isReserved ?? false)
    case .quotedName: true
    default: false
    }
  }
}
