import SegPlan
import SegStore

/// What is picked out of each owner's rows by sorting or by order: medians, modes, first values.
///
/// Values are integers, one a row: numerators, or codes of texts.
struct SlicePicks {
  /// What one owner's rows come to: two values in the middle for medians, else the same twice.
  struct Pick: Sendable {
    var low: Int64
    var high: Int64

    init(_ low: Int64, _ high: Int64) {
      self.low = low
      self.high = high
    }

    init(_ value: Int64) { self.init(value, value) }
  }

  /// Which rows are meant; nil means all.
  let mask: Bitmap?
  let offsets: [UInt32]

  /// One pick an owner; anything where it has too few rows.
  ///
  /// `count` and totals are not picked, and come to nothing here.
  func picks(_ function: AggregateFunction, place: Int, of values: [Int64]) -> [Pick] {
    switch function {
    case .median: return sorted(values, Self.median)
    case .distinct: return sorted(values, Self.distinct)
    case .mode: return sorted(values, Self.mode)
    case .first: return placed(values, 1)
    case .nth: return placed(values, place)
    case .last: return lasts(values)
    case .count, .sum, .avg, .min, .max:
      return [Pick](repeating: Pick(0), count: offsets.count - 1)
    }
  }

  /// Owners that have a pick; nil means all of them.
  func known(_ function: AggregateFunction, place: Int) -> Bitmap? {
    guard function != .distinct else { return nil }
    return SliceKernels.counts(
      mask, offsets, in: (function == .nth ? place : 1)...Int.max, candidates: nil)
  }

  /// Gives each owner's values, sorted, to a function; not for owners without.
  private func sorted(
    _ values: [Int64], _ pick: @escaping @Sendable (ArraySlice<Int64>) -> Pick
  ) -> [Pick] {
    SliceKernels.values(count: offsets.count - 1) { owners, target in
      var own: [Int64] = []
      for (place, owner) in owners.enumerated() {
        own.removeAll(keepingCapacity: true)
        for row in Int(offsets[owner])..<Int(offsets[owner + 1]) where mask?[row] ?? true {
          own.append(values[row])
        }
        if own.count > 1 { own.sort() }
        (target + place).initialize(to: own.isEmpty ? Pick(0) : pick(own[...]))
      }
    }
  }

  /// The value of each owner's row at a place, counted from 1.
  private func placed(_ values: [Int64], _ wanted: Int) -> [Pick] {
    SliceKernels.values(count: offsets.count - 1) { owners, target in
      for (place, owner) in owners.enumerated() {
        var left = wanted
        var pick = Pick(0)
        for row in Int(offsets[owner])..<Int(offsets[owner + 1]) where mask?[row] ?? true {
          left -= 1
          guard left == 0 else { continue }
          pick = Pick(values[row])
          break
        }
        (target + place).initialize(to: pick)
      }
    }
  }

  private func lasts(_ values: [Int64]) -> [Pick] {
    SliceKernels.values(count: offsets.count - 1) { owners, target in
      for (place, owner) in owners.enumerated() {
        let rows = Int(offsets[owner])..<Int(offsets[owner + 1])
        let row = rows.last { mask?[$0] ?? true }
        (target + place).initialize(to: Pick(row.map { values[$0] } ?? 0))
      }
    }
  }

  private static func median(_ values: ArraySlice<Int64>) -> Pick {
    Pick(values[(values.count - 1) / 2], values[values.count / 2])
  }

  private static func distinct(_ values: ArraySlice<Int64>) -> Pick {
    Pick(zip(values, values.dropFirst()).reduce(1) { $0 + ($1.0 == $1.1 ? 0 : 1) })
  }

  /// The value of the longest run, the first of them where several are as long.
  private static func mode(_ values: ArraySlice<Int64>) -> Pick {
    var best = Pick(values[0])
    var longest = 0
    var start = 0
    for place in 1...values.count where place == values.count || values[place] != values[start] {
      if place - start > longest {
        longest = place - start
        best = Pick(values[start])
      }
      start = place
    }
    return best
  }
}
