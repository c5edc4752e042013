extension TextColumn {
  /// The texts of the given rows in their order; a negative row is unknown.
  ///
  /// A dictionary of codes holds just what these rows use, in order of first appearance; a plain
  /// column stays plain.
  package func gathering(_ rows: [Int32]) -> TextColumn {
    switch codes {
    case .uint8(let codes): gathering(codes, rows)
    case .uint16(let codes): gathering(codes, rows)
    case .uint32(let codes): gathering(codes, rows)
    case .rows:
      TextColumn(
        codes: .rows(rows.count), dictionary: dictionary.selecting(rows),
        validity: Bitmap.gathering(validity, rows))
    }
  }

  private func gathering<Width: FixedWidthInteger>(
    _ codes: [Width], _ rows: [Int32]
  ) -> TextColumn {
    let mask = Bitmap.gathering(validity, rows)
    var newCodes = [UInt32](repeating: .max, count: dictionary.count)
    var used: [Int32] = []
    var gathered = [UInt32](repeating: 0, count: rows.count)
    for (position, row) in rows.enumerated() {
      if let mask, mask.words[position >> 6] & (1 << UInt64(position & 63)) == 0 { continue }
      let code = Int(codes[Int(row)])
      if newCodes[code] == .max {
        newCodes[code] = UInt32(truncatingIfNeeded: used.count)
        used.append(Int32(truncatingIfNeeded: code))
      }
      gathered[position] = newCodes[code]
    }
    return TextColumn(codes: gathered, dictionary: dictionary.selecting(used), validity: mask)
  }
}

extension TextDictionary {
  /// The texts of the given codes, in their order; a negative code stands for an empty text.
  func selecting(_ codes: [Int32]) -> TextDictionary {
    if codes.count == count, codes.indices.allSatisfy({ Int(codes[$0]) == $0 }) { return self }
    var selected: [UInt8] = []
    var ends: [UInt32] = [0]
    selected.reserveCapacity(bytes.count)
    ends.reserveCapacity(codes.count + 1)
    for code in codes {
      if code >= 0 { selected.append(contentsOf: utf8(Int(code))) }
      ends.append(UInt32(selected.count))
    }
    return TextDictionary(bytes: selected, offsets: ends)
  }
}
