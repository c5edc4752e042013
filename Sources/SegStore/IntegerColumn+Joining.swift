extension IntegerColumn {
  /// The values of several columns end to end, as one column of all their values would be.
  package init(joining pieces: [IntegerColumn], validity: Bitmap?) {
    let bounds = pieces.compactMap(\.bounds)
    let low = bounds.map(\.lowerBound).min() ?? 0
    let high = bounds.map(\.upperBound).max() ?? 0
    let form = Self.form(of: low...high)
    let storage: Storage =
      switch form.width {
      case 1: .int8(Self.joined(pieces, form.base))
      case 2: .int16(Self.joined(pieces, form.base))
      case 4: .int32(Self.joined(pieces, form.base))
      default: .int64(Self.joined(pieces, form.base))
      }
    self.init(storage: storage, base: form.base, validity: Bitmap.nilWhenFull(validity))
  }

  private static func joined<Width: FixedWidthInteger & BitwiseCopyable>(
    _ pieces: [IntegerColumn], _ base: Int64
  ) -> [Width] {
    LargePages.array(of: pieces.reduce(0) { $0 + $1.count }) { target in
      var start = 0
      for piece in pieces {
        let end = start + piece.count
        let part = UnsafeMutableBufferPointer(rebasing: target[start..<end])
        switch piece.storage {
        case .int8(let stored): convert(stored, piece, base, part)
        case .int16(let stored): convert(stored, piece, base, part)
        case .int32(let stored): convert(stored, piece, base, part)
        case .int64(let stored): convert(stored, piece, base, part)
        }
        start = end
      }
    }
  }

  /// Writes a piece's values as differences to another base.
  private static func convert<From: FixedWidthInteger, To: FixedWidthInteger>(
    _ stored: [From], _ piece: IntegerColumn, _ base: Int64,
    _ target: UnsafeMutableBufferPointer<To>
  ) {
    // Differences of bounded values fit whatever the way there; only their low bits are kept.
    let shift = piece.base &- base
    stored.withUnsafeBufferPointer { stored in
      for index in stored.indices {
        target[index] = To(truncatingIfNeeded: Int64(stored[index]) &+ shift)
      }
    }
    // Unknown rows store the base.
    piece.validity?.complement.forEach { target[$0] = 0 }
  }
}
