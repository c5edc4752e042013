/// Whole numbers in the narrowest width that holds them, relative to a base.
///
/// Days, money in minor units and decimals times a power of ten are all such columns; what the
/// integers mean is the field's business. The form depends on the values alone, so equal values
/// give equal bytes.
package struct IntegerColumn: Sendable {
  /// The stored differences to `base`, by width.
  package enum Storage: Sendable, Equatable {
    case int8([Int8])
    case int16([Int16])
    case int32([Int32])
    case int64([Int64])

    /// Number of rows.
    var count: Int {
      switch self {
      case .int8(let stored): stored.count
      case .int16(let stored): stored.count
      case .int32(let stored): stored.count
      case .int64(let stored): stored.count
      }
    }

    /// Bytes of a value.
    package var width: Int {
      switch self {
      case .int8: 1
      case .int16: 2
      case .int32: 4
      case .int64: 8
      }
    }
  }

  /// The differences to the base.
  package let storage: Storage
  /// Value of a stored 0.
  package let base: Int64
  /// Rows whose value is known; nil when all are.
  ///
  /// Unknown rows store the base.
  package let validity: Bitmap?
  /// Ends that no known value lies outside of, the smallest and the largest one as a rule; nil when
  /// none is known.
  package let bounds: ClosedRange<Int64>?
  /// What each block of `BlockSummary.rows` rows comes to.
  package let summaries: [BlockSummary]
  /// nil where the column is narrow, or short enough to be read faster than sketched.
  private let sketchPlace: SecondUse<ColumnSketch>?

  /// Packs values; where `validity` says unknown the value is ignored.
  package init(_ values: [Int64], validity: Bitmap? = nil) {
    self.init(narrowing: values, validity: validity)
  }

  /// Packs values of any width.
  init<Value: FixedWidthInteger & Sendable>(narrowing values: [Value], validity: Bitmap?) {
    let mask = Bitmap.nilWhenFull(validity)
    let summaries = BlockSummary.all(of: values, base: 0, mask)
    let form = Self.form(of: BlockSummary.bounds(of: summaries))
    let storage: Storage =
      switch form.width {
      case 1: .int8(Self.pack(values, mask, form.base))
      case 2: .int16(Self.pack(values, mask, form.base))
      case 4: .int32(Self.pack(values, mask, form.base))
      default: .int64(Self.pack(values, mask, form.base))
      }
    self.init(storage, form.base, mask, summaries)
  }

  /// Takes parts as stored, whose summaries are found anew.
  init(storage: Storage, base: Int64, validity: Bitmap?) {
    let summaries =
      switch storage {
      case .int8(let values): BlockSummary.all(of: values, base: base, validity)
      case .int16(let values): BlockSummary.all(of: values, base: base, validity)
      case .int32(let values): BlockSummary.all(of: values, base: base, validity)
      case .int64(let values): BlockSummary.all(of: values, base: base, validity)
      }
    self.init(storage, base, validity, summaries)
  }

  /// Takes parts with what their blocks come to.
  ///
  /// A summary may have wider ends than its values, never narrower ones.
  package init(
    _ storage: Storage, _ base: Int64, _ validity: Bitmap?, _ summaries: [BlockSummary]
  ) {
    self.storage = storage
    self.base = base
    self.validity = validity
    self.summaries = summaries
    bounds = BlockSummary.bounds(of: summaries)
    let isSketched = storage.count >= SecondUse<ColumnSketch>.fewestRows && storage.width > 1
    sketchPlace = isSketched ? SecondUse() : nil
  }

  /// What settles most comparisons of the column; nil at the first of them, and where there is no
  /// use for it.
  package var sketch: ColumnSketch? { sketchPlace?.kept { ColumnSketch(self) } }

  /// Number of rows.
  package var count: Int { storage.count }

  /// The value of a row, or nil when unknown.
  package subscript(row: Int) -> Int64? {
    if let validity, !validity[row] { return nil }
    return rawValue(row)
  }

  /// The stored value of a row, whatever its validity.
  package func rawValue(_ row: Int) -> Int64 {
    switch storage {
    case .int8(let stored): base &+ Int64(stored[row])
    case .int16(let stored): base &+ Int64(stored[row])
    case .int32(let stored): base &+ Int64(stored[row])
    case .int64(let stored): base &+ stored[row]
    }
  }

  /// All values widened, unknown rows holding some value.
  package var widened: [Int64] {
    switch storage {
    case .int8(let stored): stored.map { base &+ Int64($0) }
    case .int16(let stored): stored.map { base &+ Int64($0) }
    case .int32(let stored): stored.map { base &+ Int64($0) }
    case .int64(let stored): base == 0 ? stored : stored.map { base &+ $0 }
    }
  }
}

extension IntegerColumn {
  /// The width in bytes and the base that values within bounds get.
  static func form(of bounds: ClosedRange<Int64>?) -> (width: Int, base: Int64) {
    let low = bounds?.lowerBound ?? 0
    let high = bounds?.upperBound ?? 0
    let (span, overflow) = high.subtractingReportingOverflow(low)
    if overflow || span > 0xFFFF_FFFF { return (8, 0) }
    if span <= 0xFF { return (1, base(for: low, high, as: Int8.self)) }
    if span <= 0xFFFF { return (2, base(for: low, high, as: Int16.self)) }
    return (4, base(for: low, high, as: Int32.self))
  }

  /// Small values keep base 0 so that stored and real values agree.
  private static func base<Width: FixedWidthInteger>(
    for low: Int64, _ high: Int64, as width: Width.Type
  ) -> Int64 {
    low >= Int64(Width.min) && high <= Int64(Width.max) ? 0 : low &- Int64(Width.min)
  }

  private static func pack<
    Value: FixedWidthInteger & Sendable, Width: FixedWidthInteger & BitwiseCopyable & Sendable
  >(_ values: [Value], _ mask: Bitmap?, _ base: Int64) -> [Width] {
    Parallel.array(values.count) { range, places in
      for row in range {
        let isKnown = mask.map { $0[row] } ?? true
        places[row] = isKnown ? Width(truncatingIfNeeded: Int64(values[row]) &- base) : 0
      }
    }
  }
}
