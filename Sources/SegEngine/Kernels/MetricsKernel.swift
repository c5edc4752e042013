import SegStore

/// Number, first day and last day of each customer's orders, read once, on every core.
struct MetricsKernel {
  /// Where each customer's orders begin, and one more.
  let offsets: [UInt32]
  /// Orders that count; nil means all.
  let counted: Bitmap?
  /// Most orders of one customer, whether they count or not.
  let longest: Int

  init(offsets: [UInt32], counted: Bitmap?) {
    self.offsets = offsets
    self.counted = counted
    longest = Self.longest(offsets)
  }

  /// The figures, one a customer; days are unknown where the count is 0.
  struct Figures {
    let counts: IntegerColumn
    let firstDays: IntegerColumn
    let lastDays: IntegerColumn
  }

  /// The figures from the orders' days, which are all known.
  func figures(_ days: IntegerColumn) -> Figures {
    switch days.storage {
    case .int8(let values): figures(days, values) { .int8($0) }
    case .int16(let values): figures(days, values) { .int16($0) }
    case .int32(let values): figures(days, values) { .int32($0) }
    case .int64(let values): figures(days, values) { .int64($0) }
    }
  }

  @inline(__always)
  private func figures<Day: FixedWidthInteger & Sendable>(
    _ days: IntegerColumn, _ values: [Day], _ storage: ([Day]) -> IntegerColumn.Storage
  ) -> Figures {
    if longest <= Int(Int8.max) {
      figures(values, days.base, storage) { .int8($0) }
    } else if longest <= Int(Int16.max) {
      figures(values, days.base, storage) { (counts: [Int16]) in .int16(counts) }
    } else {
      figures(values, days.base, storage) { (counts: [Int32]) in .int32(counts) }
    }
  }

  private func figures<Day: FixedWidthInteger & Sendable, Count: FixedWidthInteger & Sendable>(
    _ days: [Day], _ base: Int64, _ storage: ([Day]) -> IntegerColumn.Storage,
    _ countStorage: ([Count]) -> IntegerColumn.Storage
  ) -> Figures {
    let count = offsets.count - 1
    var summaries: [Summaries] = []
    var firstDays: [Day] = []
    var lastDays: [Day] = []
    var known: [UInt64] = []
    let counts = Self.array(count) { (counts: UnsafeMutablePointer<Count>) in
      firstDays = Self.array(count) { firstDays in
        lastDays = Self.array(count) { lastDays in
          known = [UInt64](repeating: 0, count: Bitmap.wordCount(for: count))
          known.withUnsafeMutableBufferPointer { known in
            let target = Target(
              counts: counts, firstDays: firstDays, lastDays: lastDays, known: known)
            summaries = days.withUnsafeBufferPointer { fill(target, $0, base) }
          }
        }
      }
    }
    let mask = Bitmap.nilWhenFull(Bitmap(count: count, words: known))
    return Figures(
      counts: IntegerColumn(countStorage(counts), 0, nil, summaries.map(\.counts)),
      firstDays: IntegerColumn(storage(firstDays), base, mask, summaries.map(\.firstDays)),
      lastDays: IntegerColumn(storage(lastDays), base, mask, summaries.map(\.lastDays)))
  }

  /// What the figures of one block of customers come to.
  private struct Summaries: Sendable {
    let counts: BlockSummary
    let firstDays: BlockSummary
    let lastDays: BlockSummary
  }

  /// Where threads write, each the elements of its own customers.
  private struct Target<Day: FixedWidthInteger, Count: FixedWidthInteger> {
    let counts: UnsafeMutablePointer<Count>
    let firstDays: UnsafeMutablePointer<Day>
    let lastDays: UnsafeMutablePointer<Day>
    let known: UnsafeMutableBufferPointer<UInt64>
  }

  private func fill<Day: FixedWidthInteger & Sendable, Count: FixedWidthInteger & Sendable>(
    _ target: Target<Day, Count>, _ days: UnsafeBufferPointer<Day>, _ base: Int64
  ) -> [Summaries] {
    RowBits.reading(counted) { counted in
      offsets.withUnsafeBufferPointer { offsets in
        // All blocks end before the closures that lend these do.
        nonisolated(unsafe) let (counted, offsets, target, days) = (counted, offsets, target, days)
        let count = offsets.count - 1
        return Parallel.map((count + BlockSummary.rows - 1) / BlockSummary.rows) { block in
          let start = block * BlockSummary.rows
          let customers = start..<min(start + BlockSummary.rows, count)
          return Self.fill(customers, offsets, counted, target, days, base)
        }
      }
    }
  }

  @inline(__always)
  private static func fill<Day: FixedWidthInteger, Count: FixedWidthInteger>(
    _ customers: Range<Int>, _ offsets: UnsafeBufferPointer<UInt32>, _ counted: RowBits,
    _ target: Target<Day, Count>, _ days: UnsafeBufferPointer<Day>, _ base: Int64
  ) -> Summaries {
    var counts = Ends<Count>()
    var firstDays = Ends<Day>()
    var lastDays = Ends<Day>()
    var buyers = 0
    var start = Int(offsets[customers.lowerBound])
    for customer in customers {
      let end = Int(offsets[customer &+ 1])
      let (number, first, last) = counted.ends(start, end)
      start = end
      target.counts[customer] = Count(truncatingIfNeeded: number)
      counts.note(Count(truncatingIfNeeded: number))
      guard number > 0 else {
        target.firstDays[customer] = 0
        target.lastDays[customer] = 0
        continue
      }
      buyers &+= 1
      target.known[customer >> 6] |= 1 &<< UInt64(truncatingIfNeeded: customer)
      target.firstDays[customer] = days[first]
      target.lastDays[customer] = days[last]
      firstDays.note(days[first])
      lastDays.note(days[last])
    }
    let others = customers.count - buyers
    return Summaries(
      counts: counts.summary(0, unknowns: 0), firstDays: firstDays.summary(base, unknowns: others),
      lastDays: lastDays.summary(base, unknowns: others))
  }
}

extension MetricsKernel {
  /// An array of which `fill` must set every element.
  private static func array<Element: Sendable>(
    _ count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress, count > 0 else { return }
      fill(base)
      initialized = count
    }
  }

  /// The longest stretch between two offsets.
  private static func longest(_ offsets: [UInt32]) -> Int {
    let count = offsets.count - 1
    return offsets.withUnsafeBufferPointer { buffer in
      // Read only, and only inside the closure.
      nonisolated(unsafe) let offsets = buffer
      return Parallel.map((count + BlockSummary.rows - 1) / BlockSummary.rows) { block in
        let start = block * BlockSummary.rows
        var longest: UInt32 = 0
        for owner in start..<min(start + BlockSummary.rows, count) {
          longest = max(longest, offsets[owner &+ 1] &- offsets[owner])
        }
        return Int(longest)
      }.max() ?? 0
    }
  }
}

/// The smallest and the largest of the stored values of a block.
struct Ends<Width: FixedWidthInteger> {
  private var low = Width.max
  private var high = Width.min

  @inline(__always)
  mutating func note(_ value: Width) {
    low = min(low, value)
    high = max(high, value)
  }

  /// The block's summary, values being relative to a base.
  func summary(_ base: Int64, unknowns: Int) -> BlockSummary {
    guard low <= high else { return BlockSummary(low: .max, high: .min, unknowns: unknowns) }
    return BlockSummary(
      low: base &+ Int64(low), high: base &+ Int64(high), unknowns: unknowns)
  }
}
