import SegModel
import SegPlan
import SegStore

/// Groups by keys with few distinct values, counted in arrays instead of tables, on every core.
///
/// A group's number is made of its keys' codes; an unknown key has the last code.
struct DenseGroups {
  /// One key: a stored column and the number of codes it needs, the unknown one included.
  struct Key {
    let column: Column
    /// The stored value of code 0, for integers.
    let low: Int64
    let codeCount: Int
  }

  /// One figure about stored numbers: how many are known, their sum and their ends.
  struct Figure {
    let function: AggregateFunction
    let column: IntegerColumn
  }

  /// What the members of each group come to.
  struct Totals {
    var counts: [Int64]
    /// One array a figure: known values of each group.
    var known: [[Int64]]
    /// One array a figure: sum, smallest or largest value of each group.
    var values: [[Int64]]
  }

  let keys: [Key]
  let figures: [Figure]
  let groupCount: Int

  /// Most groups that there can be, empty ones included.
  private static let limit = 1 << 14
  /// Rows whose group numbers are held at a time: a whole number of words.
  private static let stepRows = 1 << 10

  /// nil where there would be too many groups for so many rows.
  init?(keys: [Key], figures: [Figure], rowCount: Int) {
    let limit = min(Self.limit, rowCount)
    var count = 1
    for key in keys {
      let (product, overflow) = count.multipliedReportingOverflow(by: key.codeCount)
      guard !overflow, product <= limit else { return nil }
      count = product
    }
    // Sums over all rows fit, so that no addition needs a check.
    guard figures.allSatisfy({ SliceTotals.isSafe($0.column) }) else { return nil }
    self.keys = keys
    self.figures = figures
    groupCount = count
  }

  /// The code of a key in a group; the last one means unknown.
  func code(_ key: Int, in group: Int) -> Int {
    keys[(key + 1)...].reduce(group) { $0 / $1.codeCount } % keys[key].codeCount
  }

  /// The totals over the members.
  func totals(_ members: Bitmap) -> Totals {
    let parts = Parallel.width
    let steps = (members.count + Self.stepRows - 1) / Self.stepRows
    let each = (steps + parts - 1) / parts
    var partial = [Totals?](repeating: nil, count: parts)
    partial.withUnsafeMutableBufferPointer { partial in
      // Each part writes an element of its own.
      nonisolated(unsafe) let partial = partial
      Parallel.run(parts) { part in
        var totals = emptyTotals
        for step in part * each..<min((part + 1) * each, steps) {
          let start = step * Self.stepRows
          add(start..<min(start + Self.stepRows, members.count), members, to: &totals)
        }
        partial[part] = totals
      }
    }
    return partial.compactMap(\.self).reduce(into: emptyTotals) { $0.add($1, figures) }
  }

  private var emptyTotals: Totals {
    let zeros = [Int64](repeating: 0, count: groupCount)
    return Totals(
      counts: zeros, known: figures.map { _ in zeros },
      values: figures.map {
        [Int64](repeating: $0.function.startValue, count: groupCount)
      })
  }

  private func add(_ rows: Range<Int>, _ members: Bitmap, to totals: inout Totals) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.stepRows) { groups in
      groups.initialize(repeating: 0)
      for key in keys { key.addCodes(of: rows, to: groups) }
      let words = rows.lowerBound / 64..<(rows.upperBound + 63) / 64
      totals.counts.withUnsafeMutableBufferPointer { counts in
        for word in words {
          let base = (word - words.lowerBound) * 64
          Self.forEach(members.words[word]) { counts[Int(groups[base &+ $0])] &+= 1 }
        }
      }
      for (index, figure) in figures.enumerated() {
        totals.known[index].withUnsafeMutableBufferPointer { known in
          totals.values[index].withUnsafeMutableBufferPointer { values in
            figure.add(words, members, UnsafeBufferPointer(groups), known, values)
          }
        }
      }
    }
  }

  /// Calls `body` with each set bit; a full word needs no search for bits.
  @inline(__always)
  static func forEach(_ word: UInt64, _ body: (Int) -> Void) {
    if word == .max {
      for bit in 0..<64 { body(bit) }
      return
    }
    var rest = word
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest &- 1
    }
  }
}

extension DenseGroups.Key {
  /// Turns group numbers so far into those with this key's codes added.
  fileprivate func addCodes(of rows: Range<Int>, to groups: UnsafeMutableBufferPointer<UInt32>) {
    let factor = UInt32(codeCount)
    switch column {
    case .integers(let column):
      let shift = column.base &- low
      switch column.storage {
      case .int8(let values): add(values, shift, rows, groups, factor)
      case .int16(let values): add(values, shift, rows, groups, factor)
      case .int32(let values): add(values, shift, rows, groups, factor)
      case .int64(let values): add(values, shift, rows, groups, factor)
      }
    case .text(let column):
      switch column.codes {
      case .uint8(let codes): add(codes, 0, rows, groups, factor)
      case .uint16(let codes): add(codes, 0, rows, groups, factor)
      case .uint32(let codes): add(codes, 0, rows, groups, factor)
      case .rows: preconditionFailure("texts of their own are not dense keys")
      }
    case .flags(let column):
      for (place, row) in rows.enumerated() {
        let bit = UInt32(truncatingIfNeeded: column.values.words[row >> 6] >> UInt64(row & 63) & 1)
        groups[place] = groups[place] &* factor &+ bit
      }
    case .lists: preconditionFailure("lists are not dense keys")
    }
    guard let validity = column.validity else { return }
    for (place, row) in rows.enumerated()
    where validity.words[row >> 6] >> UInt64(row & 63) & 1 == 0 {
      groups[place] = groups[place] / factor * factor + factor - 1
    }
  }

  @inline(__always)
  private func add<Width: FixedWidthInteger>(
    _ values: [Width], _ shift: Int64, _ rows: Range<Int>,
    _ groups: UnsafeMutableBufferPointer<UInt32>, _ factor: UInt32
  ) {
    // Unknown rows hold some value; keeping it below the factor lets division take it off again.
    let last = factor &- 1
    let shift = UInt32(truncatingIfNeeded: shift)
    values.withUnsafeBufferPointer { values in
      for place in 0..<rows.count {
        let value = UInt32(truncatingIfNeeded: values[rows.lowerBound &+ place]) &+ shift
        groups[place] = groups[place] &* factor &+ min(value, last)
      }
    }
  }
}

extension DenseGroups.Figure {
  fileprivate func add(
    _ words: Range<Int>, _ members: Bitmap, _ groups: UnsafeBufferPointer<UInt32>,
    _ known: UnsafeMutableBufferPointer<Int64>, _ totals: UnsafeMutableBufferPointer<Int64>
  ) {
    switch column.storage {
    case .int8(let values): add(values, words, members, groups, known, totals)
    case .int16(let values): add(values, words, members, groups, known, totals)
    case .int32(let values): add(values, words, members, groups, known, totals)
    case .int64(let values): add(values, words, members, groups, known, totals)
    }
  }

  @inline(__always)
  private func add<Width: FixedWidthInteger>(
    _ values: [Width], _ words: Range<Int>, _ members: Bitmap,
    _ groups: UnsafeBufferPointer<UInt32>, _ known: UnsafeMutableBufferPointer<Int64>,
    _ totals: UnsafeMutableBufferPointer<Int64>
  ) {
    let base = column.base
    let validity = column.validity?.words
    values.withUnsafeBufferPointer { values in
      for word in words {
        let first = (word &- words.lowerBound) &* 64
        let set = members.words[word] & (validity?[word] ?? .max)
        switch function {
        case .count, .sum, .avg:
          DenseGroups.forEach(set) { bit in
            let group = Int(groups[first &+ bit])
            known[group] &+= 1
            totals[group] &+= base &+ Int64(truncatingIfNeeded: values[word &* 64 &+ bit])
          }
        case .min, .max:
          DenseGroups.forEach(set) { bit in
            let group = Int(groups[first &+ bit])
            let value = base &+ Int64(truncatingIfNeeded: values[word &* 64 &+ bit])
            known[group] &+= 1
            totals[group] =
              function == .min ? min(totals[group], value) : max(totals[group], value)
          }
        }
      }
    }
  }
}

extension DenseGroups.Totals {
  /// Takes in what another part of the rows came to.
  fileprivate mutating func add(_ other: Self, _ figures: [DenseGroups.Figure]) {
    for group in counts.indices { counts[group] += other.counts[group] }
    for (index, figure) in figures.enumerated() {
      for group in counts.indices {
        known[index][group] += other.known[index][group]
        let (a, b) = (values[index][group], other.values[index][group])
        values[index][group] =
          switch figure.function {
          case .min: min(a, b)
          case .max: max(a, b)
          case .count, .sum, .avg: a + b
          }
      }
    }
  }
}

extension AggregateFunction {
  fileprivate var startValue: Int64 {
    switch self {
    case .min: .max
    case .max: .min
    case .count, .sum, .avg: 0
    }
  }
}
