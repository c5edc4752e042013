import CMasks
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
    /// Bits of the largest value, for sums; nil for other functions.
    let sumBits: Int?
    /// Where a sum and the number of its values share 64 bits: the lowest bit of the number.
    var countBit: UInt64?
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
  /// What rows are counted by: days where units of time are the only key, as days are read faster
  /// than their units are found (measured: half of the time of a count by month).
  private let read: [Key]
  private let readCount: Int
  /// Groups of what is read, with spare ones behind them for rows that are no members.
  private var placeCount: Int { readCount + Self.spareCount }
  private let stretchBits: Int
  /// The figure whose values, with those unknown, tell how many members there are: the one with the
  /// fewest unknown of those that count values along the way.
  private let counting: Int?
  /// Figures each of which is added up together with the one after it.
  private let pairs: [Int]

  /// Most groups that there can be, empty ones included.
  private static let limit = 1 << 14
  /// Groups that rows which are no members take in turn: additions to one place would wait for one
  /// another.
  private static let spareCount = 16
  /// Places a group has in a thread's totals where groups are few, for rows in turn: additions to
  /// one place would wait for one another.
  static let lanes = 4
  /// Most groups that have several places.
  private static let fewGroups = 1 << 10
  /// Most days that are counted apart before they are joined to months or the like.
  private static let fewDays = 1 << 12
  /// Rows whose group numbers are held at a time: a whole number of words.
  private static let stepRows = 1 << 11
  /// Sums and counts that share 64 bits are taken apart after a stretch of rows, so that they fit:
  /// of 2 to at most and at least this power of rows.
  private static let stretchBits = 17...20

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
    let stretches = figures.compactMap(\.sumBits).map(Self.stretchBits).filter {
      $0 >= Self.stretchBits.lowerBound
    }
    let stretchBits = stretches.min() ?? Self.stretchBits.upperBound
    self.stretchBits = stretchBits
    let counted = figures.map { $0.counting(stretchBits: stretchBits) }
    counting = counted.indices.filter { counted[$0].countBit != nil }
      .min { counted[$0].column.unknownCount < counted[$1].column.unknownCount }
    pairs = Self.pairs(of: counted)
    self.figures = counted
    (self.keys, groupCount) = (keys, count)
    let days = keys.count == 1 && keys[0].units != nil ? Key(keys[0].column) : nil
    if let days, days.codeCount <= min(Self.fewDays, rowCount) {
      (read, readCount) = ([days], days.codeCount)
    } else {
      (read, readCount) = (keys, count)
    }
  }

  private static func pairs(of figures: [Figure]) -> [Int] {
    figures.indices.dropLast().reduce(into: []) { pairs, index in
      guard pairs.last != index - 1, figures[index].isNarrowSum else { return }
      if figures[index + 1].isNarrowSum { pairs.append(index) }
    }
  }

  /// The power of two of rows whose sum of such values leaves room for their number.
  static func stretchBits(_ valueBits: Int) -> Int {
    min((61 - valueBits) / 2, stretchBits.upperBound)
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
    let lanes = readCount <= Self.fewGroups ? Self.lanes : 1
    let stretchSteps = 1 << stretchBits / Self.stepRows
    var partial = [Totals?](repeating: nil, count: parts)
    partial.withUnsafeMutableBufferPointer { partial in
      // Each part writes an element of its own.
      nonisolated(unsafe) let partial = partial
      Parallel.run(parts) { part in
        let steps = min(part * each, steps)..<min((part + 1) * each, steps)
        for start in stride(from: steps.lowerBound, to: steps.upperBound, by: stretchSteps) {
          let stretch = start..<min(start + stretchSteps, steps.upperBound)
          let totals = self.totals(stretch, members, lanes)
          if partial[part] == nil {
            partial[part] = totals
          } else {
            partial[part]?.add(totals, figures)
          }
        }
      }
    }
    var whole = emptyTotals(placeCount)
    for totals in partial.compactMap(\.self) {
      whole.add(totals, figures) { $0 % placeCount }
    }
    whole.removeLast(Self.spareCount)
    whole.finish(figures)
    return joined(whole)
  }

  /// The totals of groups from those of days, where rows were counted by these.
  private func joined(_ whole: Totals) -> Totals {
    guard let units = keys.first?.units, read.first?.units == nil else { return whole }
    var totals = emptyTotals(groupCount)
    totals.add(whole, figures) { day in
      day < readCount - 1 ? units.code(ofDay: day) : groupCount - 1
    }
    return totals
  }

  private func emptyTotals(_ places: Int) -> Totals {
    let zeros = [Int64](repeating: 0, count: places)
    return Totals(
      counts: zeros, known: figures.map { _ in zeros },
      values: figures.map { [Int64](repeating: $0.function.startValue, count: places) })
  }

  /// What the members of a stretch of steps come to, lanes one after the other.
  private func totals(_ steps: Range<Int>, _ members: Bitmap, _ lanes: Int) -> Totals {
    var totals = emptyTotals(placeCount * lanes)
    Space.with(totals) { space in
      for step in steps {
        let start = step * Self.stepRows
        let rows = start..<min(start + Self.stepRows, members.count)
        if let step = self.step(rows, members.words, space, lanes) { add(step, space) }
      }
      totals = space.totals(figures.count)
    }
    for index in pairs { totals.part(index) }
    totals.unpack(figures)
    if let counting {
      for place in totals.counts.indices { totals.counts[place] += totals.known[counting][place] }
    }
    return totals
  }

  /// The group numbers of some rows; nil where none is a member.
  private func step(
    _ rows: Range<Int>, _ members: [UInt64], _ space: Space, _ lanes: Int
  ) -> Step? {
    let words = rows.lowerBound / 64..<(rows.upperBound + 63) / 64
    guard members[words].contains(where: { $0 != 0 }) else { return nil }
    for (index, key) in read.enumerated() {
      key.readCodes(of: rows, members, into: index == 0 ? space.groups : space.codes)
      if index > 0 { space.join(key.codeCount, rows.count) }
    }
    space.spare(Int16(readCount), members, words)
    return Step(
      rows: rows, members: members, groups: space.groups, lane: lanes > 1 ? placeCount : 0)
  }

  private func add(_ step: Step, _ space: Space) {
    if let counting {
      if let validity = figures[counting].column.validity {
        step.count(outside: validity.words, into: space.counts)
      }
    } else {
      step.count(nil, into: space.counts)
    }
    var index = 0
    while index < figures.count {
      if pairs.contains(index) {
        sumPair(index, step, space)
        index += 2
        continue
      }
      let figure = figures[index]
      figure.add(step, space.values, to: space.sums(index))
      // Where every value is known the count of the group says how many there are.
      if let validity = figure.column.validity, figure.countBit == nil {
        step.count(validity.words, into: space.known(index))
      }
      index += 1
    }
  }

  private func sumPair(_ index: Int, _ step: Step, _ space: Space) {
    let (figure, other) = (figures[index], figures[index + 1])
    // Each figure counts along the way, so that the room for known values is free.
    let totals = space.sums(index)
    figure.reading(step.rows, space.values) { values in
      other.reading(step.rows, space.others) { others in
        step.sum(
          AddendPair(
            first: figure.addends(values, totals, step: 2),
            second: other.addends(others, totals + 1, step: 2)))
      }
    }
  }

  /// Room for one step, and what the steps of a stretch come to.
  private struct Space {
    /// The codes of one key, a row each.
    let codes: UnsafeMutableBufferPointer<Int16>
    /// The group numbers so far, a row each; both are at most 2 to the power of 14.
    let groups: UnsafeMutableBufferPointer<Int16>
    /// The values of one figure, a row each, and of another one.
    let values: UnsafeMutablePointer<Int32>
    let others: UnsafeMutablePointer<Int32>
    /// Members of each place; then what each figure comes to there, and its known values.
    let counts: UnsafeMutablePointer<Int64>
    private let places: Int

    /// Lets `body` add to totals without members.
    static func with(_ empty: Totals, _ body: (Space) -> Void) {
      let places = empty.counts.count
      let numbers = empty.counts + zip(empty.values, empty.known).flatMap { $0 + $1 }
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: numbers.count) { totals in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * stepRows) { values in
          withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * stepRows) { codes in
            _ = totals.initialize(from: numbers)
            codes.initialize(repeating: 0)
            guard let counts = totals.baseAddress, let first = values.baseAddress else { return }
            body(
              Space(
                codes: UnsafeMutableBufferPointer(rebasing: codes[..<stepRows]),
                groups: UnsafeMutableBufferPointer(rebasing: codes[stepRows...]),
                values: first, others: first + stepRows, counts: counts, places: places))
          }
        }
      }
    }

    /// Where a figure is added up.
    func sums(_ figure: Int) -> UnsafeMutablePointer<Int64> { counts + (1 + 2 * figure) * places }

    /// Where the known values of a figure are counted.
    func known(_ figure: Int) -> UnsafeMutablePointer<Int64> { counts + (2 + 2 * figure) * places }

    func totals(_ figures: Int) -> Totals {
      func numbers(_ start: UnsafeMutablePointer<Int64>) -> [Int64] {
        Array(UnsafeBufferPointer(start: start, count: places))
      }
      return Totals(
        counts: numbers(counts), known: (0..<figures).map { numbers(known($0)) },
        values: (0..<figures).map { numbers(sums($0)) })
    }

    /// Puts rows that are no members into the spare groups; the first row begins a word.
    func spare(_ first: Int16, _ members: [UInt64], _ words: Range<Int>) {
      members.withUnsafeBufferPointer { members in
        guard let members = members.baseAddress else { return }
        segsh_replace_codes(groups.baseAddress, members + words.lowerBound, words.count, first, 1)
      }
    }

    /// Appends a key's codes to the group numbers.
    func join(_ factor: Int, _ count: Int) {
      let times = Int16(truncatingIfNeeded: factor)
      for place in 0..<count { groups[place] = groups[place] &* times &+ codes[place] }
    }
  }
}
