import SegStore

/// Gives each distinct run of bytes a code, in order of first appearance.
///
/// An open-addressing table over one buffer: no object and no `String` a text. As long as texts
/// come in order, as ids often do, each is known to be new without the table, which is made when
/// the first one is out of order.
final class ByteInterner {
  private(set) var count = 0
  /// Whether the texts no longer fit the 4 GiB that offsets reach.
  private(set) var isFull = false
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCount = 0
  private var byteCapacity: Int
  private var offsets: UnsafeMutablePointer<UInt32>
  /// A number for each text that its owner chose.
  private var tags: UnsafeMutablePointer<UInt32>
  private var offsetCapacity: Int
  /// Hash in the upper half, code + 1 in the lower; 0 is free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  /// Whether every text so far came after all others by length and bytes (1), or before (-1);
  /// 0 once the table is in use.
  private var direction = 1

  init() {
    byteCapacity = 1 << 12
    offsetCapacity = 1 << 8
    mask = (1 << 9) - 1
    bytes = .allocate(capacity: byteCapacity + 8)
    (bytes + byteCapacity).initialize(repeating: 0, count: 8)
    offsets = .allocate(capacity: offsetCapacity)
    tags = .allocate(capacity: offsetCapacity)
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    offsets[0] = 0
  }

  deinit {
    bytes.deallocate()
    offsets.deallocate()
    tags.deallocate()
    slots.deallocate()
  }

  /// The number given to a text; one must have been.
  func tag(of code: UInt32) -> UInt32 { tags[Int(code)] }

  /// Gives a text a number.
  func setTag(_ tag: UInt32, of code: UInt32) { tags[Int(code)] = tag }

  /// The texts so far.
  var dictionary: TextDictionary {
    TextDictionary(
      bytes: Array(UnsafeBufferPointer(start: bytes, count: byteCount)),
      offsets: Array(UnsafeBufferPointer(start: offsets, count: count + 1)))
  }

  /// One text so far.
  func text(_ code: Int) -> String {
    let start = Int(offsets[code])
    let range = UnsafeBufferPointer(start: bytes + start, count: Int(offsets[code + 1]) - start)
    return String(decoding: range, as: UTF8.self)
  }

  /// Hash of some bytes, and all of them combined by `or`; eight bytes past them may be read.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  static func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> (hash: UInt32, union: UInt64) {
    let raw = UnsafeRawPointer(start)
    var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    var union: UInt64 = 0
    var index = 0
    while index &+ 8 <= count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      union |= word
      hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash &>> 32
      index &+= 8
    }
    if index < count {
      let keep = UInt64.max &>> UInt64(truncatingIfNeeded: (8 &- (count &- index)) &* 8)
      let word =
        UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) & keep
      union |= word
      hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash &>> 32
    }
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return (UInt32(truncatingIfNeeded: hash &>> 32), union)
  }

  /// The code of a text, made when it is new.
  func code(of text: String) -> Int {
    Int(codes(of: TextDictionary([text]))[0])
  }

  /// The codes of many texts, made when they are new.
  func codes(of texts: TextDictionary) -> [UInt32] {
    // Hashing reads up to eight bytes past a text.
    var padded = texts.bytes
    padded.append(contentsOf: repeatElement(0, count: 8))
    let offsets = texts.offsets
    return padded.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return [] }
      return (0..<texts.count).map { index in
        let text = start + offsets[index]
        let length = offsets[index + 1] - offsets[index]
        return code(text, length, hash: Self.hash(text, length).hash)
      }
    }
  }

  /// The code of some bytes, made when they are new.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  func code(_ start: UnsafePointer<UInt8>, _ length: Int, hash: UInt32) -> UInt32 {
    if direction != 0, let code = orderedCode(start, length) { return code }
    let (slots, offsets, bytes, mask) = (slots, offsets, bytes, mask)
    var slot = Int(hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return insert(start, length, hash, slot) }
      if UInt32(truncatingIfNeeded: entry &>> 32) == hash {
        let code = Int(UInt32(truncatingIfNeeded: entry)) &- 1
        let offset = Int(offsets[code])
        if Int(offsets[code &+ 1]) &- offset == length,
          isEqual(bytes + offset, start, length)
        {
          return UInt32(truncatingIfNeeded: code)
        }
      }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(__always)  // Called per cell; measured with the import benchmark.
  private func isEqual(
    _ a: UnsafeMutablePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    let (left, right) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    var index = 0
    while index &+ 8 <= count {
      if left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        return false
      }
      index &+= 8
    }
    while index < count {
      if a[index] != b[index] { return false }
      index &+= 1
    }
    return true
  }

  @inline(never)  // Keeps the quick path small.
  private func insert(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ hash: UInt32, _ slot: Int
  ) -> UInt32 {
    guard append(start, length) else { return 0 }
    slots[slot] = UInt64(hash) << 32 | UInt64(count)
    if count * 10 > mask * 6 { rehash() }
    return UInt32(truncatingIfNeeded: count - 1)
  }

  /// Adds a new text to the buffer; false when that is full.
  private func append(_ start: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard byteCount + length <= Int(UInt32.max) else {
      isFull = true
      return false
    }
    if byteCount + length > byteCapacity {
      byteCapacity = max(byteCapacity * 2, byteCount + length)
      bytes = Self.grown(bytes, byteCount, byteCapacity + 8)
    }
    if count + 2 > offsetCapacity {
      offsetCapacity *= 2
      offsets = Self.grown(offsets, count + 1, offsetCapacity)
      tags = Self.grown(tags, count, offsetCapacity)
    }
    (bytes + byteCount).update(from: start, count: length)
    byteCount += length
    count += 1
    offsets[count] = UInt32(truncatingIfNeeded: byteCount)
    return true
  }

  // MARK: texts in order

  /// The code of a text that comes last in order or was the last; nil when the order is broken.
  private func orderedCode(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt32? {
    if count > 0 {
      let order = compareToLast(start, length)
      if order == 0 { return UInt32(truncatingIfNeeded: count - 1) }
      if count == 1 { direction = order }
      guard order == direction else {
        leaveOrder()
        return nil
      }
    }
    guard append(start, length) else { return 0 }
    return UInt32(truncatingIfNeeded: count - 1)
  }

  /// 1 when the text is longer than the last one, or as long and its bytes come later; 0 when they
  /// are equal.
  private func compareToLast(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let offset = Int(offsets[count - 1])
    let lastLength = byteCount - offset
    guard length == lastLength else { return length > lastLength ? 1 : -1 }
    let (new, last) = (UnsafeRawPointer(start), UnsafeRawPointer(bytes + offset))
    var index = 0
    while index &+ 8 <= length {
      let a = new.loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
      let b = last.loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
      if a != b { return a > b ? 1 : -1 }
      index &+= 8
    }
    while index < length {
      if start[index] != bytes[offset &+ index] {
        return start[index] > bytes[offset &+ index] ? 1 : -1
      }
      index &+= 1
    }
    return 0
  }

  /// Makes the table of the texts so far.
  private func leaveOrder() {
    direction = 0
    var slotCount = mask + 1
    while count * 10 > slotCount * 5 { slotCount *= 2 }
    slots.deallocate()
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: 0, count: slotCount)
    mask = slotCount - 1
    for code in 0..<count {
      let start = Int(offsets[code])
      let hash = Self.hash(bytes + start, Int(offsets[code + 1]) - start).hash
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = UInt64(hash) << 32 | UInt64(code + 1)
    }
  }

  private func rehash() {
    let old = slots
    let oldCount = mask + 1
    mask = oldCount * (oldCount < 1 << 20 ? 4 : 2) - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    for index in 0..<oldCount where old[index] != 0 {
      var slot = Int(old[index] &>> 32) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = old[index]
    }
    old.deallocate()
  }

  private static func grown<Element>(
    _ old: UnsafeMutablePointer<Element>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    new.update(from: old, count: count)
    old.deallocate()
    return new
  }
}
