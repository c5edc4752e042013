import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// How many customers or rows have a value in each of some even steps.
  ///
  /// Columns: `from to count share`; a value belongs to the step whose `from` it reaches. Steps are
  /// 1, 2 or 5 times a power of ten wide and begin at a multiple of that. Those whose value is
  /// unknown stand last.
  package func histogram(
    _ histogram: Histogram, of selection: Selection
  ) throws(EvaluationFailure) -> ResultTable {
    let rows = selection.rows
    let type = histogram.value.type
    guard case .numbers(let vector) = try vector(histogram.value, in: selection.domain) else {
      preconditionFailure("a histogram of what is no number")
    }
    let known = vector.known.map { known in rows.filter { known[Int($0)] } } ?? rows
    var lines: [(from: Value, to: Value, count: Int)] = []
    if let low = known.min(by: { vector.isBelow(Int($0), Int($1)) }).flatMap({ vector[Int($0)] }),
      let high = known.max(by: { vector.isBelow(Int($0), Int($1)) }).flatMap({ vector[Int($0)] })
    {
      let isWhole = type != .number || vector.isWhole(known)
      guard
        let width = Self.width(low, high, atMost: histogram.steps, isWhole: isWhole),
        let first = low.divided(by: width)?.floor, let last = high.divided(by: width)?.floor
      else { throw .overflow }
      var counts = [Int](repeating: 0, count: Int(last - first) + 1)
      try vector.count(known, inStepsOf: width, from: first, into: &counts)
      for (step, count) in counts.enumerated() {
        guard let from = width.multiplied(by: Fraction(first + Int128(step))),
          let to = from.adding(width)
        else { throw .overflow }
        lines.append((Value(from, type: type), Value(to, type: type), count))
      }
    }
    if known.count < rows.count { lines.append((.unknown, .unknown, rows.count - known.count)) }
    return try sound(
      ResultTable(columns: [
        .init(name: "from", type: type, values: lines.map(\.from)),
        .init(name: "to", type: type, values: lines.map(\.to)),
        .init(name: "count", type: .number, values: lines.map { .number(Fraction($0.count)) }),
        .init(
          name: "share", type: .number, values: lines.map { Self.share($0.count, of: rows.count) }),
      ]))
  }

  /// A part of a whole as a number; unknown of nothing.
  static func share(_ part: Int, of whole: Int) -> Value {
    Fraction(Int128(part), over: Int128(whole)).map { .number($0) } ?? .unknown
  }

  /// The narrowest round width in which that many steps reach from one value to another.
  private static func width(
    _ low: Fraction, _ high: Fraction, atMost steps: Int, isWhole: Bool
  ) -> Fraction? {
    for exponent in (isWhole ? 0 : -6)...30 {
      guard let power = Fraction.powerOfTen(abs(exponent)) else { return nil }
      for digit in [1, 2, 5] {
        let width =
          exponent < 0 ? Fraction(Int128(digit), over: power) : Fraction(Int128(digit) * power)
        guard let width, let first = low.divided(by: width)?.floor,
          let last = high.divided(by: width)?.floor
        else { continue }
        if last - first < steps { return width }
      }
    }
    return nil
  }
}

extension NumberVector {
  /// Whether the values of some rows are all whole numbers.
  fileprivate func isWhole(_ rows: [Int32]) -> Bool {
    switch denominators {
    case .uniform(1): true
    case .uniform(let denominator): rows.allSatisfy { numerators[Int($0)] % denominator == 0 }
    case .perRow(let denominators):
      rows.allSatisfy { numerators[Int($0)] % denominators[Int($0)] == 0 }
    }
  }

  /// Counts rows of known value by the step that the value is in, the first step being number
  /// `first`.
  fileprivate func count(
    _ rows: [Int32], inStepsOf width: Fraction, from first: Int128, into counts: inout [Int]
  ) throws(EvaluationFailure) {
    if case .uniform(1) = denominators, width.denominator == 1,
      let divisor = Int64(exactly: width.numerator), let start = Int64(exactly: first)
    {
      for row in rows {
        let (quotient, rest) = numerators[Int(row)].quotientAndRemainder(dividingBy: divisor)
        counts[Int((rest < 0 ? quotient - 1 : quotient) - start)] += 1
      }
      return
    }
    for row in rows {
      guard let value = self[Int(row)], let step = value.divided(by: width)?.floor else {
        throw .overflow
      }
      counts[Int(step - first)] += 1
    }
  }
}
