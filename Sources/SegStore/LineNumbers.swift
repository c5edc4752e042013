/// The line of a file at which each row begins.
///
/// Where every row is one line, and none between them was left out, only the first is held.
package struct LineNumbers: Sendable {
  /// Stretches of rows, each with its first row and how its lines are held, in order.
  private var stretches: [(firstRow: Int, form: Form)] = []
  /// Number of rows.
  package private(set) var count = 0

  private enum Form: Sendable {
    case consecutive(from: UInt32)
    case listed([UInt32])
  }

  package init() {}

  /// Takes the line of each row.
  package init(_ lines: [UInt32]) {
    append(lines, plus: 0)
  }

  /// Adds rows of one line each.
  package mutating func append(from line: UInt32, count added: Int) {
    guard added > 0 else { return }
    if let last = stretches.last, case .consecutive(let first) = last.form,
      first &+ UInt32(truncatingIfNeeded: count - last.firstRow) == line
    {
      count += added
      return
    }
    stretches.append((count, .consecutive(from: line)))
    count += added
  }

  /// Adds rows whose lines, plus an offset, are given.
  package mutating func append(_ lines: [UInt32], plus offset: UInt32) {
    guard let first = lines.first else { return }
    let isConsecutive = lines.indices.allSatisfy {
      lines[$0] == first &+ UInt32(truncatingIfNeeded: $0)
    }
    if isConsecutive {
      append(from: first &+ offset, count: lines.count)
      return
    }
    stretches.append((count, .listed(offset == 0 ? lines : lines.map { $0 &+ offset })))
    count += lines.count
  }

  /// Adds the rows of another part of the file, whose lines are counted from `offset` on.
  package mutating func append(_ other: LineNumbers, plus offset: UInt32) {
    for (index, stretch) in other.stretches.enumerated() {
      switch stretch.form {
      case .listed(let lines): append(lines, plus: offset)
      case .consecutive(let line):
        let next =
          index + 1 < other.stretches.count
          ? other.stretches[index + 1].firstRow : other.count
        append(from: line &+ offset, count: next - stretch.firstRow)
      }
    }
  }

  /// The line of a row.
  package subscript(row: Int) -> UInt32 {
    precondition(row >= 0 && row < count, "a row that is not there")
    var low = 0
    var high = stretches.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if stretches[middle].firstRow <= row { low = middle } else { high = middle - 1 }
    }
    let (firstRow, form) = stretches[low]
    return switch form {
    case .consecutive(let line): line &+ UInt32(truncatingIfNeeded: row - firstRow)
    case .listed(let lines): lines[row - firstRow]
    }
  }
}

extension LineNumbers: ExpressibleByArrayLiteral, Equatable {
  package init(arrayLiteral lines: UInt32...) { self.init(lines) }

  package static func == (a: LineNumbers, b: LineNumbers) -> Bool {
    a.count == b.count && (0..<a.count).allSatisfy { a[$0] == b[$0] }
  }
}
