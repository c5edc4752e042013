/// Finds texts among those of a dictionary by their bytes, without a copy of them.
///
/// Slots are dealt out to parts by the upper bits of the hash, so that parts can be filled at the
/// same time and stay in cache while they are.
struct TextIndex: Sendable {
  private let texts: TextDictionary
  /// A text's code plus one, and above it as many bits of its hash as there is room for; 0 is free.
  private let slots: [UInt32]
  /// Where each part's slots begin, and one more; each part has a power of two of them.
  private let starts: [Int]
  /// The bits of a slot that are the code.
  private let codeMask: UInt32
  /// Whether no text came twice; of texts that did, the first one is found.
  let isDistinct: Bool

  /// Takes the known texts in.
  init(_ texts: TextDictionary, known: Bitmap? = nil) {
    self.texts = texts
    let order = Self.dealtOut(texts, known)
    let partCount = order.starts.count - 1
    var starts = [0]
    for part in 0..<partCount {
      let size = order.starts[part + 1] - order.starts[part]
      var slotCount = 8
      while slotCount * 5 < size * 8 { slotCount *= 2 }
      starts.append((starts.last ?? 0) + slotCount)
    }
    self.starts = starts
    let codeMask = UInt32.max >> UInt32(UInt32(texts.count).leadingZeroBitCount)
    self.codeMask = codeMask
    var slots = [UInt32](repeating: 0, count: starts[partCount])
    var wasDistinct = [Bool](repeating: true, count: partCount)
    slots.withUnsafeMutableBufferPointer { buffer in
      wasDistinct.withUnsafeMutableBufferPointer { flags in
        // Parts do not share slots or flags.
        nonisolated(unsafe) let (places, flags) = (buffer, flags)
        Parallel.run(partCount) { [starts] part in
          let own = UnsafeMutableBufferPointer(rebasing: places[starts[part]..<starts[part + 1]])
          let codes = order.codes[order.starts[part]..<order.starts[part + 1]]
          flags[part] = Self.fill(own, with: codes, of: texts, codeMask)
        }
      }
    }
    self.slots = slots
    isDistinct = wasDistinct.allSatisfy { $0 }
  }

  /// For each text of another dictionary its code in this one, or -1.
  func codes(of wanted: TextDictionary) -> [Int32] {
    Parallel.array(wanted.count) { range, places in
      var start = range.lowerBound
      while start < range.upperBound {
        let end = min(start + Self.batch, range.upperBound)
        find(wanted, start..<end, places)
        start = end
      }
    }
  }

  /// Texts that are looked up together, so that waits for memory overlap.
  private static let batch = 32

  private func find(
    _ wanted: TextDictionary, _ range: Range<Int>, _ places: UnsafeMutableBufferPointer<Int32>
  ) {
    withUnsafeTemporaryAllocation(of: (hash: UInt64, slot: UInt32).self, capacity: Self.batch) {
      firsts in
      wanted.lendTexts { wanted in
        texts.lendTexts { texts in
          for code in range {
            let hash = TextHash.of(wanted[code])
            let own = slots(of: hash)
            firsts[code - range.lowerBound] = (hash, slots[own.start + own.first])
          }
          for code in range {
            let first = firsts[code - range.lowerBound]
            places[code] = self.code(of: wanted[code], first.hash, first.slot, in: texts)
          }
        }
      }
    }
  }

  /// The code of a text whose first slot was read.
  private func code(
    of text: UnsafeRawBufferPointer, _ hash: UInt64, _ firstSlot: UInt32, in texts: LentTexts
  ) -> Int32 {
    var entry = firstSlot
    var next = 0
    while entry != 0 {
      if (entry ^ UInt32(truncatingIfNeeded: hash)) & ~codeMask == 0 {
        let code = Int(entry & codeMask) - 1
        if texts[code].holdsSameBytes(as: text) {
          return Int32(truncatingIfNeeded: code)
        }
      }
      let own = slots(of: hash)
      next += 1
      entry = slots[own.start + (own.first + next) & own.mask]
    }
    return -1
  }

  /// Where the slots of a hash's part begin, which of them comes first, and what keeps a number of
  /// a slot within the part.
  private func slots(of hash: UInt64) -> (start: Int, first: Int, mask: Int) {
    let part = Self.part(of: hash, starts.count - 1)
    let mask = starts[part + 1] - starts[part] - 1
    return (starts[part], Self.firstSlot(of: hash) & mask, mask)
  }
}

extension TextIndex {
  private static func part(of hash: UInt64, _ partCount: Int) -> Int {
    Int(hash >> 58) & (partCount - 1)
  }

  /// The lowest 32 bits of a hash mark the text, those above say where it belongs.
  private static func firstSlot(of hash: UInt64) -> Int { Int((hash >> 32) & 0x3FF_FFFF) }

  /// Puts codes into the slots of their part; whether their texts were distinct.
  private static func fill(
    _ slots: UnsafeMutableBufferPointer<UInt32>, with codes: ArraySlice<UInt32>,
    of texts: TextDictionary, _ codeMask: UInt32
  ) -> Bool {
    let mask = slots.count - 1
    var isDistinct = true
    texts.lendTexts { texts in
      for code in codes {
        let text = texts[Int(code)]
        let hash = TextHash.of(text)
        let mark = UInt32(truncatingIfNeeded: hash) & ~codeMask
        var slot = firstSlot(of: hash) & mask
        var isNew = true
        while slots[slot] != 0, isNew {
          let other = Int(slots[slot] & codeMask) - 1
          if slots[slot] & ~codeMask == mark,
            texts[other].holdsSameBytes(as: text)
          {
            isNew = false
          } else {
            slot = (slot + 1) & mask
          }
        }
        if isNew { slots[slot] = mark | (code + 1) }
        isDistinct = isDistinct && isNew
      }
    }
    return isDistinct
  }

  /// The codes of known texts, part by part and ascending in each, and where each part begins.
  private static func dealtOut(
    _ texts: TextDictionary, _ known: Bitmap?
  ) -> (codes: [UInt32], starts: [Int]) {
    let partCount = texts.count > 1 << 15 ? 64 : 1
    let parts = Parallel.array(texts.count, of: UInt8.self) { range, places in
      texts.lendTexts { texts in
        for code in range {
          let hash = TextHash.of(texts[code])
          places[code] = UInt8(truncatingIfNeeded: part(of: hash, partCount))
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
