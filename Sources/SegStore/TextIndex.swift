/// Finds texts among those of a dictionary by their bytes, without a copy of them.
///
/// Slots are dealt out to parts by the upper bits of the hash, so that parts can be filled at the
/// same time and stay in cache while they are.
struct TextIndex: Sendable {
  private let texts: TextDictionary
  /// 32 bits of a text's hash above its code plus one; 0 is free.
  private let slots: [UInt64]
  /// Where each part's slots begin, and one more; each part has a power of two of them.
  private let starts: [Int]
  /// How far a hash must be shifted to give its part.
  private let shift: UInt64
  /// Whether no text came twice; of texts that did, the first one is found.
  let isDistinct: Bool

  /// Takes the known texts in.
  init(_ texts: TextDictionary, known: Bitmap? = nil) {
    self.texts = texts
    let bits: UInt64 = texts.count > 1 << 15 ? 6 : 0
    let partCount = 1 << Int(bits)
    shift = 63 - bits
    let order = Self.dealtOut(texts, known, shift: shift, partCount: partCount)
    var starts = [0]
    for part in 0..<partCount {
      let size = order.starts[part + 1] - order.starts[part]
      var slotCount = 8
      while slotCount * 5 < size * 8 { slotCount *= 2 }
      starts.append((starts.last ?? 0) + slotCount)
    }
    self.starts = starts
    var slots = [UInt64](repeating: 0, count: starts[partCount])
    var wasDistinct = [Bool](repeating: true, count: partCount)
    slots.withUnsafeMutableBufferPointer { buffer in
      wasDistinct.withUnsafeMutableBufferPointer { flags in
        // Parts do not share slots or flags.
        nonisolated(unsafe) let (places, flags) = (buffer, flags)
        Parallel.run(partCount) { [starts] part in
          let own = UnsafeMutableBufferPointer(rebasing: places[starts[part]..<starts[part + 1]])
          let codes = order.codes[order.starts[part]..<order.starts[part + 1]]
          flags[part] = Self.fill(own, with: codes, of: texts)
        }
      }
    }
    self.slots = slots
    isDistinct = wasDistinct.allSatisfy { $0 }
  }

  /// The code of a text, or -1 when the dictionary does not hold it.
  func code(of text: UnsafeRawBufferPointer) -> Int32 {
    let hash = TextHash.of(text)
    let part = Int((hash >> shift) >> 1)
    let start = starts[part]
    let mask = starts[part + 1] - start - 1
    return texts.bytes.withUnsafeBytes { bytes in
      var slot = Int(truncatingIfNeeded: hash >> 32) & mask
      while true {
        let entry = slots[start + slot]
        if entry == 0 { return -1 }
        if entry >> 32 == hash & 0xFFFF_FFFF {
          let code = Int(entry & 0xFFFF_FFFF) - 1
          if texts.text(code, in: bytes).holdsSameBytes(as: text) {
            return Int32(truncatingIfNeeded: code)
          }
        }
        slot = (slot + 1) & mask
      }
    }
  }
}

extension TextIndex {
  /// Puts codes into the slots of their part; whether their texts were distinct.
  private static func fill(
    _ slots: UnsafeMutableBufferPointer<UInt64>, with codes: ArraySlice<UInt32>,
    of texts: TextDictionary
  ) -> Bool {
    let mask = slots.count - 1
    var isDistinct = true
    texts.bytes.withUnsafeBytes { bytes in
      for code in codes {
        let text = texts.text(Int(code), in: bytes)
        let hash = TextHash.of(text)
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        var isNew = true
        while slots[slot] != 0, isNew {
          let isLikely = slots[slot] >> 32 == hash & 0xFFFF_FFFF
          let other = Int(slots[slot] & 0xFFFF_FFFF) - 1
          if isLikely, texts.text(other, in: bytes).holdsSameBytes(as: text) {
            isNew = false
          } else {
            slot = (slot + 1) & mask
          }
        }
        if isNew { slots[slot] = hash << 32 | UInt64(code + 1) }
        isDistinct = isDistinct && isNew
      }
    }
    return isDistinct
  }

  /// The codes of known texts, part by part and ascending in each, and where each part begins.
  private static func dealtOut(
    _ texts: TextDictionary, _ known: Bitmap?, shift: UInt64, partCount: Int
  ) -> (codes: [UInt32], starts: [Int]) {
    let parts = Parallel.array(texts.count, of: UInt8.self) { range, places in
      texts.bytes.withUnsafeBytes { bytes in
        for code in range {
          places[code] = UInt8((TextHash.of(texts.text(code, in: bytes)) >> shift) >> 1)
        }
      }
    }
    var starts = [Int](repeating: 0, count: partCount + 1)
    func forEachKnown(_ body: (Int) -> Void) {
      for code in parts.indices where known.map({ $0[code] }) ?? true { body(code) }
    }
    forEachKnown { starts[Int(parts[$0]) + 1] += 1 }
    for part in 0..<partCount { starts[part + 1] += starts[part] }
    var next = starts
    var codes = [UInt32](repeating: 0, count: starts[partCount])
    forEachKnown { code in
      let part = Int(parts[code])
      codes[next[part]] = UInt32(truncatingIfNeeded: code)
      next[part] += 1
    }
    return (codes, starts)
  }
}

extension TextDictionary {
  /// The bytes of a text, within the bytes of all.
  func text(_ code: Int, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[Int(offsets[code])..<Int(offsets[code + 1])])
  }
}
