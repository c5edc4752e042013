extension IntegerColumn {
  /// Packs values that need no more than these bytes.
  ///
  /// Where `validity` says unknown the value is ignored.
  package init(packing values: [Int32], validity: Bitmap? = nil) {
    self.init(narrowing: values, validity: validity)
  }

  /// Takes values as they are, but for unknown ones.
  package init(packing values: [Int8], validity: Bitmap? = nil) {
    self.init(narrowing: values, validity: validity)
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
      flipped, minuend &- base &+ 1, validity, summaries.map { $0.subtracted(from: minuend) })
  }
}
