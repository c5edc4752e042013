/// Numbers distinct byte strings in order of arrival, through an open-addressing table of their
/// hashes.
///
/// Hashing is the standard library's, seeded in each process, so that no file can be made to
/// collide; nothing that leaves the interner depends on it.
struct KeyInterner {
  /// For each key its number and its length, 32 bits each, and its bytes.
  private var entries: [UInt8] = []
  /// Where each key's entry begins.
  private var starts: [Int] = []
  /// 24 bits of a key's hash above the place of its entry plus one; 0 is free.
  private var slots = [UInt64](repeating: 0, count: 64)

  private static let headSize = 8
  private static let placeMask: UInt64 = (1 << 40) - 1

  var count: Int { starts.count }

  /// Makes room for that many keys in all.
  mutating func reserve(_ keyCount: Int) {
    var slotCount = slots.count
    while Self.isCrowded(keyCount, in: slotCount) { slotCount *= 2 }
    if slotCount > slots.count { rehash(slotCount) }
    starts.reserveCapacity(keyCount)
  }

  /// The number of a key, which is added when it is new.
  mutating func intern(_ key: UnsafeRawBufferPointer) -> Int32 {
    if Self.isCrowded(count + 1, in: slots.count) { rehash(slots.count * 2) }
    let hash = Self.hash(key)
    let slot = slot(of: key, hash)
    if slots[slot] != 0 { return number(at: slots[slot]) }
    precondition(count < Int32.max, "more keys than rows can be")
    let number = Int32(truncatingIfNeeded: count)
    slots[slot] = (hash & ~Self.placeMask) | UInt64(entries.count + 1)
    starts.append(entries.count)
    withUnsafeBytes(of: number) { entries.append(contentsOf: $0) }
    withUnsafeBytes(of: Int32(key.count)) { entries.append(contentsOf: $0) }
    entries.append(contentsOf: key)
    return number
  }

  /// Whether a number is that of a key; false for numbers not given.
  func isNumber(_ number: Int, of key: UnsafeRawBufferPointer) -> Bool {
    number < count && isKey(key, at: starts[number])
  }

  /// The keys of the given numbers as a dictionary of texts; a negative number is an empty text.
  func dictionary(of numbers: some Collection<Int32>) -> TextDictionary {
    var texts: [UInt8] = []
    var offsets: [UInt32] = [0]
    offsets.reserveCapacity(numbers.count + 1)
    entries.withUnsafeBytes { entries in
      for number in numbers {
        if number >= 0 {
          let start = starts[Int(number)]
          let length = Int(entries.loadUnaligned(fromByteOffset: start + 4, as: Int32.self))
          let first = start + Self.headSize
          texts.append(
            contentsOf: UnsafeRawBufferPointer(rebasing: entries[first..<first + length]))
        }
        offsets.append(UInt32(texts.count))
      }
    }
    return TextDictionary(bytes: texts, offsets: offsets)
  }
}

extension KeyInterner {
  private static func isCrowded(_ keyCount: Int, in slotCount: Int) -> Bool {
    keyCount > slotCount / 16 * 11
  }

  private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: key)
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }

  /// The slot that holds a key, or the free one where it belongs.
  private func slot(of key: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let isLikely = (slots[slot] ^ hash) & ~Self.placeMask == 0
      if isLikely, isKey(key, at: Int(slots[slot] & Self.placeMask) - 1) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func number(at entry: UInt64) -> Int32 {
    let place = Int(entry & Self.placeMask) - 1
    return entries.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Int32.self) }
  }

  /// Whether the entry at a place is that of a key, compared eight bytes at a time.
  private func isKey(_ key: UnsafeRawBufferPointer, at place: Int) -> Bool {
    entries.withUnsafeBytes { entries in
      let length = Int(entries.loadUnaligned(fromByteOffset: place + 4, as: Int32.self))
      guard length == key.count else { return false }
      let first = place + Self.headSize
      var position = 0
      while position + 8 <= length {
        let stored = entries.loadUnaligned(fromByteOffset: first + position, as: UInt64.self)
        let wanted = key.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        guard stored == wanted else { return false }
        position += 8
      }
      while position < length {
        guard entries[first + position] == key[position] else { return false }
        position += 1
      }
      return true
    }
  }

  /// Lays all keys out anew in that many slots, a power of two.
  private mutating func rehash(_ slotCount: Int) {
    var larger = [UInt64](repeating: 0, count: slotCount)
    entries.withUnsafeBytes { entries in
      for start in starts {
        let length = Int(entries.loadUnaligned(fromByteOffset: start + 4, as: Int32.self))
        let first = start + Self.headSize
        let hash = Self.hash(UnsafeRawBufferPointer(rebasing: entries[first..<first + length]))
        var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
        while larger[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
        larger[slot] = (hash & ~Self.placeMask) | UInt64(start + 1)
      }
    }
    slots = larger
  }
}

extension KeyInterner {
  /// The number of each text of a dictionary, all being added.
  mutating func internAll(_ dictionary: TextDictionary) -> [Int32] {
    reserve(dictionary.count)
    var numbers: [Int32] = []
    numbers.reserveCapacity(dictionary.count)
    var next = 0
    dictionary.bytes.withUnsafeBytes { buffer in
      for code in 0..<dictionary.count {
        let key = UnsafeRawBufferPointer(rebasing: buffer[dictionary.range(code)])
        // Files often name things in the same order: the number after the last one comes first.
        let number = isNumber(next, of: key) ? Int32(truncatingIfNeeded: next) : intern(key)
        numbers.append(number)
        next = Int(number) + 1
      }
    }
    return numbers
  }

  /// The number of each text of a dictionary in its normal form for a kind of key, -1 where that
  /// form is empty; all others are added.
  mutating func internAll(_ dictionary: TextDictionary, as kind: CustomerKeyKind) -> [Int32] {
    reserve(dictionary.count)
    var scratch: [UInt8] = []
    var next = 0
    return (0..<dictionary.count).map { code in
      scratch.removeAll(keepingCapacity: true)
      kind.appendNormalForm(of: dictionary.utf8(code), to: &scratch)
      guard !scratch.isEmpty else { return -1 }
      let number = scratch.withUnsafeBytes { key in
        isNumber(next, of: key) ? Int32(truncatingIfNeeded: next) : intern(key)
      }
      next = Int(number) + 1
      return number
    }
  }
}

extension TextDictionary {
  /// Where the bytes of a text are.
  fileprivate func range(_ code: Int) -> Range<Int> {
    offsets[code]..<offsets[code + 1]
  }
}
