import Foundation
import SegStore

/// A set of customer numbers as the database keeps it: the numbers while they are few, else bits.
struct NumberSet: Hashable {
  /// Bits by number; as wide as the register was when it was made.
  private(set) var bits: Bitmap

  init(_ bits: Bitmap) { self.bits = bits }

  /// Reads the stored form; nil when the bytes are none.
  init?(_ data: Data, count: Int) {
    var result = Bitmap(count: count)
    guard let form = data.first else { return nil }
    let body = data.dropFirst()
    switch form {
    case Self.sparse:
      guard body.count % 4 == 0 else { return nil }
      for start in stride(from: body.startIndex, to: body.endIndex, by: 4) {
        let number = Int(Self.integer(body, at: start, as: UInt32.self))
        guard number < count else { return nil }
        result[number] = true
      }
    case Self.dense:
      guard body.count % 8 == 0, body.count / 8 <= result.words.count else { return nil }
      var words: [UInt64] = []
      words.reserveCapacity(result.words.count)
      for start in stride(from: body.startIndex, to: body.endIndex, by: 8) {
        words.append(Self.integer(body, at: start, as: UInt64.self))
      }
      words += [UInt64](repeating: 0, count: result.words.count - words.count)
      result = Bitmap(count: count, words: words)
    default: return nil
    }
    bits = result
  }

  var count: Int { bits.population }

  /// The form that is stored, the same for the same set.
  var data: Data {
    let population = bits.population
    if population * 4 < bits.words.count * 8 {
      var data = Data([Self.sparse])
      bits.forEach { Self.append(UInt32($0), to: &data) }
      return data
    }
    var data = Data([Self.dense])
    data.reserveCapacity(1 + bits.words.count * 8)
    for word in bits.words { Self.append(word, to: &data) }
    return data
  }

  private static let sparse: UInt8 = 0
  private static let dense: UInt8 = 1

  private static func append<Integer: FixedWidthInteger>(_ value: Integer, to data: inout Data) {
    withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
  }

  private static func integer<Integer: FixedWidthInteger & UnsignedInteger>(
    _ data: Data.SubSequence, at start: Int, as type: Integer.Type
  ) -> Integer {
    var value: Integer = 0
    for offset in 0..<MemoryLayout<Integer>.size {
      value |= Integer(data[start + offset]) << Integer(offset * 8)
    }
    return value
  }
}
