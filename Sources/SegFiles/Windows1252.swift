import CMasks

/// Windows-1252, the usual encoding of exports that are not UTF-8.
enum Windows1252 {
  /// The character of each byte from 0x80 to 0x9F; 0xFFFD where there is none.
  ///
  /// All other bytes stand for the character of their own number.
  private static let upperControls: [UInt16] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]

  /// Appends the bytes as UTF-8; returns how many of them stand for nothing.
  static func append(_ bytes: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) -> Int {
    var undefined = 0
    for byte in bytes {
      if byte < 0x80 {
        text.append(byte)
        continue
      }
      let scalar = byte < 0xA0 ? upperControls[Int(byte - 0x80)] : UInt16(byte)
      if scalar == 0xFFFD { undefined += 1 }
      if scalar >= 0x800 {
        text.append(0xE0 | UInt8(scalar >> 12))
        text.append(0x80 | UInt8(scalar >> 6 & 0x3F))
      } else {
        text.append(0xC0 | UInt8(scalar >> 6))
      }
      text.append(0x80 | UInt8(scalar & 0x3F))
    }
    return undefined
  }
}

/// Judges a stream of bytes as UTF-8, block by block, in one pass.
struct UTF8Judge: Sendable {
  /// Characters beyond ASCII that were well formed.
  private(set) var wellFormed = 0
  /// Bytes that are no part of a well-formed character.
  private(set) var illFormed = 0
  private(set) var nulls = 0
  private var expected = 0
  /// Bounds of the next continuation byte (Unicode 16, table 3-7).
  private var low: UInt8 = 0x80
  private var high: UInt8 = 0xBF

  /// Takes the next block.
  mutating func take(_ block: UnsafeRawBufferPointer) {
    var search = OddSearch(block)
    var index = 0
    while index < block.count {
      if expected == 0 {
        index = search.next(from: index)
        if index >= block.count { return }
        // Most letters beyond ASCII take two bytes.
        let first = block[index]
        if first >= 0xC2, first <= 0xDF, index &+ 1 < block.count, block[index &+ 1] & 0xC0 == 0x80
        {
          wellFormed += 1
          index &+= 2
          continue
        }
      }
      take(block[index])
      index &+= 1
    }
  }

  /// Adds the judgement of another stretch of the file.
  mutating func add(_ other: UTF8Judge) {
    wellFormed += other.wellFormed
    illFormed += other.illFormed
    nulls += other.nulls
  }

  /// Takes the end of the file: a character cut off there is ill-formed.
  mutating func finish() {
    if expected > 0 { illFormed += 1 }
    expected = 0
  }

  private mutating func take(_ byte: UInt8) {
    if expected > 0 {
      if byte >= low && byte <= high {
        expected -= 1
        (low, high) = (0x80, 0xBF)
        if expected == 0 { wellFormed += 1 }
        return
      }
      illFormed += 1
      expected = 0
    }
    (low, high) = (0x80, 0xBF)
    switch byte {
    case 0: nulls += 1
    case 0x01..<0x80: break
    case 0xC2...0xDF: expected = 1
    case 0xE0: (expected, low) = (2, 0xA0)
    case 0xED: (expected, high) = (2, 0x9F)
    case 0xE1...0xEF: expected = 2
    case 0xF0: (expected, low) = (3, 0x90)
    case 0xF4: (expected, high) = (3, 0x8F)
    case 0xF1...0xF3: expected = 3
    default: illFormed += 1
    }
  }

  /// The encoding that the whole file is most likely in: UTF-8 when well formed, or nearly so.
  var encoding: FileEncoding {
    illFormed == 0 || wellFormed > 20 * illFormed ? .utf8 : .windows1252
  }
}

/// Finds bytes that are no ASCII, or 0, from the first to the last.
private struct OddSearch {
  private let bytes: UnsafeRawBufferPointer
  /// Where the 64 bytes begin that were looked at last, and which of them are odd.
  private var block = -64
  private var marks: UInt64 = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The first odd byte from a place on, which must not be before the one asked for last; the end
  /// where there is none.
  @inline(__always)  // Called per letter beyond ASCII; measured with the load benchmark.
  mutating func next(from start: Int) -> Int {
    var index = start
    if index &- block < 64 {
      let rest = marks &>> UInt64(truncatingIfNeeded: index &- block)
      if rest != 0 { return index &+ rest.trailingZeroBitCount }
      index = block &+ 64
    }
    guard let first = bytes.baseAddress else { return bytes.count }
    while index &+ 64 <= bytes.count {
      (block, marks) = (index, segsh_odd(first + index))
      if marks != 0 { return index &+ marks.trailingZeroBitCount }
      index &+= 64
    }
    while index < bytes.count, bytes[index] &- 1 < 0x7F { index &+= 1 }
    return index
  }
}
