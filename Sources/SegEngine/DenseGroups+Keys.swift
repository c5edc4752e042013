import CMasks
import SegStore

extension DenseGroups {
  /// The codes of a key, read in place; good only while the key is kept by the caller.
  ///
  /// Nothing in it is counted: threads that count references to the same column at every step wait
  /// for one another (measured: a tenth of a grouping).
  struct KeyReader {
    /// Stored integers or codes of texts; nil for yes and no.
    fileprivate let integers: IntegerReader?
    fileprivate let flags: UnsafePointer<UInt64>?
    /// The stored value of code 0.
    fileprivate let low: Int64
    /// The unit of each day of a stretch, for units of time.
    fileprivate let units: UnsafeBufferPointer<Int16>?
    /// Rows whose value is known; nil means all.
    fileprivate let known: UnsafePointer<UInt64>?
    let codeCount: Int
  }

  /// Lets `body` read the codes of keys in place.
  static func reading(
    _ keys: ArraySlice<Key>, _ made: [KeyReader] = [],
    _ body: (UnsafeBufferPointer<KeyReader>) -> Void
  ) {
    guard let key = keys.first else { return made.withUnsafeBufferPointer(body) }
    key.reading { reading(keys.dropFirst(), made + [$0], body) }
  }
}

extension DenseGroups.Key {
  fileprivate func reading(_ body: (DenseGroups.KeyReader) -> Void) {
    func read(
      _ integers: IntegerReader?, _ flags: UnsafePointer<UInt64>?,
      _ units: UnsafeBufferPointer<Int16>?, _ known: UnsafePointer<UInt64>?
    ) {
      body(
        DenseGroups.KeyReader(
          integers: integers, flags: flags, low: low, units: units, known: known,
          codeCount: codeCount))
    }
    Self.lending(units?.codes) { units in
      Self.lending(column.validity?.words) { known in
        switch column {
        case .integers(let column):
          IntegerReader.reading(column) { read($0, nil, units, known?.baseAddress) }
        case .text(let column):
          IntegerReader.reading(column.codes) { read($0, nil, units, known?.baseAddress) }
        case .flags(let column):
          Self.lending(column.values.words) {
            read(nil, $0?.baseAddress, units, known?.baseAddress)
          }
        case .lists: preconditionFailure("lists are not dense keys")
        }
      }
    }
  }

  private static func lending<Element>(
    _ array: [Element]?, _ body: (UnsafeBufferPointer<Element>?) -> Void
  ) {
    guard let array else { return body(nil) }
    array.withUnsafeBufferPointer { body($0) }
  }
}

extension DenseGroups.KeyReader {
  /// Reads the codes of a step's rows, those of words without members left out.
  func readCodes(
    of rows: Range<Int>, _ members: UnsafePointer<UInt64>,
    into target: UnsafeMutablePointer<Int16>
  ) {
    var word = rows.lowerBound >> 6
    let end = (rows.upperBound + 63) >> 6
    while word < end {
      let first = word
      while word < end, members[word] != 0 { word += 1 }
      if first < word {
        let run = first << 6..<min(word << 6, rows.upperBound)
        readCodes(run, members, target + (run.lowerBound - rows.lowerBound))
      } else {
        word += 1
      }
    }
  }

  private func readCodes(
    _ rows: Range<Int>, _ members: UnsafePointer<UInt64>, _ target: UnsafeMutablePointer<Int16>
  ) {
    if let integers {
      integers.copy(rows, less: low, to: target)
    } else if let flags {
      for row in rows {
        target[row &- rows.lowerBound] = Int16(
          truncatingIfNeeded: flags[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1)
      }
    }
    if let units { DayUnits.replaceDays(target, rows.count, units) }
    guard let known else { return }
    let words = rows.lowerBound >> 6..<(rows.upperBound + 63) >> 6
    // Unknown rows hold some value, which matters only where they are members.
    guard words.contains(where: { members[$0] & ~known[$0] != 0 }) else { return }
    segsh_replace_codes(
      target, known + words.lowerBound, words.count, Int16(codeCount - 1), 0)
  }
}
