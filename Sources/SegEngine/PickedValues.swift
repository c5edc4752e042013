import SegModel
import SegPlan
import SegStore

/// The values of an expression as integers that equal values share and that sort as they do where
/// that matters, with the way back.
struct PickedValues {
  /// Where the integers are; anything where the value is unknown.
  private enum Source {
    case column(IntegerColumn)
    case codes(TextColumn.Codes)
    case list([Int64])
  }

  private enum Meaning {
    /// Numerators over one denominator.
    case numbers(over: Int64)
    /// Places in an ascending list.
    case places([Fraction])
    /// Codes of a dictionary, by place: sorted where the order matters.
    case texts(TextDictionary, codes: [UInt32]?)
    case flags
  }

  private let source: Source
  /// For codes whose order matters: the key of each.
  private let keyOfCode: [Int64]?
  /// Rows whose value is known; nil when all are.
  let known: Bitmap?
  /// Ends that no known key lies outside of, where they are told without a look at each.
  let bounds: ClosedRange<Int64>?
  private let meaning: Meaning

  /// Takes values apart for a function; lists are not picked from.
  init(_ vector: Vector, for function: AggregateFunction) {
    known = vector.known
    switch vector {
    case .numbers(let numbers):
      (keyOfCode, bounds) = (nil, nil)
      if case .uniform(let denominator) = numbers.denominators {
        (source, meaning) = (.list(numbers.numerators), .numbers(over: denominator))
      } else {
        let (keys, places) = Self.places(of: numbers)
        (source, meaning) = (.list(keys), .places(places))
      }
    case .texts(let texts):
      let order = Self.order(of: texts.dictionary, for: function)
      source = .list(texts.codes.map { Int64($0) })
      (keyOfCode, bounds) = (order?.keys, Self.bounds(texts.dictionary, order?.codes))
      meaning = .texts(texts.dictionary, codes: order?.codes)
    case .flags(let flags):
      (keyOfCode, bounds) = (nil, 0...1)
      (source, meaning) = (.list((0..<flags.count).map { flags.values[$0] ? 1 : 0 }), .flags)
    case .lists: preconditionFailure("lists are counted only")
    }
  }

  /// Stored numbers, which are read where they are; nil for a unit that 64 bits do not hold.
  init?(_ numbers: StoredNumbers) {
    guard let units = Int64(exactly: numbers.unitsPerOne) else { return nil }
    (known, bounds) = (numbers.column.validity, numbers.column.bounds)
    (source, keyOfCode, meaning) = (.column(numbers.column), nil, .numbers(over: units))
  }

  /// Stored texts, which are read where they are; nil where each row has a text of its own.
  init?(_ texts: TextColumn, for function: AggregateFunction) {
    guard !texts.isPlain else { return nil }
    let order = Self.order(of: texts.dictionary, for: function)
    (known, source) = (texts.validity, .codes(texts.codes))
    (keyOfCode, bounds) = (order?.keys, Self.bounds(texts.dictionary, order?.codes))
    meaning = .texts(texts.dictionary, codes: order?.codes)
  }

  private init(_ values: PickedValues, keys: [Int64]) {
    (source, keyOfCode, known) = (.list(keys), nil, nil)
    (bounds, meaning) = (values.bounds, values.meaning)
  }

  /// The values of some rows, all of which are known.
  func gathered(_ rows: [Int32]) -> PickedValues {
    PickedValues(self, keys: reading { keys in rows.map { keys[Int($0)] } })
  }

  /// Lets `body` read the keys in place.
  func reading<Result>(_ body: (KeyReader) -> Result) -> Result {
    guard let keyOfCode else {
      return readingIntegers { body(KeyReader(integers: $0, keyOfCode: nil)) }
    }
    return keyOfCode.withUnsafeBufferPointer { keys in
      readingIntegers { body(KeyReader(integers: $0, keyOfCode: keys.baseAddress)) }
    }
  }

  private func readingIntegers<Result>(_ body: (IntegerReader) -> Result) -> Result {
    switch source {
    case .column(let column): IntegerReader.reading(column, body)
    case .codes(let codes): IntegerReader.reading(codes, body)
    case .list(let integers): IntegerReader.reading(integers, body)
    }
  }

  private static func places(of numbers: NumberVector) -> ([Int64], [Fraction]) {
    let values = (0..<numbers.count).map { numbers[$0] }
    let distinct = Set(values.compactMap { $0 }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(distinct, Int64(0)...))
    return (values.map { $0.flatMap { places[$0] } ?? 0 }, distinct)
  }

  /// For `mode` and `distinct` the key of each code, which equal texts share, in the order of
  /// bytes, and a code for each key; nil where codes will do.
  private static func order(
    of dictionary: TextDictionary, for function: AggregateFunction
  ) -> (keys: [Int64], codes: [UInt32])? {
    guard function == .mode || function == .distinct else { return nil }
    func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
      dictionary.utf8(Int(a)).lexicographicallyPrecedes(dictionary.utf8(Int(b)))
    }
    // Ids mostly come in order: then nothing needs sorting.
    var order = Array(0..<UInt32(dictionary.count))
    let isSorted = order.dropFirst().allSatisfy { !precedes($0, $0 - 1) }
    if !isSorted { order.sort(by: precedes) }
    var keys = [Int64](repeating: 0, count: max(order.count, 1))
    var codes: [UInt32] = []
    for code in order {
      let isNew =
        codes.last.map { dictionary.utf8(Int($0)) != dictionary.utf8(Int(code)) } ?? true
      if isNew { codes.append(code) }
      keys[Int(code)] = Int64(codes.count - 1)
    }
    return (keys, codes)
  }

  private static func bounds(
    _ dictionary: TextDictionary, _ codes: [UInt32]?
  ) -> ClosedRange<Int64> {
    0...Int64(max((codes?.count ?? dictionary.count) - 1, 0))
  }

  /// The picks of each owner as values of the same kind.
  func vector(
    _ picks: [SlicePicks.Pick], _ function: AggregateFunction, known: Bitmap?
  ) throws(EvaluationFailure) -> Vector {
    guard function != .distinct else { return .numbers(NumberVector(picks.map(\.low))) }
    switch meaning {
    case .numbers(let denominator):
      guard function == .median else {
        return .numbers(NumberVector(picks.map(\.low), over: denominator, known: known))
      }
      let (twice, isTooFine) = denominator.multipliedReportingOverflow(by: 2)
      var sums = [Int64](repeating: 0, count: picks.count)
      var overflowed = isTooFine
      for (owner, pick) in picks.enumerated() {
        let (sum, overflow) = pick.low.addingReportingOverflow(pick.high)
        sums[owner] = sum
        overflowed = overflowed || overflow
      }
      guard !overflowed else { throw .overflow }
      return .numbers(NumberVector(sums, over: twice, known: known))
    case .texts(let dictionary, let codes):
      let picked = picks.map { pick in
        guard let codes else { return UInt32(truncatingIfNeeded: pick.low) }
        return codes.isEmpty ? 0 : codes[Int(pick.low)]
      }
      return .texts(TextVector(codes: picked, dictionary: dictionary, known: known))
    case .flags:
      var values = Bitmap(count: picks.count)
      for (owner, pick) in picks.enumerated() where pick.low == 1 { values[owner] = true }
      if let known { values.formIntersection(known) }
      return .flags(FlagColumn(values: values, validity: known))
    case .places: preconditionFailure("rows have stored values")
    }
  }

  /// One pick as a value of a type.
  func value(
    _ pick: SlicePicks.Pick, _ function: AggregateFunction, _ type: FieldType
  ) throws(EvaluationFailure) -> Value {
    guard function != .distinct else { return .number(Fraction(pick.low)) }
    switch meaning {
    case .numbers(let denominator):
      let sum = Int128(pick.low) + Int128(pick.high)
      guard let mean = Fraction(sum, over: 2 * Int128(denominator)) else { throw .overflow }
      return Value(mean, type: type)
    case .places(let places):
      let (low, high) = (places[Int(pick.low)], places[Int(pick.high)])
      guard function == .median, low != high else { return Value(low, type: type) }
      guard let mean = low.adding(high)?.divided(by: Fraction(2)) else { throw .overflow }
      return Value(mean, type: type)
    case .texts(let dictionary, let codes):
      return .text(dictionary[codes.map { Int($0[Int(pick.low)]) } ?? Int(pick.low)])
    case .flags: return .flag(pick.low == 1)
    }
  }
}

/// Reads the keys of rows; good only inside `reading`.
struct KeyReader {
  fileprivate let integers: IntegerReader
  fileprivate let keyOfCode: UnsafePointer<Int64>?

  @inline(__always)
  subscript(row: Int) -> Int64 {
    let integer = integers[row]
    guard let keyOfCode else { return integer }
    return keyOfCode[Int(integer)]
  }
}
