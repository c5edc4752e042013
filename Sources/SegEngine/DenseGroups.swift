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
    guard members.words[words].contains(where: { $0 != 0 }) else { return }
    for (index, key) in keys.enumerated() {
      key.readCodes(of: rows, into: space.codes)
      space.join(index == 0 ? nil : key.codeCount, rows.count)
    }
    if lanes > 1 { space.spread(lanes, rows.count) }
    if !countsThemselves {
      totals.counts.withUnsafeMutableBufferPointer { counts in
        space.count(rows, members.words, nil, into: counts)
      }
    }
    for (index, figure) in figures.enumerated() {
      let validity = figure.column.validity?.words
      totals.values[index].withUnsafeMutableBufferPointer { values in
        figure.add(rows, members.words, validity, space.groups, to: values)
      }
      // Where every value is known the count of the group says how many there are.
      guard let validity, figure.countBit == nil else { continue }
      totals.known[index].withUnsafeMutableBufferPointer { known in
        space.count(rows, members.words, validity, into: known)
      }
    }
  }

  /// Room for one step: codes of a key and group numbers.
  fileprivate struct Space {
    /// The codes of one key, a row each.
    let codes: UnsafeMutableBufferPointer<Int16>
    /// The group numbers so far, a row each; both are below 2 to the power of 14.
    let groups: UnsafeMutableBufferPointer<Int16>

    static func with(_ body: (Space) -> Void) {
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * stepRows) { numbers in
        numbers.initialize(repeating: 0)
        body(
          Space(
            codes: UnsafeMutableBufferPointer(rebasing: numbers[..<stepRows]),
            groups: UnsafeMutableBufferPointer(rebasing: numbers[stepRows...])))
      }
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

    /// Counts the rows of each group that are in both masks (nil: all).
    func count(
      _ rows: Range<Int>, _ members: [UInt64], _ validity: [UInt64]?,
      into counts: UnsafeMutableBufferPointer<Int64>
    ) {
      DenseGroups.forEach(rows, members, validity) { place, one in
        counts[Int(groups[place])] &+= one
      }
    }
  }

  /// Up to this many rows of a word's 64 are taken one by one.
  private static let fewRows = 20

  /// Calls `body` with the place of each row that is in both masks (nil: all) and 1, and perhaps
  /// with places of other rows and 0.
  ///
  /// No branch depends on a row where many are chosen: a guess gone wrong costs more than adding
  /// nothing. Inlined with its body, once for each of the three ways.
  @inline(__always)
  static func forEach(
    _ rows: Range<Int>, _ members: [UInt64], _ validity: [UInt64]?, _ body: (Int, Int64) -> Void
  ) {
    for start in stride(from: 0, to: rows.count, by: 64) {
      let word = (rows.lowerBound + start) / 64
      let size = min(64, rows.count &- start)
      var bits = members[word] & (validity?[word] ?? .max)
      if bits == .max &>> UInt64(truncatingIfNeeded: 0 &- size) {
        for place in start..<start &+ size { body(place, 1) }
      } else if bits.nonzeroBitCount > fewRows {
        for bit in 0..<size {
          body(
            start &+ bit, Int64(truncatingIfNeeded: bits &>> UInt64(truncatingIfNeeded: bit)) & 1)
        }
      } else {
        while bits != 0 {
          body(start &+ bits.trailingZeroBitCount, 1)
          bits &= bits &- 1
        }
      }
    }
  }
}

extension DenseGroups.Key {
  /// Reads the codes of rows.
  fileprivate func readCodes(
    of rows: Range<Int>, into target: UnsafeMutableBufferPointer<Int16>
  ) {
    switch column {
    case .integers(let column):
      let shift = column.base &- low
      switch column.storage {
      case .int8(let values): read(values, shift, rows, target)
      case .int16(let values): read(values, shift, rows, target)
      case .int32(let values): read(values, shift, rows, target)
      case .int64(let values): read(values, shift, rows, target)
      }
    case .text(let column):
      switch column.codes {
      case .uint8(let codes): read(codes, 0, rows, target)
      case .uint16(let codes): read(codes, 0, rows, target)
      case .uint32(let codes): read(codes, 0, rows, target)
      case .rows: preconditionFailure("texts of their own are not dense keys")
      }
    case .flags(let column):
      for (place, row) in rows.enumerated() {
        let bit = column.values.words[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1
        target[place] = Int16(truncatingIfNeeded: bit)
      }
    case .lists: preconditionFailure("lists are not dense keys")
    }
    if let units { units.replaceDays(target, rows.count) }
    guard let validity = column.validity else { return }
    // Unknown rows hold some value, which the last code replaces.
    let last = Int16(truncatingIfNeeded: codeCount - 1)
    for start in stride(from: 0, to: rows.count, by: 64) {
      let size = min(64, rows.count - start)
      var unknown = ~validity.words[(rows.lowerBound + start) / 64]
      if size < 64 { unknown &= 1 << UInt64(size) - 1 }
      while unknown != 0 {
        target[start + unknown.trailingZeroBitCount] = last
        unknown &= unknown &- 1
      }
    }
  }

  @inline(__always)
  private func read<Width: FixedWidthInteger>(
    _ values: [Width], _ shift: Int64, _ rows: Range<Int>,
    _ target: UnsafeMutableBufferPointer<Int16>
  ) {
    let shift = Int16(truncatingIfNeeded: shift)
    values.withUnsafeBufferPointer { values in
      for place in 0..<rows.count {
        target[place] = Int16(truncatingIfNeeded: values[rows.lowerBound &+ place]) &+ shift
      }
    }
  }
}
