/// Whole numbers in the narrowest width that holds them, relative to a base.
///
/// Days, money in minor units and decimals times a power of ten are all such columns; what the
/// integers mean is the field's business.
package struct IntegerColumn: Sendable {
  /// The stored differences to `base`, by width.
  package enum Storage: Sendable {
    case int8([Int8])
    case int16([Int16])
    case int32([Int32])
    case int64([Int64])
  }

  package let storage: Storage
  /// Value of a stored 0.
  package let base: Int64
  /// Rows whose value is known; nil when all are. Unknown rows store the base.
  package let validity: Bitmap?
  /// Smallest and largest known value; nil when none is known.
  package let bounds: ClosedRange<Int64>?

  /// Packs values; where `validity` says unknown the value is ignored.
  package init(_ values: [Int64], validity: Bitmap? = nil) {
    let isAllKnown = validity.map { $0.population == values.count } ?? true
    let mask = isAllKnown ? nil : validity
    var low = Int64.max
    var high = Int64.min
    for (row, value) in values.enumerated() where mask?[row] ?? true {
      low = min(low, value)
      high = max(high, value)
    }
    self.validity = mask
    bounds = low <= high ? low...high : nil
    guard let known = bounds else {
      base = 0
      storage = .int8([Int8](repeating: 0, count: values.count))
      return
    }
    if let narrow = Self.pack(values, mask, known, as: Int8.self) {
      (storage, base) = (.int8(narrow.stored), narrow.base)
    } else if let narrow = Self.pack(values, mask, known, as: Int16.self) {
      (storage, base) = (.int16(narrow.stored), narrow.base)
    } else if let narrow = Self.pack(values, mask, known, as: Int32.self) {
      (storage, base) = (.int32(narrow.stored), narrow.base)
    } else {
      (storage, base) = (.int64(values), 0)
    }
  }

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

  private static func pack<Width: FixedWidthInteger>(
    _ values: [Int64], _ mask: Bitmap?, _ bounds: ClosedRange<Int64>, as width: Width.Type
  ) -> (stored: [Width], base: Int64)? {
    let (span, overflow) = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
    guard !overflow, span <= Int64(Width.max) - Int64(Width.min) else { return nil }
    // Small values keep base 0 so that stored and real values agree.
    let fitsPlainly = bounds.lowerBound >= Int64(Width.min) && bounds.upperBound <= Int64(Width.max)
    let base = fitsPlainly ? 0 : bounds.lowerBound &- Int64(Width.min)
    let stored = values.enumerated().map { row, value in
      (mask?[row] ?? true) ? Width(truncatingIfNeeded: value &- base) : 0
    }
    return (stored, base)
  }
}
