/// All texts of a dictionary for loops over many of them, good only inside the call that lends
/// them.
///
/// Asking the dictionary itself counts references to its parts for each text, which threads can
/// only do in turn (measured: loading a hundred million orders with ids of several lengths took
/// twice the time).
struct LentTexts: @unchecked Sendable {
  // Only read, by threads that end before the call does.
  private let bytes: UnsafeRawBufferPointer
  private let offsets: TextOffsets.Lent

  fileprivate init(_ bytes: UnsafeRawBufferPointer, _ offsets: TextOffsets.Lent) {
    (self.bytes, self.offsets) = (bytes, offsets)
  }

  /// The bytes of a text.
  @inline(__always)  // Called per row; measured with the load benchmark.
  subscript(code: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[offsets[code]..<offsets[code &+ 1]])
  }

  /// The number of bytes of a text.
  @inline(__always)  // Called per row; measured with the load benchmark.
  func length(_ code: Int) -> Int { offsets[code &+ 1] &- offsets[code] }

  /// Copies texts end to end, each over what the one before it left behind, and none for codes
  /// below 0; they fill the target.
  func copy(_ codes: ArraySlice<Int32>, to target: UnsafeMutableRawBufferPointer) {
    var place = 0
    for code in codes where code >= 0 {
      let start = offsets[Int(code)]
      let length = length(Int(code))
      target.copyText(at: place, from: bytes, start, length: length)
      place += length
    }
  }
}

extension TextDictionary {
  /// Lends all texts to `body`.
  func lendTexts<Result>(_ body: (LentTexts) -> Result) -> Result {
    bytes.withUnsafeBytes { bytes in offsets.lend { body(LentTexts(bytes, $0)) } }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Copies a text to a place; what lies behind it may be overwritten too.
  fileprivate func copyText(
    at place: Int, from source: UnsafeRawBufferPointer, _ start: Int, length: Int
  ) {
    if length <= 16, start + 16 <= source.count, place + 16 <= count {
      // Two words are faster than a call.
      let low = source.loadUnaligned(fromByteOffset: start, as: UInt64.self)
      let high = source.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
      storeBytes(of: low, toByteOffset: place, as: UInt64.self)
      storeBytes(of: high, toByteOffset: place + 8, as: UInt64.self)
    } else {
      UnsafeMutableRawBufferPointer(rebasing: self[place..<place + length])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<start + length]))
    }
  }
}
