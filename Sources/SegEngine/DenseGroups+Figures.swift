import SegModel
import SegPlan
import SegStore

extension DenseGroups.Figure {
  /// Adds the values of a step's members to their groups, without the column's base.
  func add(_ step: DenseGroups.Step, to totals: UnsafeMutablePointer<Int64>) {
    switch column.storage {
    case .int8(let values): add(values, step, totals)
    case .int16(let values): add(values, step, totals)
    case .int32(let values): add(values, step, totals)
    case .int64(let values): add(values, step, totals)
    }
  }

  @inline(__always)
  private func add<Width: FixedWidthInteger>(
    _ values: [Width], _ step: DenseGroups.Step, _ totals: UnsafeMutablePointer<Int64>
  ) {
    let validity = column.validity?.words
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress.map({ $0 + step.rows.lowerBound }) else { return }
      switch function {
      case .min:
        step.forEach(validity) { index, place in
          totals[place] = min(totals[place], Int64(truncatingIfNeeded: values[index]))
        }
      case .max:
        step.forEach(validity) { index, place in
          totals[place] = max(totals[place], Int64(truncatingIfNeeded: values[index]))
        }
      default:
        step.forEach(validity) { index, place in
          totals[place] &+= Int64(truncatingIfNeeded: values[index])
        }
      }
    }
  }
}

extension DenseGroups.Totals {
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

extension AggregateFunction {
  var startValue: Int64 {
    switch self {
    case .min: .max
    case .max: .min
    default: 0
    }
  }
}
