import SegStore

extension DenseGroups {
  /// Some rows with their group numbers, and which of them are members.
  struct Step {
    let rows: Range<Int>
    let members: [UInt64]
    /// The members, when they are picked out; then groups are theirs.
    let picks: StepPicks?
    /// A row each.
    let groups: UnsafeMutableBufferPointer<Int16>

    /// Calls `body` with a row, its group and 1 for each row that is in both masks (nil: all), and
    /// perhaps with other rows and 0.
    ///
    /// No branch depends on a row: a guess gone wrong costs more than adding nothing. Inlined with
    /// its body, once for each way.
    @inline(__always)
    func forEach(_ validity: [UInt64]?, _ body: (Int, Int, Int64) -> Void) {
      guard let picks else { return forEachOfAll(validity, body) }
      guard let validity else {
        for index in 0..<picks.count { body(picks.row(index), Int(groups[index]), 1) }
        return
      }
      for index in 0..<picks.count {
        let row = picks.row(index)
        let one = validity[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1
        body(row, Int(groups[index]), Int64(truncatingIfNeeded: one))
      }
    }

    @inline(__always)
    private func forEachOfAll(_ validity: [UInt64]?, _ body: (Int, Int, Int64) -> Void) {
      for start in stride(from: 0, to: rows.count, by: 64) {
        let word = (rows.lowerBound + start) / 64
        let size = min(64, rows.count &- start)
        let bits = members[word] & (validity?[word] ?? .max)
        if bits == .max &>> UInt64(truncatingIfNeeded: 0 &- size) {
          for place in start..<start &+ size {
            body(rows.lowerBound &+ place, Int(groups[place]), 1)
          }
        } else {
          for bit in 0..<size {
            let one = bits &>> UInt64(truncatingIfNeeded: bit) & 1
            let place = start &+ bit
            body(
              rows.lowerBound &+ place, Int(groups[place]), Int64(truncatingIfNeeded: one))
          }
        }
      }
    }

    /// Counts the members of each group that are in a mask (nil: all).
    func count(_ validity: [UInt64]?, into counts: UnsafeMutableBufferPointer<Int64>) {
      forEach(validity) { _, group, one in counts[group] &+= one }
    }
  }
}

/// Some rows that lie close to one another, by index.
///
/// Types of their own, so that loops over them are compiled with the way to a row inside.
protocol StepRowList {
  var count: Int { get }
  func row(_ index: Int) -> Int
  /// Calls `body` with the index of each row that a mask leaves out.
  func forEachOutside(_ mask: [UInt64], _ body: (Int) -> Void)
}

/// Rows one after the other, the first one at the border of a word.
struct StepStretch: StepRowList {
  let rows: Range<Int>

  var count: Int { rows.count }

  @inline(__always)
  func row(_ index: Int) -> Int { rows.lowerBound &+ index }

  func forEachOutside(_ mask: [UInt64], _ body: (Int) -> Void) {
    for start in stride(from: 0, to: rows.count, by: 64) {
      let size = min(64, rows.count - start)
      var outside = ~mask[(rows.lowerBound + start) / 64]
      if size < 64 { outside &= 1 << UInt64(size) - 1 }
      while outside != 0 {
        body(start + outside.trailingZeroBitCount)
        outside &= outside &- 1
      }
    }
  }
}

/// Rows at places behind a first one.
struct StepPicks: StepRowList {
  let first: Int
  let places: UnsafeBufferPointer<Int16>

  var count: Int { places.count }

  @inline(__always)
  func row(_ index: Int) -> Int { first &+ Int(places[index]) }

  func forEachOutside(_ mask: [UInt64], _ body: (Int) -> Void) {
    for index in 0..<count where mask[row(index) >> 6] &>> UInt64(row(index) & 63) & 1 == 0 {
      body(index)
    }
  }
}

extension DenseGroups.Key {
  /// Reads the codes of rows.
  func readCodes(of rows: some StepRowList, into target: UnsafeMutableBufferPointer<Int16>) {
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
      let words = column.values.words
      for index in 0..<rows.count {
        let row = rows.row(index)
        target[index] = Int16(
          truncatingIfNeeded: words[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1)
      }
    case .lists: preconditionFailure("lists are not dense keys")
    }
    if let units { units.replaceDays(target, rows.count) }
    guard let validity = column.validity else { return }
    // Unknown rows hold some value, which the last code replaces.
    let last = Int16(truncatingIfNeeded: codeCount - 1)
    rows.forEachOutside(validity.words) { target[$0] = last }
  }

  @inline(__always)
  private func read<Width: FixedWidthInteger>(
    _ values: [Width], _ shift: Int64, _ rows: some StepRowList,
    _ target: UnsafeMutableBufferPointer<Int16>
  ) {
    let shift = Int16(truncatingIfNeeded: shift)
    values.withUnsafeBufferPointer { values in
      for index in 0..<rows.count {
        target[index] = Int16(truncatingIfNeeded: values[rows.row(index)]) &+ shift
      }
    }
  }
}
