/// Where each of several texts begins among the bytes of all, end to end.
///
/// Texts that are equally long, as most ids are, need no number each.
package struct TextOffsets: Sendable {
  /// Number of texts.
  package private(set) var count = 0
  /// The length of every text, 0 where there is none; nil when they differ.
  package private(set) var commonLength: Int? = 0
  /// Where each text begins, and one more; empty while all are equally long.
  private var starts: [UInt32] = []

  /// No text yet.
  package init() {}

  /// So many texts of one length.
  package init(count: Int, commonLength: Int) {
    self.count = count
    self.commonLength = count == 0 ? 0 : commonLength
  }

  /// Takes the beginning of each text, which must ascend from 0, and the end of the last.
  package init(_ starts: [UInt32]) {
    precondition(starts.first == 0, "offsets begin with 0")
    count = starts.count - 1
    guard count > 0 else { return }
    let length = Int(starts[1])
    let isCommon = Parallel.allPieces(of: starts.count) { range in
      range.allSatisfy { Int(starts[$0]) == $0 * length }
    }
    commonLength = isCommon ? length : nil
    if !isCommon { self.starts = starts }
  }

  /// Where a text begins; for the number of texts, where the last one ends.
  package subscript(text: Int) -> Int {
    commonLength.map { text * $0 } ?? Int(starts[text])
  }

  /// Adds texts by where each ends, counted from the beginning of all, `room` being what all texts
  /// are expected to take.
  package mutating func append(ends: UnsafeBufferPointer<UInt32>, room: ColumnRoom) {
    guard let first = ends.first else { return }
    if let length = count == 0 ? Int(first) : commonLength {
      // Without an early way out the loop takes many numbers at a time.
      var difference: UInt32 = 0
      for index in ends.indices {
        difference |= ends[index] ^ UInt32(truncatingIfNeeded: (count &+ index &+ 1) &* length)
      }
      if difference == 0 {
        commonLength = length
        count += ends.count
        return
      }
      spellOut(room)
    }
    starts.append(contentsOf: ends, room: room)
    count += ends.count
  }

  /// Adds further texts, whose bytes follow.
  package mutating func append(_ other: TextOffsets, room: ColumnRoom) {
    let added = other.count
    guard added > 0 else { return }
    if let length = other.commonLength, count == 0 || commonLength == length {
      commonLength = length
      count += added
      return
    }
    if commonLength != nil { spellOut(room) }
    let shift = UInt32(truncatingIfNeeded: self[count])
    starts.append(added, room: room) { target in
      for text in 0..<added {
        target[text] = shift &+ UInt32(truncatingIfNeeded: other[text &+ 1])
      }
    }
    count += added
  }

  /// Gives each text a number of its own.
  private mutating func spellOut(_ room: ColumnRoom) {
    let length = commonLength ?? 0
    starts.append(count + 1, room: room) { target in
      for text in target.indices { target[text] = UInt32(truncatingIfNeeded: text &* length) }
    }
    commonLength = nil
  }
}

extension TextOffsets {
  /// The numbers to be written where texts differ in length, else nil.
  var spelledOut: [UInt32]? { commonLength == nil ? starts : nil }

  /// Offsets for loops over many texts, good only inside the call that lends them.
  ///
  /// Loops of other modules put the parts together themselves: a call would cost more than that.
  package struct Lent: @unchecked Sendable {
    // Only read, by threads that end before the call does.
    /// Where each text begins, and where the last one ends; nil where all are equally long.
    package let starts: UnsafePointer<UInt32>?
    /// The length of every text where there are no `starts`.
    package let length: Int

    /// No texts.
    package init() { self.init(nil, 0) }

    fileprivate init(_ starts: UnsafePointer<UInt32>?, _ length: Int) {
      (self.starts, self.length) = (starts, length)
    }

    /// Where a text begins; for the number of texts, where the last one ends.
    @inline(__always)  // Called per row; measured with the load benchmark.
    subscript(text: Int) -> Int { starts.map { Int($0[text]) } ?? text &* length }
  }

  /// Lends the offsets to `body`.
  package func lend<Result>(_ body: (Lent) -> Result) -> Result {
    if let commonLength { return body(Lent(nil, commonLength)) }
    return starts.withUnsafeBufferPointer { body(Lent($0.baseAddress, 0)) }
  }
}
