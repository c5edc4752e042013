import SegModel
import SegStore

/// Values of one expression for every row of a domain.
enum Vector {
  /// Numbers, money, dates and date-times.
  case numbers(NumberVector)
  case texts(TextVector)
  case flags(FlagColumn)
  case lists(ListVector)

  /// Rows whose value is known; nil when all are.
  var known: Bitmap? {
    switch self {
    case .numbers(let vector): vector.known
    case .texts(let vector): vector.known
    case .flags(let column): column.validity
    case .lists(let vector): vector.known
    }
  }
}

/// Exact numbers: a numerator a row over one denominator for all, or one a row.
struct NumberVector {
  /// The denominators; always positive.
  enum Denominators {
    case uniform(Int64)
    case perRow([Int64])
  }

  /// Unknown rows hold anything.
  var numerators: [Int64]
  var denominators: Denominators
  /// Rows whose value is known; nil when all are.
  var known: Bitmap?

  init(_ numerators: [Int64], over denominator: Int64 = 1, known: Bitmap? = nil) {
    self.numerators = numerators
    denominators = .uniform(denominator)
    self.known = known
  }

  init(_ numerators: [Int64], overEach denominators: [Int64], known: Bitmap?) {
    self.numerators = numerators
    self.denominators = .perRow(denominators)
    self.known = known
  }

  var count: Int { numerators.count }

  func denominator(_ row: Int) -> Int64 {
    switch denominators {
    case .uniform(let denominator): denominator
    case .perRow(let denominators): denominators[row]
    }
  }

  /// The value of a row, nil when unknown.
  subscript(row: Int) -> Fraction? {
    if let known, !known[row] { return nil }
    return Fraction(Int128(numerators[row]), over: Int128(denominator(row)))
  }

  /// Whether the value of row `a` is below that of row `b`; both must be known.
  func isBelow(_ a: Int, _ b: Int) -> Bool {
    switch denominators {
    case .uniform: numerators[a] < numerators[b]
    case .perRow(let denominators):
      Int128(numerators[a]) * Int128(denominators[b])
        < Int128(numerators[b]) * Int128(denominators[a])
    }
  }

  /// The rows at the given positions, in their order.
  func gathered(_ rows: [Int32]) -> NumberVector {
    var result = self
    result.numerators = rows.map { numerators[Int($0)] }
    if case .perRow(let denominators) = denominators {
      result.denominators = .perRow(rows.map { denominators[Int($0)] })
    }
    result.known = known.map { $0.gathered(rows) }
    return result
  }
}

/// Texts as codes into a dictionary.
struct TextVector {
  /// Unknown rows hold any code of the dictionary, or 0.
  var codes: [UInt32]
  var dictionary: TextDictionary
  var known: Bitmap?

  init(codes: [UInt32], dictionary: TextDictionary, known: Bitmap?) {
    self.codes = codes
    self.dictionary = dictionary
    self.known = known
  }

  init(_ column: TextColumn) {
    self.init(
      codes: column.widenedCodes, dictionary: column.dictionary, known: column.validity)
  }

  subscript(row: Int) -> String? {
    if let known, !known[row] { return nil }
    return dictionary[Int(codes[row])]
  }

  func gathered(_ rows: [Int32]) -> TextVector {
    TextVector(
      codes: rows.map { codes[Int($0)] }, dictionary: dictionary,
      known: known.map { $0.gathered(rows) })
  }
}

/// Lists of texts held by name, the shell's own tags laid over those of the file.
struct ListVector {
  /// Distinct names with the rows that have them, sorted by bytes.
  var names: [String]
  var members: [Bitmap]
  var known: Bitmap?

  func rows(having name: String, count: Int) -> Bitmap {
    names.firstIndex(of: name).map { members[$0] } ?? Bitmap(count: count)
  }

  subscript(row: Int) -> [String]? {
    if let known, !known[row] { return nil }
    return zip(names, members).filter { $1[row] }.map(\.0)
  }

  func gathered(_ rows: [Int32]) -> ListVector {
    ListVector(
      names: names, members: members.map { $0.gathered(rows) },
      known: known.map { $0.gathered(rows) })
  }
}

extension Bitmap {
  /// The bits at the given positions, in their order.
  func gathered(_ rows: [Int32]) -> Bitmap {
    var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: rows.count))
    let source = self.words
    for (position, row) in rows.enumerated() {
      let bit = source[Int(row) >> 6] >> UInt64(row & 63) & 1
      words[position >> 6] |= bit << UInt64(position & 63)
    }
    return Bitmap(count: rows.count, words: words)
  }

  /// Where both are set, nil standing for everywhere.
  static func both(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
    guard let a else { return b }
    guard let b else { return a }
    return a.intersection(b)
  }
}
