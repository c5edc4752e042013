import SegStore

/// The cells of one column as a loop over rows reads them, in place.
///
/// Good only inside the call that lends it.
struct LentCells {
  /// What the cells are made of.
  enum Kind {
    /// Texts by a code of 1, 2 or 4 bytes a row.
    case codes8(UnsafePointer<UInt8>)
    case codes16(UnsafePointer<UInt16>)
    case codes32(UnsafePointer<UInt32>)
    /// One text a row.
    case texts
    /// Yes or no, a bit a row.
    case flags(UnsafePointer<UInt64>)
    /// Whole numbers with so many digits after a point, relative to a base.
    case integers8(UnsafePointer<Int8>, base: Int64, decimals: Int)
    case integers16(UnsafePointer<Int16>, base: Int64, decimals: Int)
    case integers32(UnsafePointer<Int32>, base: Int64, decimals: Int)
    case integers64(UnsafePointer<Int64>, base: Int64, decimals: Int)
    /// Cells that were made before, one for each of the rows to be written.
    case made(UnsafePointer<UInt8>, ends: UnsafePointer<Int>)
  }

  let kind: Kind
  /// Rows whose value is known; nil when all are.
  var validity: UnsafePointer<UInt64>?
  /// Texts end to end with their offsets.
  var texts = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  var offsets = TextOffsets.Lent()
  /// Whether every text of the rows can stand in a line as it is, unless it is empty.
  var isHarmless = false

  /// Lends the cells of columns, in their order, for some rows.
  static func lending(
    _ columns: some Collection<Source>, for rows: ArraySlice<Int32>, separator: UInt8,
    _ lent: [LentCells] = [], _ body: ([LentCells]) -> Void
  ) {
    guard let column = columns.first else { return body(lent) }
    column.lend { cells in
      var cells = cells
      cells.isHarmless = cells.isHarmless(for: rows, separator)
      lending(
        columns.dropFirst(), for: rows, separator: separator, lent + [cells], body)
    }
  }

  /// A look at all texts at once, where there are not many more than the rows have.
  private func isHarmless(for rows: ArraySlice<Int32>, _ separator: UInt8) -> Bool {
    var range = 0..<texts.count
    if case .texts = kind, !texts.isEmpty, let low = rows.min(), let high = rows.max() {
      range = offsets[Int(low)]..<offsets[Int(high) + 1]
    }
    guard range.count <= rows.count * 64 else { return false }
    var isSpecial: UInt8 = 0
    for place in range {
      let byte = texts[place]
      // Quotes, line ends, commas and blanks are below `-`; a byte-order mark begins with 0xEF.
      isSpecial |= (byte < 0x2D ? 1 : 0) | (byte == separator ? 1 : 0) | (byte == 0xEF ? 1 : 0)
    }
    return isSpecial == 0
  }
}

extension LentCells {
  /// Where cells are lent from.
  enum Source {
    case text(TextColumn)
    case flags(FlagColumn)
    /// With so many digits after a point.
    case integers(IntegerColumn, decimals: Int)
    case made(CellRun)

    fileprivate func lend(_ body: (LentCells) -> Void) {
      switch self {
      case .text(let column): Self.lend(column, body)
      case .flags(let column):
        column.values.words.withUnsafeBufferPointer { flags in
          guard let flags = flags.baseAddress else { return body(LentCells(kind: .texts)) }
          Self.lend(column.validity) { body(LentCells(kind: .flags(flags), validity: $0)) }
        }
      case .integers(let column, let decimals): Self.lend(column, decimals, body)
      case .made(let run):
        run.bytes.withUnsafeBufferPointer { bytes in
          run.ends.withUnsafeBufferPointer { ends in
            // An empty run has no address, and none of its bytes is read.
            guard let ends = ends.baseAddress else { return body(LentCells(kind: .texts)) }
            let bytes =
              bytes.baseAddress ?? UnsafeRawPointer(ends).assumingMemoryBound(to: UInt8.self)
            body(LentCells(kind: .made(bytes, ends: ends)))
          }
        }
      }
    }

    private static func lend(
      _ validity: Bitmap?, _ body: (UnsafePointer<UInt64>?) -> Void
    ) {
      guard let validity else { return body(nil) }
      validity.words.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    private static func lend(_ column: TextColumn, _ body: (LentCells) -> Void) {
      lend(column.validity) { validity in
        column.dictionary.bytes.withUnsafeBufferPointer { texts in
          column.dictionary.offsets.lend { offsets in
            func give(_ kind: Kind?) {
              body(
                LentCells(kind: kind ?? .texts, validity: validity, texts: texts, offsets: offsets))
            }
            switch column.codes {
            case .uint8(let codes):
              codes.withUnsafeBufferPointer { give($0.baseAddress.map { .codes8($0) }) }
            case .uint16(let codes):
              codes.withUnsafeBufferPointer { give($0.baseAddress.map { .codes16($0) }) }
            case .uint32(let codes):
              codes.withUnsafeBufferPointer { give($0.baseAddress.map { .codes32($0) }) }
            case .rows: give(.texts)
            }
          }
        }
      }
    }

    private static func lend(
      _ column: IntegerColumn, _ decimals: Int, _ body: (LentCells) -> Void
    ) {
      lend(column.validity) { validity in
        func give(_ kind: Kind?) { body(LentCells(kind: kind ?? .texts, validity: validity)) }
        let base = column.base
        switch column.storage {
        case .int8(let values):
          values.withUnsafeBufferPointer {
            give($0.baseAddress.map { .integers8($0, base: base, decimals: decimals) })
          }
        case .int16(let values):
          values.withUnsafeBufferPointer {
            give($0.baseAddress.map { .integers16($0, base: base, decimals: decimals) })
          }
        case .int32(let values):
          values.withUnsafeBufferPointer {
            give($0.baseAddress.map { .integers32($0, base: base, decimals: decimals) })
          }
        case .int64(let values):
          values.withUnsafeBufferPointer {
            give($0.baseAddress.map { .integers64($0, base: base, decimals: decimals) })
          }
        }
      }
    }
  }
}

extension TextOffsets.Lent {
  /// Where a text begins; for the number of texts, where the last one ends.
  @inline(__always)
  subscript(text: Int) -> Int {
    if let starts { Int(starts[text]) } else { text &* length }
  }
}
