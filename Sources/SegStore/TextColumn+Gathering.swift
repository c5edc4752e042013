extension TextColumn {
  /// The texts of the given rows in their order; a negative row is unknown, and
  /// `areKnown` says that there is none.
  ///
  /// Faster where `groups` put values in that order.
  ///
  /// A dictionary of codes holds just what these rows use, in order of first appearance; a plain
  /// column stays plain.
  package func gathering(
    _ rows: [Int32], areKnown: Bool = false, groups: RowGroups? = nil
  ) -> TextColumn {
    let mask = Bitmap.gathering(validity, rows, areKnown: areKnown)
    switch codes {
    case .uint8(let codes): return gathering(codes, rows, groups, mask)
    case .uint16(let codes): return gathering(codes, rows, groups, mask)
    case .uint32(let codes): return gathering(codes, rows, groups, mask)
    case .rows:
      return TextColumn(
        codes: .rows(rows.count), dictionary: dictionary.selecting(rows), validity: mask)
    }
  }

  private func gathering<Width: CodeWidth>(
    _ codes: [Width], _ rows: [Int32], _ groups: RowGroups?, _ mask: Bitmap?
  ) -> TextColumn {
    let gathered = codes.gathering(rows, groups, unknown: 0)
    let used = Self.codesInUse(gathered, mask, of: dictionary.count)
    var newCodes = [UInt32](repeating: 0, count: dictionary.count)
    for (new, old) in used.enumerated() { newCodes[Int(old)] = UInt32(truncatingIfNeeded: new) }
    let numbered: Codes =
      if used.count <= 1 << 8 {
        .uint8(Self.numbered(gathered, newCodes, mask))
      } else if used.count <= 1 << 16 {
        .uint16(Self.numbered(gathered, newCodes, mask))
      } else {
        .uint32(Self.numbered(gathered, newCodes, mask))
      }
    return TextColumn(codes: numbered, dictionary: dictionary.selecting(used), validity: mask)
  }

  /// The codes that known rows hold, in order of first appearance.
  private static func codesInUse<Width: CodeWidth>(
    _ codes: [Width], _ mask: Bitmap?, of codeCount: Int
  ) -> [Int32] {
    // Only small dictionaries are worth a table of what was seen in every piece.
    let isKnown = RowMask(mask)
    let pieces =
      codeCount > 1 << 12
      ? [firstAppearances(codes, isKnown, codes.indices, of: codeCount)]
      : Parallel.mapPieces(of: codes.count) {
        firstAppearances(codes, isKnown, $0, of: codeCount)
      }
    guard pieces.count > 1 else { return pieces.first ?? [] }
    var isSeen = [Bool](repeating: false, count: codeCount)
    var result: [Int32] = []
    for code in pieces.joined() where !isSeen[Int(code)] {
      isSeen[Int(code)] = true
      result.append(code)
    }
    return result
  }

  private static func firstAppearances<Width: CodeWidth>(
    _ codes: [Width], _ isKnown: RowMask, _ range: Range<Int>, of codeCount: Int
  ) -> [Int32] {
    var isSeen = [Bool](repeating: false, count: codeCount)
    var result: [Int32] = []
    for row in range {
      let code = Int(codes[row])
      guard code < codeCount, !isSeen[code], isKnown[row] else { continue }
      isSeen[code] = true
      result.append(Int32(truncatingIfNeeded: code))
      if result.count == codeCount { break }
    }
    return result
  }

  /// Codes under new numbers; unknown rows hold 0.
  private static func numbered<Width: CodeWidth, NewWidth: CodeWidth>(
    _ codes: [Width], _ newCodes: [UInt32], _ mask: Bitmap?
  ) -> [NewWidth] {
    let isSame = newCodes.indices.allSatisfy { newCodes[$0] == UInt32($0) }
    if isSame, let codes = codes as? [NewWidth] { return codes }
    guard !newCodes.isEmpty else { return [NewWidth](repeating: 0, count: codes.count) }
    let narrow = newCodes.map { NewWidth(truncatingIfNeeded: $0) }
    let isKnown = RowMask(mask)
    return Parallel.array(codes.count) { range, places in
      for row in range {
        places[row] = isKnown[row] ? narrow[Int(codes[row])] : 0
      }
    }
  }
}

/// The widths in which codes are held.
private protocol CodeWidth: FixedWidthInteger, UnsignedInteger, BitwiseCopyable, Sendable {}
extension UInt8: CodeWidth {}
extension UInt16: CodeWidth {}
extension UInt32: CodeWidth {}
