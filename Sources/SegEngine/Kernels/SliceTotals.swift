import SegModel
import SegPlan
import SegStore

/// What the values of each owner's rows come to, on every core.
struct SliceTotals {
  /// Rows that count, without those of an unknown value; nil means every row.
  let mask: Bitmap?
  let owners: RowOwners

  private var offsets: [UInt32] { owners.offsets }

  /// Whether no sum of rows of the column can leave 64 bits.
  static func isSafe(_ column: IntegerColumn) -> Bool {
    guard let bounds = column.bounds else { return true }
    let largest = max(bounds.lowerBound.magnitude, bounds.upperBound.magnitude)
    let (sum, overflow) = largest.multipliedReportingOverflow(by: UInt64(column.count))
    return !overflow && sum <= UInt64(Int64.max)
  }

  /// One value an owner: the sum, the smallest or the largest value; anything over no rows, but
  /// sums are 0 then.
  ///
  /// - Throws: `.overflow` when a sum leaves 64 bits.
  func values(
    _ function: AggregateFunction, of column: IntegerColumn
  ) throws(EvaluationFailure) -> [Int64] {
    switch function {
    case .min: return made(of: column, MakeMinimum())
    case .max: return made(of: column, MakeMaximum())
    default:
      guard Self.isSafe(column) else { return try checkedSums(column) }
      return made(of: column, MakeSum())
    }
  }

  /// The value of each owner's first set row; the base over none.
  func first(of column: IntegerColumn) -> [Int64] { made(of: column, MakeFirst()) }

  /// The value of each owner's last set row; the base over none.
  func last(of column: IntegerColumn) -> [Int64] { made(of: column, MakeLast()) }

  /// Owners whose sum lies in a range, where no rows come to 0; the column must be safe.
  func sums(
    of column: IntegerColumn, in range: ClosedRange<Int64>, candidates: Bitmap?
  ) -> Bitmap {
    let sparse = range.contains(0) ? nil : SparseSums(mask: mask, owners: owners)
    func found<Width: FixedWidthInteger & Sendable>(_ values: [Width]) -> Bitmap {
      if let sparse {
        let found = sparse.owners(values, column.base, in: range)
        return Bitmap.both(found, candidates) ?? found
      }
      return reading(values, column.base) { rows in
        SliceKernels.owners(offsets, candidates, SumTest(rows: rows, range: range))
      }
    }
    return switch column.storage {
    case .int8(let values): found(values)
    case .int16(let values): found(values)
    case .int32(let values): found(values)
    case .int64(let values): found(values)
    }
  }

  private func made(of column: IntegerColumn, _ reduction: some Reduction) -> [Int64] {
    switch column.storage {
    case .int8(let values): made(of: values, column.base, reduction)
    case .int16(let values): made(of: values, column.base, reduction)
    case .int32(let values): made(of: values, column.base, reduction)
    case .int64(let values): made(of: values, column.base, reduction)
    }
  }

  @inline(__always)
  private func made<Width: FixedWidthInteger & Sendable>(
    of values: [Width], _ base: Int64, _ reduction: some Reduction
  ) -> [Int64] {
    reading(values, base) { rows in
      SliceKernels.values(offsets, Reduced(rows: rows, reduction: reduction))
    }
  }

  @inline(__always)
  private func reading<Width, Result>(
    _ values: [Width], _ base: Int64, _ body: (MeantRows<Width>) -> Result
  ) -> Result {
    RowBits.reading(mask) { bits in
      values.withUnsafeBufferPointer { body(MeantRows(bits: bits, values: $0, base: base)) }
    }
  }

  private func checkedSums(_ column: IntegerColumn) throws(EvaluationFailure) -> [Int64] {
    var sums = [Int64](repeating: 0, count: offsets.count - 1)
    for owner in sums.indices {
      for row in Int(offsets[owner])..<Int(offsets[owner + 1]) where mask?[row] ?? true {
        let (sum, overflow) = sums[owner].addingReportingOverflow(column.rawValue(row))
        if overflow { throw .overflow }
        sums[owner] = sum
      }
    }
    return sums
  }
}

/// The meant rows of a relation with their values.
private struct MeantRows<Width: FixedWidthInteger> {
  let bits: RowBits
  let values: UnsafeBufferPointer<Width>
  let base: Int64

  @inline(__always)
  func value(_ row: Int) -> Int64 { base &+ Int64(truncatingIfNeeded: values[row]) }
}

/// One number made of the meant rows among some.
private protocol Reduction: SendableMetatype {
  func reduce<Width>(_ rows: MeantRows<Width>, _ start: Int, _ end: Int) -> Int64
}

private struct MakeSum: Reduction {
  @inline(__always)
  func reduce<Width>(_ rows: MeantRows<Width>, _ start: Int, _ end: Int) -> Int64 {
    var sum: Int64 = 0
    rows.bits.forEach(start, end) { sum &+= rows.value($0) }
    return sum
  }
}

private struct MakeMinimum: Reduction {
  @inline(__always)
  func reduce<Width>(_ rows: MeantRows<Width>, _ start: Int, _ end: Int) -> Int64 {
    var low = Int64.max
    rows.bits.forEach(start, end) { low = min(low, rows.value($0)) }
    return low == .max ? 0 : low
  }
}

private struct MakeMaximum: Reduction {
  @inline(__always)
  func reduce<Width>(_ rows: MeantRows<Width>, _ start: Int, _ end: Int) -> Int64 {
    var high = Int64.min
    rows.bits.forEach(start, end) { high = max(high, rows.value($0)) }
    return high == .min ? 0 : high
  }
}

private struct MakeFirst: Reduction {
  @inline(__always)
  func reduce<Width>(_ rows: MeantRows<Width>, _ start: Int, _ end: Int) -> Int64 {
    let row = rows.bits.first(start, end)
    return row < 0 ? rows.base : rows.value(row)
  }
}

private struct MakeLast: Reduction {
  @inline(__always)
  func reduce<Width>(_ rows: MeantRows<Width>, _ start: Int, _ end: Int) -> Int64 {
    let row = rows.bits.last(start, end)
    return row < 0 ? rows.base : rows.value(row)
  }
}

private struct Reduced<Width: FixedWidthInteger, Kind: Reduction>: OwnerValue {
  let rows: MeantRows<Width>
  let reduction: Kind

  @inline(__always)
  func value(_ start: Int, _ end: Int) -> Int64 { reduction.reduce(rows, start, end) }
}

private struct SumTest<Width: FixedWidthInteger>: OwnerTest {
  let rows: MeantRows<Width>
  let range: ClosedRange<Int64>

  @inline(__always)
  func holds(_ start: Int, _ end: Int) -> Bool {
    var sum: Int64 = 0
    rows.bits.forEach(start, end) { sum &+= rows.value($0) }
    return range.lowerBound <= sum && sum <= range.upperBound
  }
}
