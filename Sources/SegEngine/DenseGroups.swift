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
    /// Whether it adds values up, or only counts them.
    var isSum: Bool { function == .sum || function == .avg || function == .count }
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
  /// Places of each group in a thread's totals.
  private var laneCount: Int { readCount <= Self.fewGroups ? Self.lanes : 1 }
  /// Figures that are added up together.
  let packs: [Pack]
  /// The others, each by itself.
  private let singles: [Int]
  /// The figure in a pack whose values, with those unknown, tell how many members there are.
  let counting: Int?

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
  static let stepRows = 1 << 11

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
    self.figures = figures
    (self.keys, groupCount) = (keys, count)
    let days = keys.count == 1 && keys[0].units != nil ? Key(keys[0].column) : nil
    if let days, days.codeCount <= min(Self.fewDays, rowCount) {
      (read, readCount) = ([days], days.codeCount)
    } else {
      (read, readCount) = (keys, count)
    }
    packs = Pack.packs(of: figures)
    let packed = packs.flatMap(\.figures)
    singles = figures.indices.filter { !packed.contains($0) }
    counting = packed.first { figures[$0].column.validity == nil } ?? packed.first
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
    let partial = Parallel.map(parts) { part in
      self.totals(min(part * each, steps)..<min((part + 1) * each, steps), members)
    }
    var whole = emptyTotals(placeCount)
    for totals in partial {
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

  /// What the members of some steps come to, lanes one after the other.
  private func totals(_ steps: Range<Int>, _ members: Bitmap) -> Totals {
    var totals = emptyTotals(placeCount * laneCount)
    Space.with(totals, packs.count) { space in
      // Rows of each pack that have not been taken apart.
      var pending = packs.map { _ in 0 }
      reading(space) { addends in
        eachStep(of: steps, members, space) { step in
          for index in packs.indices { add(index, addends, step, space, &pending[index]) }
          addSingles(step, space)
        }
      }
      for index in packs.indices { takeApart(index, space) }
      totals = space.totals()
    }
    return totals
  }

  /// Calls `body` with those of some steps that have members, their group numbers found.
  private func eachStep(
    of steps: Range<Int>, _ members: Bitmap, _ space: Space, _ body: (Step) -> Void
  ) {
    members.words.withUnsafeBufferPointer { words in
      guard let base = words.baseAddress else { return }
      Self.reading(read[...]) { keys in
        for step in steps {
          let start = step * Self.stepRows
          let rows = start..<min(start + Self.stepRows, members.count)
          let own = rows.lowerBound / 64..<(rows.upperBound + 63) / 64
          guard words[own].contains(where: { $0 != 0 }) else { continue }
          for (index, key) in keys.enumerated() {
            key.readCodes(of: rows, base, into: index == 0 ? space.groups : space.codes)
            if index > 0 { space.join(key.codeCount, rows.count) }
          }
          space.spare(Int16(readCount), base, own)
          let lane = laneCount > 1 ? placeCount : 0
          body(
            Step(
              rows: rows, members: base, rowCount: members.count, groups: space.groups, lane: lane))
        }
      }
    }
  }

  private func addSingles(_ step: Step, _ space: Space) {
    if counting == nil { step.forEach(nil) { _, place in space.counts[place] &+= 1 } }
    for index in singles {
      let figure = figures[index]
      figure.add(step, to: space.values(index))
      // Where every value is known the count of the group says how many there are.
      if let validity = figure.column.validity {
        step.forEach(validity.words) { _, place in space.known(index)[place] &+= 1 }
      }
    }
  }

  /// Adds a pack up, and takes it apart before its sums no longer fit.
  private func add(
    _ index: Int, _ addends: UnsafePointer<segsh_addend>, _ step: Step, _ space: Space,
    _ pending: inout Int
  ) {
    let pack = packs[index]
    // Only the last pack can have one figure.
    let first = addends + 2 * index
    if pending + step.rows.count > 1 << pack.rowBits {
      takeApart(index, space)
      pending = 0
    }
    step.add(first, pack.figures.count > 1 ? first + 1 : nil, to: space.together(index))
    pending += step.rows.count
  }

  /// Moves what a pack came to since the last time to the totals of its figures.
  private func takeApart(_ index: Int, _ space: Space) {
    let pack = packs[index]
    let together = space.together(index)
    let count = pack.figures.count
    for (place, figure) in pack.figures.enumerated() {
      let rest = Int64(64 - pack.sumBits[place])
      for group in 0..<readCount {
        var both: Int64 = 0
        for lane in 0..<laneCount {
          let total = (group + lane * placeCount) * count + place
          both &+= together[total]
          together[total] = 0
        }
        let sum = (both &<< rest) &>> rest
        space.values(figure)[group] &+= sum
        let known = (both &- sum) &>> Int64(pack.sumBits[place])
        space.known(figure)[group] &+= known
        if figure == counting { space.counts[group] &+= known }
      }
    }
  }
}
