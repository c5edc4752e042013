import SegStore

extension DenseGroups {
  /// Some rows with their group numbers, and which of them are members.
  struct Step {
    let rows: Range<Int>
    let members: [UInt64]
    /// The members' places among the rows, when they are picked out; then groups are theirs.
    let places: UnsafeBufferPointer<Int16>?
    /// A row each.
    let groups: UnsafeMutableBufferPointer<Int16>

    /// Calls `body` with a row, its group and 1 for each row that is in both masks (nil: all), and
    /// perhaps with other rows and 0.
    ///
    /// No branch depends on a row: a guess gone wrong costs more than adding nothing. Inlined with
    /// its body, once for each way.
    @inline(__always)
    func forEach(_ validity: [UInt64]?, _ body: (Int, Int, Int64) -> Void) {
      guard let places else { return forEachOfAll(validity, body) }
      guard let validity else {
        for place in 0..<places.count {
          body(rows.lowerBound &+ Int(places[place]), Int(groups[place]), 1)
        }
        return
      }
      for place in 0..<places.count {
        let row = rows.lowerBound &+ Int(places[place])
        let one = validity[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1
        body(row, Int(groups[place]), Int64(truncatingIfNeeded: one))
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

extension DenseGroups.Key {
  /// Reads the codes of rows.
  func readCodes(
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

  /// Reads the codes of rows at places behind a first one.
  func readCodes(
    of places: UnsafeBufferPointer<Int16>, from first: Int,
    into target: UnsafeMutableBufferPointer<Int16>
  ) {
    switch column {
    case .integers(let column):
      let shift = column.base &- low
      switch column.storage {
      case .int8(let values): read(values, shift, places, first, target)
      case .int16(let values): read(values, shift, places, first, target)
      case .int32(let values): read(values, shift, places, first, target)
      case .int64(let values): read(values, shift, places, first, target)
      }
    case .text(let column):
      switch column.codes {
      case .uint8(let codes): read(codes, 0, places, first, target)
      case .uint16(let codes): read(codes, 0, places, first, target)
      case .uint32(let codes): read(codes, 0, places, first, target)
      case .rows: preconditionFailure("texts of their own are not dense keys")
      }
    case .flags(let column):
      for (index, place) in places.enumerated() {
        target[index] = Self.bit(column.values.words, first &+ Int(place))
      }
    case .lists: preconditionFailure("lists are not dense keys")
    }
    if let units { units.replaceDays(target, places.count) }
    guard let validity = column.validity else { return }
    let last = Int16(truncatingIfNeeded: codeCount - 1)
    for (index, place) in places.enumerated()
    where Self.bit(validity.words, first &+ Int(place)) == 0 {
      target[index] = last
    }
  }

  @inline(__always)
  private static func bit(_ words: [UInt64], _ row: Int) -> Int16 {
    Int16(truncatingIfNeeded: words[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1)
  }

  @inline(__always)
  private func read<Width: FixedWidthInteger>(
    _ values: [Width], _ shift: Int64, _ places: UnsafeBufferPointer<Int16>, _ first: Int,
    _ target: UnsafeMutableBufferPointer<Int16>
  ) {
    let shift = Int16(truncatingIfNeeded: shift)
    values.withUnsafeBufferPointer { values in
      for index in 0..<places.count {
        target[index] =
          Int16(truncatingIfNeeded: values[first &+ Int(places[index])]) &+ shift
      }
    }
  }
}
