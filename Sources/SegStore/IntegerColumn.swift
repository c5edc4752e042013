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
    let mask = Bitmap.nilWhenFull(validity)
    let known = Self.bounds(of: values, mask)
    self.validity = mask
    bounds = known
    let low = known?.lowerBound ?? 0
    let high = known?.upperBound ?? 0
    let form = Self.form(for: low, high)
    base = form.base
    storage =
      switch form.width {
      case 1: .int8(Self.pack(values, mask, form.base))
      case 2: .int16(Self.pack(values, mask, form.base))
      case 4: .int32(Self.pack(values, mask, form.base))
      default: .int64(Self.pack(values, mask, form.base))
      }
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

  /// The values of the given rows in their order; a negative row is unknown.
  package func gathering(_ rows: [Int32]) -> IntegerColumn {
    let values =
      switch storage {
      case .int8(let stored): Self.gather(stored, base, rows)
      case .int16(let stored): Self.gather(stored, base, rows)
      case .int32(let stored): Self.gather(stored, base, rows)
      case .int64(let stored): Self.gather(stored, base, rows)
      }
    return IntegerColumn(values, validity: Bitmap.gathering(validity, rows))
  }
}

extension IntegerColumn {
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

  /// Bytes a value and base of a column with the given bounds.
  static func form(for low: Int64, _ high: Int64) -> (width: Int, base: Int64) {
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

  private static func pack<Width: FixedWidthInteger>(
    _ values: [Int64], _ mask: Bitmap?, _ base: Int64
  ) -> [Width] {
    var stored = values.map { Width(truncatingIfNeeded: $0 &- base) }
    mask?.complement.forEach { stored[$0] = 0 }
    return stored
  }

  private static func gather<Width: FixedWidthInteger>(
    _ stored: [Width], _ base: Int64, _ rows: [Int32]
  ) -> [Int64] {
    rows.map { $0 < 0 ? 0 : base &+ Int64(stored[Int($0)]) }
  }
}
