/// Whole numbers in the narrowest width that holds them, relative to a base.
///
/// Days, money in minor units and decimals times a power of ten are all such columns; what the
/// integers mean is the field's business. The form depends on the values alone, so equal values
/// give equal bytes.
package struct IntegerColumn: Sendable {
  /// The stored differences to `base`, by width.
  package enum Storage: Sendable {
    case int8([Int8])
    case int16([Int16])
    case int32([Int32])
    case int64([Int64])
  }

  /// The differences to the base.
  package let storage: Storage
  /// Value of a stored 0.
  package let base: Int64
  /// Rows whose value is known; nil when all are.
  ///
  /// Unknown rows store the base.
  package let validity: Bitmap?
  /// Smallest and largest known value; nil when none is known.
  package let bounds: ClosedRange<Int64>?

  /// Packs values; where `validity` says unknown the value is ignored.
  package init(_ values: [Int64], validity: Bitmap? = nil) {
    self.init(packing: values, validity: validity)
  }

  /// Takes parts as packed.
  init(
    _ storage: Storage, _ base: Int64, _ validity: Bitmap?, _ bounds: ClosedRange<Int64>?
  ) {
    self.storage = storage
    self.base = base
    self.validity = validity
    self.bounds = bounds
  }

  /// Takes parts as stored, whose bounds are found anew.
  init(storage: Storage, base: Int64, validity: Bitmap?) {
    self.storage = storage
    self.base = base
    self.validity = validity
    let stored: ClosedRange<Int64>? =
      switch storage {
      case .int8(let values): Self.bounds(of: values, validity)
      case .int16(let values): Self.bounds(of: values, validity)
      case .int32(let values): Self.bounds(of: values, validity)
      case .int64(let values): Self.bounds(of: values, validity)
      }
    bounds = stored.flatMap { range in
      let low = base &+ range.lowerBound
      let high = base &+ range.upperBound
      return low <= high ? low...high : nil
    }
  }

  /// Number of rows.
  package var count: Int {
    switch storage {
    case .int8(let stored): stored.count
    case .int16(let stored): stored.count
    case .int32(let stored): stored.count
    case .int64(let stored): stored.count
    }
  }

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

  /// `minuend` less each value, in the same width; for values whose differences fit in 64 bits.
  package func subtracted(from minuend: Int64) -> IntegerColumn {
    // Turning the bits of s round gives -s - 1, which every width holds.
    let flipped: Storage =
      switch storage {
      case .int8(let stored): .int8(stored.map { ~$0 })
      case .int16(let stored): .int16(stored.map { ~$0 })
      case .int32(let stored): .int32(stored.map { ~$0 })
      case .int64(let stored): .int64(stored.map { ~$0 })
      }
    return IntegerColumn(
      flipped, minuend &- base &+ 1, validity,
      bounds.map { minuend &- $0.upperBound...minuend &- $0.lowerBound })
  }
}

extension IntegerColumn {
  /// The width in bytes and the base that values within bounds get.
  static func form(of bounds: ClosedRange<Int64>?) -> (width: Int, base: Int64) {
    form(for: bounds?.lowerBound ?? 0, bounds?.upperBound ?? 0)
  }

  /// The same for the lowest and the highest value.
  static func form(for low: Int64, _ high: Int64) -> (width: Int, base: Int64) {
    let (span, overflow) = high.subtractingReportingOverflow(low)
    if overflow || span > 0xFFFF_FFFF { return (8, 0) }
    if span <= 0xFF { return (1, base(for: low, high, as: Int8.self)) }
    if span <= 0xFFFF { return (2, base(for: low, high, as: Int16.self)) }
    return (4, base(for: low, high, as: Int32.self))
  }

  private static func bounds<Width: FixedWidthInteger>(
    of values: [Width], _ mask: Bitmap?
  ) -> ClosedRange<Int64>? {
    var low = Width.max
    var high = Width.min
    if let mask {
      mask.forEach { row in
        low = min(low, values[row])
        high = max(high, values[row])
      }
    } else {
      for value in values {
        low = min(low, value)
        high = max(high, value)
      }
    }
    return low <= high ? Int64(low)...Int64(high) : nil
  }

  /// Small values keep base 0 so that stored and real values agree.
  static func base<Width: FixedWidthInteger>(
    for low: Int64, _ high: Int64, as width: Width.Type
  ) -> Int64 {
    low >= Int64(Width.min) && high <= Int64(Width.max) ? 0 : low &- Int64(Width.min)
  }
}
