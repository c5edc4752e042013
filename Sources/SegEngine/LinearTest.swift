import SegModel
import SegPlan
import SegStore

/// A comparison of sums of stored values, some of the row and some of rows of earlier steps, each
/// times a constant: in whole numbers, `a * x + b * y + c` beside 0.
struct LinearTest: Sendable {
  private struct Term: Sendable {
    /// The earlier step whose row has the value; nil for the row itself.
    let step: Int?
    let column: IntegerColumn
    var factor: Int64
  }

  /// A sum over a divisor.
  private struct Sum {
    var terms: [Term] = []
    var constant: Int64 = 0
    var divisor: Int64 = 1
  }

  private let terms: [Term]
  private let constant: Int128
  private let comparison: Comparison

  /// Most values of a comparison: so few products, of 64 bits and of 60, add up within 128 bits.
  private static let mostTerms = 4

  /// nil where the sides are no such sums, or their factors are too large.
  init?(_ left: StepTest.Operand, _ comparison: Comparison, _ right: StepTest.Operand) {
    // What is unequal may be unknown, which is no comparison.
    guard comparison != .notEqual, let a = Self.sum(left), let b = Self.sum(right),
      let x = Self.scaled(a, by: b.divisor), let y = Self.scaled(b, by: -a.divisor),
      x.terms.count + y.terms.count <= Self.mostTerms,
      (x.terms + y.terms).allSatisfy({ $0.factor.magnitude < 1 << 60 })
    else { return nil }
    terms = x.terms + y.terms
    constant = Int128(x.constant) + Int128(y.constant)
    self.comparison = comparison
  }

  /// Whether it holds for a row, given the rows chosen for the earlier steps.
  func holds(_ row: Int, _ chosen: [Int]) -> Bool {
    var sum = constant
    for term in terms {
      let row = term.step.map { chosen[$0] } ?? row
      guard let value = term.column[row] else { return false }
      sum += Int128(value) * Int128(term.factor)
    }
    return comparison.holds(sum, 0)
  }

  /// A value of the row and one of the row before, each times a factor, and a constant: compared
  /// with 0.
  struct Pair {
    var own: (column: IntegerColumn, factor: Int64)?
    var earlier: (column: IntegerColumn, factor: Int64)?
    var constant: Int64
    var comparison: Comparison
  }

  /// The test as one of two rows; nil where more values take part, or 64 bits may not hold the sum.
  var pair: Pair? {
    guard let constant = Int64(exactly: constant) else { return nil }
    var pair = Pair(constant: constant, comparison: comparison)
    var largest = Int128(constant.magnitude)
    for term in terms {
      let bounds = term.column.bounds ?? 0...0
      largest +=
        Int128(max(bounds.lowerBound.magnitude, bounds.upperBound.magnitude))
        * Int128(term.factor.magnitude)
      switch term.step {
      case nil where pair.own == nil: pair.own = (term.column, term.factor)
      case _? where pair.earlier == nil: pair.earlier = (term.column, term.factor)
      default: return nil
      }
    }
    return largest <= Int128(Int64.max) ? pair : nil
  }

  private static func sum(_ operand: StepTest.Operand) -> Sum? {
    switch operand {
    case .constant(let number):
      guard let constant = Int64(exactly: number.numerator),
        let divisor = Int64(exactly: number.denominator)
      else { return nil }
      return Sum(constant: constant, divisor: divisor)
    case .stored(let column, let units, let step):
      return Sum(terms: [Term(step: step, column: column, factor: 1)], divisor: units)
    case .own(.numbers(let numbers)): return sum(of: numbers, nil)
    case .earlier(let step, .numbers(let numbers)): return sum(of: numbers, step)
    case .negated(let operand): return sum(operand).flatMap { scaled($0, by: -1) }
    case .arithmetic(let first, let steps):
      var result = sum(first)
      for step in steps {
        guard let a = result, let b = sum(step.operand) else { return nil }
        result = combined(a, step.operation, b)
      }
      return result
    case .own, .earlier, .shifted, .localDay, .coalesce: return nil
    }
  }

  private static func sum(of numbers: NumberVector, _ step: Int?) -> Sum? {
    guard case .uniform(let divisor) = numbers.denominators else { return nil }
    let column = IntegerColumn(numbers.numerators, validity: numbers.known)
    return Sum(terms: [Term(step: step, column: column, factor: 1)], divisor: divisor)
  }

  private static func combined(_ a: Sum, _ operation: Arithmetic.Operation, _ b: Sum) -> Sum? {
    switch operation {
    case .add, .subtract, .daysBetween:
      let sign: Int64 = operation == .add ? 1 : -1
      guard let x = scaled(a, by: b.divisor), let y = scaled(b, by: sign * a.divisor),
        let divisor = product(a.divisor, b.divisor), let constant = total(x.constant, y.constant)
      else { return nil }
      return Sum(terms: x.terms + y.terms, constant: constant, divisor: divisor)
    case .multiply:
      let (sum, other) = b.terms.isEmpty ? (a, b) : (b, a)
      guard other.terms.isEmpty, var result = scaled(sum, by: other.constant),
        let divisor = product(a.divisor, b.divisor)
      else { return nil }
      result.divisor = divisor
      return result
    case .divide:
      guard b.terms.isEmpty, b.constant != 0, b.constant != .min,
        var result = scaled(a, by: b.constant < 0 ? -b.divisor : b.divisor),
        let divisor = product(a.divisor, abs(b.constant))
      else { return nil }
      result.divisor = divisor
      return result
    }
  }

  /// The sum with its factors and constant multiplied, its divisor left as it is.
  private static func scaled(_ sum: Sum, by factor: Int64) -> Sum? {
    var result = sum
    guard let constant = product(sum.constant, factor) else { return nil }
    result.constant = constant
    for index in result.terms.indices {
      guard let scaled = product(result.terms[index].factor, factor) else { return nil }
      result.terms[index].factor = scaled
    }
    return result
  }

  private static func product(_ a: Int64, _ b: Int64) -> Int64? {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : product
  }

  private static func total(_ a: Int64, _ b: Int64) -> Int64? {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : sum
  }
}
