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
    // The sum of a stretch takes these bits with its sign, and the number of its values one more
    // than `stretchBits` above them.
    let bits = UInt64(64 - largest.leadingZeroBitCount + DenseGroups.stretchBits + 1)
    let isSum = function == .sum || function == .avg || function == .count
    countBit = isSum && bits + UInt64(DenseGroups.stretchBits) < 62 ? bits : nil
  }

  /// Adds the values of a step's members that are in a mask (nil: all) to their groups, without
  /// the column's base.
  func add(
    _ step: DenseGroups.Step, _ validity: [UInt64]?,
    to totals: UnsafeMutableBufferPointer<Int64>
  ) {
    switch column.storage {
    case .int8(let values): add(values, step, validity, totals)
    case .int16(let values): add(values, step, validity, totals)
    case .int32(let values): add(values, step, validity, totals)
    case .int64(let values): add(values, step, validity, totals)
    }
  }

  @inline(__always)
  private func add<Width: FixedWidthInteger>(
    _ values: [Width], _ step: DenseGroups.Step, _ validity: [UInt64]?,
    _ totals: UnsafeMutableBufferPointer<Int64>
  ) {
    values.withUnsafeBufferPointer { values in
      switch function {
      case .min:
        step.forEach(validity) { row, group, one in
          let value = one == 0 ? .max : Int64(truncatingIfNeeded: values[row])
          totals[group] = min(totals[group], value)
        }
      case .max:
        step.forEach(validity) { row, group, one in
          let value = one == 0 ? .min : Int64(truncatingIfNeeded: values[row])
          totals[group] = max(totals[group], value)
        }
      default:
        let count: Int64 = countBit.map { 1 << $0 } ?? 0
        step.forEach(validity) { row, group, one in
          let value = Int64(truncatingIfNeeded: values[row]) &+ count
          totals[group] &+= value & (0 &- one)
        }
      }
    }
  }
}

extension DenseGroups.Totals {
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
      if figure.column.validity == nil { counts = known[index] }
    }
  }

  /// Takes in what another part of the rows came to, which has several places a group.
  mutating func add(_ other: Self, _ lanes: Int, _ figures: [DenseGroups.Figure]) {
    for place in other.counts.indices { counts[place / lanes] += other.counts[place] }
    for (index, figure) in figures.enumerated() {
      for place in other.counts.indices {
        let group = place / lanes
        known[index][group] += other.known[index][place]
        let (a, b) = (values[index][group], other.values[index][place])
        values[index][group] =
          switch figure.function {
          case .min: min(a, b)
          case .max: max(a, b)
          default: a + b
          }
      }
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

extension AggregateFunction {
  var startValue: Int64 {
    switch self {
    case .min: .max
    case .max: .min
    default: 0
    }
  }
}
