import SegModel
import SegPlan
import SegStore

/// The values of an expression as integers that equal values share and that sort as they do where
/// that matters, with the way back.
struct PickedValues {
  private enum Meaning {
    /// Numerators over one denominator.
    case numbers(over: Int64)
    /// Places in an ascending list.
    case places([Fraction])
    /// Codes of a dictionary, by place: sorted where the order matters.
    case texts(TextDictionary, codes: [UInt32]?)
    case flags
  }

  /// One integer a row; anything where the value is unknown.
  let keys: [Int64]
  let known: Bitmap?
  private let meaning: Meaning

  /// Takes values apart for a function; lists are not picked from.
  init(_ vector: Vector, for function: AggregateFunction) {
    known = vector.known
    switch vector {
    case .numbers(let numbers):
      if case .uniform(let denominator) = numbers.denominators {
        (keys, meaning) = (numbers.numerators, .numbers(over: denominator))
      } else {
        let (keys, places) = Self.places(of: numbers)
        (self.keys, meaning) = (keys, .places(places))
      }
    case .texts(let texts):
      let (keys, codes) = Self.keys(of: texts, for: function)
      (self.keys, meaning) = (keys, .texts(texts.dictionary, codes: codes))
    case .flags(let flags):
      (keys, meaning) = ((0..<flags.count).map { flags.values[$0] ? 1 : 0 }, .flags)
    case .lists: preconditionFailure("lists are counted only")
    }
  }

  private static func places(of numbers: NumberVector) -> ([Int64], [Fraction]) {
    let values = (0..<numbers.count).map { numbers[$0] }
    let distinct = Set(values.compactMap { $0 }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(distinct, Int64(0)...))
    return (values.map { $0.flatMap { places[$0] } ?? 0 }, distinct)
  }

  /// Codes that equal texts share; for `mode` places in the order of bytes.
  private static func keys(
    of texts: TextVector, for function: AggregateFunction
  ) -> (keys: [Int64], codes: [UInt32]?) {
    guard function == .mode || function == .distinct else {
      return (texts.codes.map { Int64($0) }, nil)
    }
    let dictionary = texts.dictionary
    func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
      dictionary.utf8(Int(a)).lexicographicallyPrecedes(dictionary.utf8(Int(b)))
    }
    // Ids mostly come in order: then nothing needs sorting.
    var order = Array(0..<UInt32(dictionary.count))
    let isSorted = order.dropFirst().allSatisfy { !precedes($0, $0 - 1) }
    if !isSorted { order.sort(by: precedes) }
    var places = [Int64](repeating: 0, count: max(order.count, 1))
    var codes: [UInt32] = []
    for code in order {
      let isNew =
        codes.last.map { dictionary.utf8(Int($0)) != dictionary.utf8(Int(code)) } ?? true
      if isNew { codes.append(code) }
      places[Int(code)] = Int64(codes.count - 1)
    }
    return (texts.codes.map { places[Int($0)] }, codes)
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
      let picked = picks.map { pick in codes.map { $0.isEmpty ? 0 : $0[Int(pick.low)] } }
      return .texts(
        TextVector(
          codes: zip(picked, picks).map { $0 ?? UInt32(truncatingIfNeeded: $1.low) },
          dictionary: dictionary, known: known))
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

extension AggregateFunction {
  /// Whether the value is picked out of the rows, not summed up or compared along the way.
  var isPick: Bool {
    switch self {
    case .median, .distinct, .mode, .first, .last, .nth: true
    case .count, .sum, .avg, .min, .max: false
    }
  }
}
