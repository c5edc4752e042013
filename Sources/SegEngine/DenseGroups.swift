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
    /// The unit of time that each stored day lies in; nil where values are keys themselves.
    var units: DayUnits?
  }

  /// One figure about stored numbers: how many are known, their sum and their ends.
  struct Figure {
    let function: AggregateFunction
    let column: IntegerColumn
    /// Where a sum and the number of its values share 64 bits: the lowest bit of the number.
    let countBit: UInt64?
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
  /// Places a group has in a thread's totals where groups are few, for rows in turn: additions to
  /// one place would wait for one another.
  private static let lanes = 4
  /// Most groups that have several places.
  private static let fewGroups = 1 << 10
  /// Where fewer rows than this share of a step are members, they are picked out beforehand
  /// (measured: picking a row costs about as much as half of what it adds).
  private static let pickedShare = (parts: 5, of: 8)
  /// Rows whose group numbers are held at a time: a whole number of words.
  private static let stepRows = 1 << 10
  /// Steps after which sums and counts that share 64 bits are taken apart, so that they fit.
  private static let stretchSteps = 1 << 7
  /// Rows of a stretch are 2 to this power.
  static let stretchBits = 17

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
    // More parts than threads, so that no thread waits long for another.
    let parts = Parallel.width == 1 ? 1 : Parallel.width * 4
    let steps = (members.count + Self.stepRows - 1) / Self.stepRows
    let each = (steps + parts - 1) / parts
    let lanes = groupCount <= Self.fewGroups ? Self.lanes : 1
    var partial = [Totals?](repeating: nil, count: parts)
    partial.withUnsafeMutableBufferPointer { partial in
      // Each part writes an element of its own.
      nonisolated(unsafe) let partial = partial
      Parallel.run(parts) { part in
        let steps = min(part * each, steps)..<min((part + 1) * each, steps)
        for start in stride(from: steps.lowerBound, to: steps.upperBound, by: Self.stretchSteps) {
          let stretch = start..<min(start + Self.stretchSteps, steps.upperBound)
          let totals = self.totals(stretch, members, lanes)
          if partial[part] == nil {
            partial[part] = totals
          } else {
            partial[part]?.add(totals, 1, figures)
          }
        }
      }
    }
    var whole = emptyTotals(lanes: 1)
    for totals in partial.compactMap(\.self) { whole.add(totals, lanes, figures) }
    whole.finish(figures)
    return whole
  }

  /// Whether a figure counts all members of each group along the way.
  private var countsThemselves: Bool {
    figures.contains { $0.countBit != nil && $0.column.validity == nil }
  }

  private func emptyTotals(lanes: Int) -> Totals {
    let zeros = [Int64](repeating: 0, count: groupCount * lanes)
    return Totals(
      counts: zeros, known: figures.map { _ in zeros },
      values: figures.map {
        [Int64](repeating: $0.function.startValue, count: groupCount * lanes)
      })
  }

  /// What the members of a stretch of steps come to.
  private func totals(_ steps: Range<Int>, _ members: Bitmap, _ lanes: Int) -> Totals {
    var totals = emptyTotals(lanes: lanes)
    Space.with { space in
      for step in steps {
        let start = step * Self.stepRows
        add(start..<min(start + Self.stepRows, members.count), members, space, lanes, to: &totals)
      }
    }
    totals.unpack(figures)
    return totals
  }

  private func add(
    _ rows: Range<Int>, _ members: Bitmap, _ space: Space, _ lanes: Int,
    to totals: inout Totals
  ) {
    let words = rows.lowerBound / 64..<(rows.upperBound + 63) / 64
    let chosen = members.words[words].reduce(0) { $0 + $1.nonzeroBitCount }
    guard chosen > 0 else { return }
    let isPicked = chosen * Self.pickedShare.of < rows.count * Self.pickedShare.parts
    let picks = isPicked ? space.pick(rows, members.words) : nil
    let count = picks?.count ?? rows.count
    for (index, key) in keys.enumerated() {
      if let picks {
        key.readCodes(of: picks, into: space.codes)
      } else {
        key.readCodes(of: StepStretch(rows: rows), into: space.codes)
      }
      space.join(index == 0 ? nil : key.codeCount, count)
    }
    if lanes > 1 { space.spread(lanes, count) }
    let step = Step(rows: rows, members: members.words, picks: picks, groups: space.groups)
    if !countsThemselves {
      totals.counts.withUnsafeMutableBufferPointer { step.count(nil, into: $0) }
    }
    for (index, figure) in figures.enumerated() {
      let validity = figure.column.validity?.words
      totals.values[index].withUnsafeMutableBufferPointer { figure.add(step, validity, to: $0) }
      // Where every value is known the count of the group says how many there are.
      guard let validity, figure.countBit == nil else { continue }
      totals.known[index].withUnsafeMutableBufferPointer { step.count(validity, into: $0) }
    }
  }

  /// Room for one step: codes of a key, group numbers and the places of rows that are picked.
  private struct Space {
    /// The codes of one key, a row each.
    let codes: UnsafeMutableBufferPointer<Int16>
    /// The group numbers so far, a row each; both are below 2 to the power of 14.
    let groups: UnsafeMutableBufferPointer<Int16>
    private let places: UnsafeMutableBufferPointer<Int16>

    static func with(_ body: (Space) -> Void) {
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: 3 * stepRows) { numbers in
        numbers.initialize(repeating: 0)
        body(
          Space(
            codes: UnsafeMutableBufferPointer(rebasing: numbers[..<stepRows]),
            groups: UnsafeMutableBufferPointer(rebasing: numbers[stepRows..<2 * stepRows]),
            places: UnsafeMutableBufferPointer(rebasing: numbers[(2 * stepRows)...])))
      }
    }

    /// The members among the rows of a step.
    func pick(_ rows: Range<Int>, _ members: [UInt64]) -> StepPicks {
      var count = 0
      for start in stride(from: 0, to: rows.count, by: 64) {
        var bits = members[(rows.lowerBound + start) / 64]
        while bits != 0 {
          places[count] = Int16(truncatingIfNeeded: start &+ bits.trailingZeroBitCount)
          count &+= 1
          bits &= bits &- 1
        }
      }
      return StepPicks(
        first: rows.lowerBound, places: UnsafeBufferPointer(rebasing: places[..<count]))
    }

    /// Appends a key's codes to the group numbers; nil for the first key.
    func join(_ factor: Int?, _ count: Int) {
      guard let factor else {
        for place in 0..<count { groups[place] = codes[place] }
        return
      }
      let times = Int16(truncatingIfNeeded: factor)
      for place in 0..<count { groups[place] = groups[place] &* times &+ codes[place] }
    }

    /// Gives rows in turn different places of their groups.
    func spread(_ lanes: Int, _ count: Int) {
      let times = Int16(truncatingIfNeeded: lanes)
      let turn = times &- 1
      for place in 0..<count {
        groups[place] = groups[place] &* times | (Int16(truncatingIfNeeded: place) & turn)
      }
    }
  }
}
