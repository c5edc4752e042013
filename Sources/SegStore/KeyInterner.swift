/// Numbers distinct byte strings in order of arrival, through an open-addressing table of their
/// hashes.
///
/// Hashing is the standard library's, seeded in each process, so that no file can be made to
/// collide; nothing that leaves the interner depends on it.
struct KeyInterner {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// Upper half of a key's hash, and the key's number plus one; 0 is free.
  private var slots = [UInt64](repeating: 0, count: 64)

  var count: Int { ends.count }

  /// The number of a key, which is added when it is new.
  mutating func intern(_ key: UnsafeRawBufferPointer) -> Int32 {
    if (ends.count + 1) * 2 > slots.count { grow() }
    let hash = Self.hash(key)
    let slot = position(of: key, hash)
    if slots[slot] != 0 { return Int32(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) - 1 }
    bytes.append(contentsOf: key)
    ends.append(bytes.count)
    precondition(ends.count < Int32.max, "more keys than rows can be")
    slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(ends.count)
    return Int32(ends.count - 1)
  }

  /// The number of a key, or nil when it was never added.
  func find(_ key: UnsafeRawBufferPointer) -> Int32? {
    let found = slots[position(of: key, Self.hash(key))]
    return found == 0 ? nil : Int32(truncatingIfNeeded: found & 0xFFFF_FFFF) - 1
  }

  /// The bytes of a key.
  func key(_ number: Int32) -> ArraySlice<UInt8> {
    let index = Int(number)
    return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// The keys of the given numbers as a dictionary of texts; a negative number is an empty text.
  func dictionary(of numbers: [Int32]) -> TextDictionary {
    var texts: [UInt8] = []
    var offsets: [UInt32] = [0]
    offsets.reserveCapacity(numbers.count + 1)
    for number in numbers {
      if number >= 0 { texts.append(contentsOf: key(number)) }
      offsets.append(UInt32(texts.count))
    }
    return TextDictionary(bytes: texts, offsets: offsets)
  }

  private func position(of key: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 32) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32 {
        let index = Int(slots[slot] & 0xFFFF_FFFF) - 1
        if isEqual(key, (index == 0 ? 0 : ends[index - 1]), ends[index]) { return slot }
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isEqual(_ key: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
    guard end - start == key.count else { return false }
    return (0..<key.count).allSatisfy { key[$0] == bytes[start + $0] }
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for entry in slots where entry != 0 {
      var slot = Int(truncatingIfNeeded: entry >> 32) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = entry
    }
    slots = larger
  }

  private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: key)
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }
}

extension KeyInterner {
  /// The number of each text of a dictionary, all being added.
  mutating func internAll(_ dictionary: TextDictionary) -> [Int32] {
    var numbers: [Int32] = []
    numbers.reserveCapacity(dictionary.count)
    dictionary.bytes.withUnsafeBytes { buffer in
      for code in 0..<dictionary.count {
        let range = Int(dictionary.offsets[code])..<Int(dictionary.offsets[code + 1])
        numbers.append(intern(UnsafeRawBufferPointer(rebasing: buffer[range])))
      }
    }
    return numbers
  }

  /// The number of each text of a dictionary in its normal form for a kind of key, -1 where that
  /// form is empty; all others are added.
  mutating func internAll(_ dictionary: TextDictionary, as kind: CustomerKeyKind) -> [Int32] {
    var scratch: [UInt8] = []
    return (0..<dictionary.count).map { code in
      scratch.removeAll(keepingCapacity: true)
      kind.appendNormalForm(of: dictionary.utf8(code), to: &scratch)
      return scratch.isEmpty ? -1 : scratch.withUnsafeBytes { intern($0) }
    }
  }

  /// The number of each text of a dictionary, -1 for those that were never added.
  func findAll(_ dictionary: TextDictionary) -> [Int32] {
    var numbers: [Int32] = []
    numbers.reserveCapacity(dictionary.count)
    dictionary.bytes.withUnsafeBytes { buffer in
      for code in 0..<dictionary.count {
        let range = Int(dictionary.offsets[code])..<Int(dictionary.offsets[code + 1])
        numbers.append(find(UnsafeRawBufferPointer(rebasing: buffer[range])) ?? -1)
      }
    }
    return numbers
  }
}
