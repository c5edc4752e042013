import CMasks
import SegStore

extension DenseGroups {
  /// One or two figures that are added up together.
  ///
  /// Each addition to a group waits for the one before, so that two are made at once. Each sum
  /// shares 64 bits with the number of rows.
  struct Pack {
    let figures: [Int]
    /// Bits of a sum with its sign; the number of rows lies above.
    let sumBits: [Int]
    /// What is added up has to be taken apart after 2 to this power of rows.
    let rowBits: Int

    private static let mostRowBits = 20

    /// Sums of values of at most 4 bytes, two together.
    static func packs(of figures: [Figure]) -> [Self] {
      let narrow = figures.indices.filter { figures[$0].isNarrowSum }
      return stride(from: 0, to: narrow.count, by: 2).map { first in
        Self(Array(narrow[first..<min(first + 2, narrow.count)]), figures)
      }
    }

    private init(_ indices: [Int], _ figures: [Figure]) {
      self.figures = indices
      let valueBits = indices.map { figures[$0].valueBits }
      // The sum with its sign, a number that may be the power itself, and a sign for both.
      let rowBits = valueBits.reduce(Self.mostRowBits) { min($0, (61 - $1) / 2) }
      sumBits = valueBits.map { $0 + 1 + rowBits }
      self.rowBits = rowBits
    }
  }

  /// Lets `body` add up what is read in place: the figures of all packs, one after the other, of
  /// which one counts members whose value is unknown.
  func reading(_ space: Space, _ body: (UnsafePointer<segsh_addend>) -> Void) {
    let fields = packs.flatMap { zip($0.figures, $0.sumBits) }
    addends(fields[...], [], space) { addends in
      addends.withUnsafeBufferPointer { addends in
        if let addends = addends.baseAddress { body(addends) }
      }
    }
  }

  private func addends(
    _ fields: ArraySlice<(Int, Int)>, _ made: [segsh_addend], _ space: Space,
    _ body: ([segsh_addend]) -> Void
  ) {
    guard let (index, sumBits) = fields.first else { return body(made) }
    let figure = figures[index]
    figure.reading { values, known in
      let addend = segsh_addend(
        values: values, width: UInt32(figure.column.storage.width), start: 1 << Int64(sumBits),
        known: known, unknown: index == counting ? space.counts : nil)
      addends(fields.dropFirst(), made + [addend], space, body)
    }
  }
}

extension DenseGroups.Figure {
  /// Whether it adds up values of at most 4 bytes.
  var isNarrowSum: Bool { isSum && column.storage.width <= 4 }

  /// Bits of the largest stored difference.
  fileprivate var valueBits: Int {
    let bounds = column.bounds ?? column.base...column.base
    let largest = max(
      (bounds.lowerBound &- column.base).magnitude, (bounds.upperBound &- column.base).magnitude)
    return 64 - largest.leadingZeroBitCount
  }

  /// Lets `body` read the stored values and which of them are known, all if nil.
  fileprivate func reading(_ body: (UnsafeRawPointer?, UnsafePointer<UInt64>?) -> Void) {
    func read(_ values: [some FixedWidthInteger]) {
      values.withUnsafeBytes { values in
        guard let known = column.validity?.words else { return body(values.baseAddress, nil) }
        known.withUnsafeBufferPointer { body(values.baseAddress, $0.baseAddress) }
      }
    }
    switch column.storage {
    case .int8(let values): read(values)
    case .int16(let values): read(values)
    case .int32(let values): read(values)
    case .int64(let values): read(values)
    }
  }
}
