import SegStore
import Synchronization

/// The yardstick of questions that read all of a column: adding up its bytes.
enum PlainSum {
  /// The sum of an array's bytes, taken eight at a time, on all threads.
  @discardableResult
  static func of<Element: BitwiseCopyable & Sendable>(_ values: [Element]) -> UInt64 {
    let total = Atomic<UInt64>(0)
    let piece = (1 << 18) / MemoryLayout<Element>.stride
    Parallel.run((values.count + piece - 1) / piece) { index in
      let part = values[(index * piece)..<min((index + 1) * piece, values.count)]
      let sum = part.withUnsafeBytes { bytes in
        var sum: UInt64 = 0
        for place in 0..<(bytes.count / 8) {
          sum &+= bytes.load(fromByteOffset: place * 8, as: UInt64.self)
        }
        return sum
      }
      total.wrappingAdd(sum, ordering: .relaxed)
    }
    return total.load(ordering: .relaxed)
  }
}

/// The caches of the processor, which hold what was read last.
struct Caches {
  /// 256 MB, more than the caches of the machines at hand hold.
  private let others = [UInt64](repeating: 1, count: 32 << 20)

  /// Fills them with bytes that no question is about.
  func fill() { PlainSum.of(others) }
}
