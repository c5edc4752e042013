import SegStore

/// Texts put end to end, without the checks that arrays of a class cost for each of them.
final class TextBuffer {
  private(set) var count = 0
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCount = 0
  private var byteCapacity = 1 << 12
  private var ends: UnsafeMutablePointer<UInt32>
  private var endCapacity = 1 << 8

  init() {
    bytes = .allocate(capacity: byteCapacity)
    ends = .allocate(capacity: endCapacity)
  }

  deinit {
    bytes.deallocate()
    ends.deallocate()
  }

  /// Adds a text.
  func append(_ start: UnsafePointer<UInt8>, _ length: Int) {
    if byteCount &+ length > byteCapacity {
      byteCapacity = max(byteCapacity * 2, byteCount + length)
      bytes = Self.grown(bytes, byteCount, byteCapacity)
    }
    if count == endCapacity {
      endCapacity *= 2
      ends = Self.grown(ends, count, endCapacity)
    }
    (bytes + byteCount).update(from: start, count: length)
    byteCount &+= length
    ends[count] = UInt32(truncatingIfNeeded: byteCount)
    count &+= 1
  }

  /// The texts so far.
  var dictionary: TextDictionary {
    TextDictionary(
      bytes: Array(UnsafeBufferPointer(start: bytes, count: byteCount)),
      offsets: [0] + UnsafeBufferPointer(start: ends, count: count))
  }

  private static func grown<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    new.update(from: old, count: count)
    old.deallocate()
    return new
  }
}
