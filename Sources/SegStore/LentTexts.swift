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
