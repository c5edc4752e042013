extension IntegerColumn {
  /// The values of several columns end to end, as one column of all their values would be.
  package init(joining pieces: [IntegerColumn], validity: Bitmap?) {
    let room = ColumnRoom(pieces.reduce(0) { $0 + $1.count })
    var growing = GrowingIntegers()
    for piece in pieces { growing.append(piece, room: room) }
    self = growing.finish(validity: validity)
  }
}

/// A column of integers that grows piece by piece, in a width and about a base that may change on
/// the way.
///
/// Pieces are copied at once: kept to the end they would take the memory of the column again.
package struct GrowingIntegers {
  private var storage = IntegerColumn.Storage.int8([])
  private var base: Int64 = 0
  private var bounds: ClosedRange<Int64>?
  /// Whether unknown rows may store something else than the base.
  private var hasStrays = false

  /// No values yet.
  package init() {}

  /// Adds the values of a column, `room` being what all of them are expected to take.
  package mutating func append(_ piece: IntegerColumn, room: ColumnRoom) {
    if let added = piece.bounds {
      let low = min(bounds?.lowerBound ?? added.lowerBound, added.lowerBound)
      let high = max(bounds?.upperBound ?? added.upperBound, added.upperBound)
      if bounds == nil || !fits(low) || !fits(high) {
        let form = Self.roomyForm(of: low...high)
        convert(to: form.width, form.base, room)
      }
      bounds = low...high
    }
    // Differences of bounded values fit whatever the way there; only their low bits are kept.
    let shift = piece.base &- base
    hasStrays = hasStrays || shift != 0 && piece.validity != nil
    switch storage {
    case .int8(var values):
      storage = .int8([])
      Self.append(piece.storage, shift, to: &values, room)
      storage = .int8(values)
    case .int16(var values):
      storage = .int8([])
      Self.append(piece.storage, shift, to: &values, room)
      storage = .int16(values)
    case .int32(var values):
      storage = .int8([])
      Self.append(piece.storage, shift, to: &values, room)
      storage = .int32(values)
    case .int64(var values):
      storage = .int8([])
      Self.append(piece.storage, shift, to: &values, room)
      storage = .int64(values)
    }
  }

  /// The column; nothing is left here.
  package mutating func finish(validity: Bitmap?) -> IntegerColumn {
    let mask = Bitmap.nilWhenFull(validity)
    let form = IntegerColumn.form(of: bounds)
    if form != (storage.width, base) {
      convert(to: form.width, form.base, ColumnRoom(storage.count))
    }
    if hasStrays, let mask { storage.clear(mask.complement) }
    defer { self = GrowingIntegers() }
    return IntegerColumn(storage: storage, base: base, validity: mask)
  }
}

extension GrowingIntegers {
  /// The form of a column, but with a base in the middle, so that values on either
  /// side fit too.
  private static func roomyForm(of bounds: ClosedRange<Int64>) -> (width: Int, base: Int64) {
    let form = IntegerColumn.form(of: bounds)
    guard form.base != 0 else { return form }
    return (form.width, bounds.lowerBound + (bounds.upperBound - bounds.lowerBound) / 2)
  }

  private func fits(_ value: Int64) -> Bool {
    let (difference, overflow) = value.subtractingReportingOverflow(base)
    guard !overflow else { return false }
    return switch storage {
    case .int8: Int8(exactly: difference) != nil
    case .int16: Int16(exactly: difference) != nil
    case .int32: Int32(exactly: difference) != nil
    case .int64: true
    }
  }

  private mutating func convert(to width: Int, _ newBase: Int64, _ room: ColumnRoom) {
    let shift = base &- newBase
    hasStrays = hasStrays || shift != 0
    base = newBase
    let old = storage
    storage = .int8([])
    switch width {
    case 1: storage = .int8(Self.converted(old, shift, room))
    case 2: storage = .int16(Self.converted(old, shift, room))
    case 4: storage = .int32(Self.converted(old, shift, room))
    default: storage = .int64(Self.converted(old, shift, room))
    }
  }

  private static func converted<Width: FixedWidthInteger & BitwiseCopyable>(
    _ old: IntegerColumn.Storage, _ shift: Int64, _ room: ColumnRoom
  ) -> [Width] {
    var values: [Width] = []
    append(old, shift, to: &values, room)
    return values
  }

  private static func append<Width: FixedWidthInteger & BitwiseCopyable>(
    _ piece: IntegerColumn.Storage, _ shift: Int64, to values: inout [Width], _ room: ColumnRoom
  ) {
    switch piece {
    case .int8(let added): append(added, shift, to: &values, room)
    case .int16(let added): append(added, shift, to: &values, room)
    case .int32(let added): append(added, shift, to: &values, room)
    case .int64(let added): append(added, shift, to: &values, room)
    }
  }

  private static func append<
    From: FixedWidthInteger, To: FixedWidthInteger & BitwiseCopyable
  >(_ added: [From], _ shift: Int64, to values: inout [To], _ room: ColumnRoom) {
    if shift == 0, let same = added as? [To] {
      return values.append(contentsOf: same, room: room)
    }
    let step = 1 << 16
    for start in stride(from: 0, to: added.count, by: step) {
      let piece = added[start..<min(start + step, added.count)]
      values.append(piece.count, room: room) { target in
        piece.withUnsafeBufferPointer { piece in
          for index in piece.indices {
            target[index] = To(truncatingIfNeeded: Int64(piece[index]) &+ shift)
          }
        }
      }
    }
  }
}

extension IntegerColumn.Storage {
  /// Stores 0 in some rows.
  fileprivate mutating func clear(_ rows: Bitmap) {
    switch self {
    case .int8(var values):
      self = .int8([])
      rows.forEach { values[$0] = 0 }
      self = .int8(values)
    case .int16(var values):
      self = .int8([])
      rows.forEach { values[$0] = 0 }
      self = .int16(values)
    case .int32(var values):
      self = .int8([])
      rows.forEach { values[$0] = 0 }
      self = .int32(values)
    case .int64(var values):
      self = .int8([])
      rows.forEach { values[$0] = 0 }
      self = .int64(values)
    }
  }
}
