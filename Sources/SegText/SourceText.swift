/// An immutable piece of source: its display name, its UTF-8 bytes and where its lines begin.
package struct SourceText: Sendable {
  /// What messages call it: a file's path, `-c`, or `input`.
  package let name: String
  /// The text as UTF-8; may hold any bytes, valid or not.
  package let bytes: [UInt8]
  /// Line number of the first line, above 1 when the text was cut from a larger script.
  package let firstLine: Int
  private let lineStarts: [Int]

  /// Wraps text under a display name; costs one scan for the line table.
  package init(name: String, text: String, firstLine: Int = 1) {
    self.init(name: name, bytes: Array(text.utf8), firstLine: firstLine)
  }

  /// Wraps bytes under a display name; costs one scan for the line table.
  package init(name: String, bytes: [UInt8], firstLine: Int = 1) {
    self.name = name
    self.bytes = bytes
    self.firstLine = firstLine
    var starts = [0]
    while let end = bytes.lineBreak(from: starts[starts.count - 1]) { starts.append(end + 1) }
    lineStarts = starts
  }

  /// The text of a range, invalid UTF-8 repaired with U+FFFD.
  package func text(in range: SourceRange) -> String {
    let upper = min(range.upperBound, bytes.count)
    let lower = min(range.lowerBound, upper)
    return String(decoding: bytes[lower..<upper], as: UTF8.self)
  }

  /// Line (from `firstLine`) and column (from 1, in characters) of a byte offset.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let index = lineIndex(of: offset)
    let before = text(in: SourceRange(lineStarts[index], max(offset, lineStarts[index])))
    return (firstLine + index, before.count + 1)
  }

  /// The range of the line that holds an offset, its line break left out.
  package func lineRange(containing offset: Int) -> SourceRange {
    let index = lineIndex(of: offset)
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return SourceRange(start, max(start, end))
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
