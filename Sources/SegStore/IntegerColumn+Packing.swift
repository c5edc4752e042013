extension IntegerColumn {
  /// Packs values on every core.
  ///
  /// Where `validity` says unknown the value is ignored.
  package init(packing values: [Int64], validity: Bitmap? = nil) {
    self.init(wide: values, validity: validity)
  }

  /// Packs values that may need fewer bytes still.
  package init(packing values: [Int32], validity: Bitmap? = nil) {
    self.init(wide: values, validity: validity)
  }

  /// Takes values as they are, but for unknown ones.
  package init(packing values: [Int8], validity: Bitmap? = nil) {
    self.init(wide: values, validity: validity)
  }

  private init<Wide: FixedWidthInteger & Sendable>(
    wide values: [Wide], validity: Bitmap?
  ) {
    let mask = Bitmap.nilWhenFull(validity)
    let bounds = Self.knownBounds(of: values, mask)
    let form = Self.form(of: bounds)
    let storage: Storage =
      switch form.width {
      case 1: .int8(Self.packed(values, mask, form.base))
      case 2: .int16(Self.packed(values, mask, form.base))
      case 4: .int32(Self.packed(values, mask, form.base))
      default: .int64(Self.packed(values, mask, form.base))
      }
    self.init(storage, form.base, mask, bounds)
  }

  /// Rows that one thread takes at a time, a whole number of words.
  private static let blockRows = 1 << 16

  private static func knownBounds<Wide: FixedWidthInteger & Sendable>(
    of values: [Wide], _ mask: Bitmap?
  ) -> ClosedRange<Int64>? {
    let blocks = (values.count + blockRows - 1) / blockRows
    var lows = [Wide](repeating: .max, count: blocks)
    var highs = [Wide](repeating: .min, count: blocks)
    let words = mask?.words
    values.withUnsafeBufferPointer { values in
      lows.withUnsafeMutableBufferPointer { lows in
        highs.withUnsafeMutableBufferPointer { highs in
          // Each block writes its own two elements, and all end before the closures do.
          nonisolated(unsafe) let (values, lows, highs) = (values, lows, highs)
          Parallel.run(blocks) { block in
            let rows = block * blockRows..<min((block + 1) * blockRows, values.count)
            var low = Wide.max
            var high = Wide.min
            if let words {
              for row in rows where words[row >> 6] >> UInt64(row & 63) & 1 == 1 {
                low = min(low, values[row])
                high = max(high, values[row])
              }
            } else {
              for row in rows {
                low = min(low, values[row])
                high = max(high, values[row])
              }
            }
            lows[block] = low
            highs[block] = high
          }
        }
      }
    }
    guard let low = lows.min(), let high = highs.max(), low <= high else { return nil }
    return Int64(low)...Int64(high)
  }

  private static func packed<
    Wide: FixedWidthInteger & Sendable, Width: FixedWidthInteger & Sendable
  >(
    _ values: [Wide], _ mask: Bitmap?, _ base: Int64
  ) -> [Width] {
    var stored = [Width](unsafeUninitializedCapacity: values.count) { buffer, initialized in
      values.withUnsafeBufferPointer { values in
        // Every element is written by one thread before the closure ends.
        nonisolated(unsafe) let (values, base0) = (values, buffer.baseAddress)
        Parallel.run((values.count + blockRows - 1) / blockRows) { block in
          guard let target = base0 else { return }
          for row in block * blockRows..<min((block + 1) * blockRows, values.count) {
            (target + row).initialize(
              to: Width(truncatingIfNeeded: Int64(truncatingIfNeeded: values[row]) &- base))
          }
        }
      }
      initialized = values.count
    }
    mask?.complement.forEach { stored[$0] = 0 }
    return stored
  }
}
