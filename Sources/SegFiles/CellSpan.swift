/// Where the bytes of one cell lie in the scanner's buffer.
struct CellSpan {
  let start: UInt32
  let lengthAndMarks: UInt32

  init(start: Int, length: Int, isQuoted: Bool = false, hasDoubledQuotes: Bool = false) {
    self.start = UInt32(truncatingIfNeeded: start)
    lengthAndMarks =
      UInt32(truncatingIfNeeded: length) | (isQuoted ? 1 << 30 : 0)
      | (hasDoubledQuotes ? 1 << 31 : 0)
  }

  /// Bytes between the quotes, doubled quotes counted twice.
  var length: Int { Int(lengthAndMarks & 0x3FFF_FFFF) }
  var isQuoted: Bool { lengthAndMarks & 1 << 30 != 0 }
  var hasDoubledQuotes: Bool { lengthAndMarks & 1 << 31 != 0 }
}

/// A record whose cells do not fit the header.
struct MisshapenRecord {
  enum Fault { case tooFew(Int), tooMany(Int), afterQuote }
  let line: UInt32
  let start: Int
  let end: Int
  /// Well-shaped records of the batch before it.
  let rowsBefore: Int
  let fault: Fault

  var reason: String {
    switch fault {
    case .tooFew(let count): "too few cells (\(count))"
    case .tooMany(let count): "too many cells (\(count))"
    case .afterQuote: "text after a closing quote"
    }
  }
}
