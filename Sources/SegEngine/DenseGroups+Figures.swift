import SegModel
import SegPlan
import SegStore

extension DenseGroups.Figure {
  init(function: AggregateFunction, column: IntegerColumn) {
    self.function = function
    self.column = column
    let bounds = column.bounds ?? 0...0
    let largest = max(
      (bounds.lowerBound &- column.base).magnitude, (bounds.upperBound &- column.base).magnitude)
    let isSum = function == .sum || function == .avg || function == .count
    sumBits = isSum ? 64 - largest.leadingZeroBitCount : nil
    countBit = nil
  }

  /// The figure with its values counted along, where sums of stretches leave room for that.
  func counting(stretchBits: Int) -> Self {
    guard let sumBits, DenseGroups.stretchBits(sumBits) >= stretchBits else { return self }
    var figure = self
    // The sum of a stretch takes these bits with its sign.
    figure.countBit = UInt64(sumBits + stretchBits + 1)
    return figure
  }

  /// Whether it adds up values of at most 4 bytes and counts them along the way.
  var isNarrowSum: Bool {
    if case .int64 = column.storage { return false }
    return countBit != nil
  }

  /// Adds the values of a step's members to their groups, without the column's base.
  func add(
    _ step: DenseGroups.Step, _ room: UnsafeMutablePointer<Int32>,
    to totals: UnsafeMutablePointer<Int64>
  ) {
    if case .int64(let values) = column.storage {
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        add(addends(base + step.rows.lowerBound, totals), step)
      }
    } else {
      reading(step.rows, room) { add(addends($0, totals), step) }
    }
  }

  @inline(__always)
  private func add(
    _ addends: DenseGroups.Addends<some FixedWidthInteger>, _ step: DenseGroups.Step
  ) {
    let (values, totals) = (addends.values, addends.totals)
    switch function {
    case .min:
      step.forEach(addends.validity) { index, place in
        totals[place] = min(totals[place], Int64(truncatingIfNeeded: values[index]))
      }
    case .max:
      step.forEach(addends.validity) { index, place in
        totals[place] = max(totals[place], Int64(truncatingIfNeeded: values[index]))
      }
    default: step.sum(addends)
    }
  }

  /// The values of a step's rows with what is counted along.
  func addends<Width>(
    _ values: UnsafePointer<Width>, _ totals: UnsafeMutablePointer<Int64>, step: Int = 1
  ) -> DenseGroups.Addends<Width> {
    DenseGroups.Addends(
      values: values, validity: column.validity?.words, one: countBit.map { 1 << $0 } ?? 0,
      totals: totals, step: step)
  }

  /// Lets `body` read the values of a step's rows, which must fit, in 4 bytes: one width for all,
  /// so that few loops are compiled.
  func reading(
    _ rows: Range<Int>, _ room: UnsafeMutablePointer<Int32>, _ body: (UnsafePointer<Int32>) -> Void
  ) {
    switch column.storage {
    case .int8(let values): widen(values, rows, room, body)
    case .int16(let values): widen(values, rows, room, body)
    case .int32(let values):
      values.withUnsafeBufferPointer { values in
        if let base = values.baseAddress { body(base + rows.lowerBound) }
      }
    case .int64: preconditionFailure("values of 8 bytes are read in place")
    }
  }

  @inline(__always)
  private func widen<Width: FixedWidthInteger>(
    _ values: [Width], _ rows: Range<Int>, _ room: UnsafeMutablePointer<Int32>,
    _ body: (UnsafePointer<Int32>) -> Void
  ) {
    values.withUnsafeBufferPointer { values in
      for index in 0..<rows.count {
        room[index] = Int32(truncatingIfNeeded: values[rows.lowerBound &+ index])
      }
    }
    body(UnsafePointer(room))
  }
}

extension DenseGroups.Totals {
  /// Takes a figure and the next one apart, whose totals lie side by side in the places of the
  /// first one's values and of its known values.
  mutating func part(_ first: Int) {
    let both = values[first] + known[first]
    for place in counts.indices {
      values[first][place] = both[2 * place]
      values[first + 1][place] = both[2 * place + 1]
    }
  }

  /// Takes sums and numbers of values apart that share 64 bits.
  mutating func unpack(_ figures: [DenseGroups.Figure]) {
    for (index, figure) in figures.enumerated() {
      guard let bit = figure.countBit else { continue }
      for place in counts.indices {
        let both = values[index][place]
        // The lower bits are the sum with its sign.
        let sum = (both &<< (64 &- Int64(bit))) &>> (64 &- Int64(bit))
        values[index][place] = sum
        known[index][place] = (both &- sum) &>> Int64(bit)
      }
    }
  }

  /// Lets go of the last places.
  mutating func removeLast(_ count: Int) {
    counts.removeLast(count)
    for index in values.indices {
      known[index].removeLast(count)
      values[index].removeLast(count)
    }
  }

  /// Takes in what other places came to, each of which belongs to a group.
  mutating func add(
    _ other: Self, _ figures: [DenseGroups.Figure], group: (_ place: Int) -> Int = { $0 }
  ) {
    Self.add(other.counts, to: &counts, group, +)
    for (index, figure) in figures.enumerated() {
      Self.add(other.known[index], to: &known[index], group, +)
      switch figure.function {
      case .min: Self.add(other.values[index], to: &values[index], group, min)
      case .max: Self.add(other.values[index], to: &values[index], group, max)
      default: Self.add(other.values[index], to: &values[index], group, +)
      }
    }
  }

  @inline(__always)
  private static func add(
    _ places: [Int64], to groups: inout [Int64], _ group: (Int) -> Int,
    _ join: (Int64, Int64) -> Int64
  ) {
    for (place, value) in places.enumerated() {
      groups[group(place)] = join(groups[group(place)], value)
    }
  }

  /// Puts in what steps leave out: counts where all values are known, and columns' bases.
  mutating func finish(_ figures: [DenseGroups.Figure]) {
    for (index, figure) in figures.enumerated() {
      if figure.column.validity == nil { known[index] = counts }
      let base = figure.column.base
      guard base != 0 else { continue }
      for group in counts.indices where known[index][group] > 0 {
        switch figure.function {
        case .min, .max: values[index][group] &+= base
        default: values[index][group] &+= base &* known[index][group]
        }
      }
    }
  }
}

extension IntegerColumn {
  /// How many values are unknown.
  var unknownCount: Int { summaries.reduce(0) { $0 + $1.unknowns } }
}

extension AggregateFunction {
  var startValue: Int64 {
    switch self {
    case .min: .max
    case .max: .min
    default: 0
    }
  }
}
