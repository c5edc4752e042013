import SegText

/// The screen of a terminal, as far as a line editor uses one.
///
/// It knows the cursor movements, erasures, insertions and deletions that xterm's terminfo entry
/// offers; colours and modes are accepted and not kept, except whether pastes are marked.
package struct Screen: Sendable, CustomStringConvertible {
  /// A grapheme in its first cell; nil in the second cell of a wide one.
  private typealias Cell = Character?

  /// Cells in a row.
  package private(set) var columns: Int
  /// Rows on the screen.
  package private(set) var rows: Int
  /// Row of the cursor, from 0.
  package private(set) var cursorLine = 0
  /// Column of the cursor, from 0.
  package private(set) var cursorColumn = 0
  /// Rows that have left the screen at the top, oldest first.
  package private(set) var scrolledOff: [String] = []
  /// Whether the program has asked for pastes to be marked.
  package private(set) var marksPastes = false
  /// Times the bell rang.
  package private(set) var bells = 0

  private var cells: [[Cell]]
  /// The next character goes to the next row: the last one stands in the last column.
  private var wrapsNext = false
  /// Characters push what is right of them instead of replacing it.
  private var inserts = false
  private var sequence: String?

  /// An empty screen.
  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows from top to bottom without the blanks at their ends.
  package var lines: [String] { cells.map(Self.text) }

  /// The row of the cursor without the blanks at its end.
  package var cursorRow: String { Self.text(cells[cursorLine]) }

  /// The rows down to the last that is not empty, the cursor shown as `▏`.
  package var description: String {
    var shown = lines
    let row = cells[cursorLine]
    let before = String(row[..<cursorColumn].compactMap { $0 })
    let after = Self.text(Array(row[cursorColumn...]))
    shown[cursorLine] = before + "▏" + after
    while let last = shown.last, last.isEmpty { shown.removeLast() }
    return shown.joined(separator: "\n")
  }

  private static func text(_ row: [Cell]) -> String {
    var text = String(row.compactMap { $0 })
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Changes the size, keeping what is at the top left.
  package mutating func resize(columns: Int, rows: Int) {
    let blank: [Cell] = Array(repeating: " ", count: columns)
    cells = cells.map { Array(($0 + blank).prefix(columns)) }
    while cells.count > rows {
      if cursorLine == 0 {
        cells.removeLast()
      } else {
        scrolledOff.append(Self.text(cells.removeFirst()))
        cursorLine -= 1
      }
    }
    while cells.count < rows { cells.append(blank) }
    self.columns = columns
    self.rows = rows
    cursorColumn = min(cursorColumn, columns - 1)
    wrapsNext = false
  }
}

// MARK: output

extension Screen {
  /// Shows what a program writes; the text in it, without escape sequences and carriage returns.
  package mutating func feed(_ output: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in output.unicodeScalars {
      if sequence != nil {
        extendSequence(scalar)
      } else if scalar == "\u{1B}" {
        sequence = ""
      } else {
        put(scalar)
        if scalar.value >= 0x20 || scalar == "\n" || scalar == "\t" { text.append(scalar) }
      }
    }
    return String(text)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\r":
      cursorColumn = 0
      wrapsNext = false
    case "\n": lineFeed()
    case "\u{08}":
      cursorColumn = max(0, cursorColumn - 1)
      wrapsNext = false
    case "\t": cursorColumn = min(columns - 1, (cursorColumn / 8 + 1) * 8)
    case "\u{07}": bells += 1
    case let control where control.value < 0x20: break
    default: draw(scalar)
    }
  }

  private mutating func draw(_ scalar: Unicode.Scalar) {
    let width = DisplayText.width(of: Character(scalar))
    if width == 0 {
      let column = wrapsNext ? cursorColumn : max(0, cursorColumn - 1)
      if let base = cells[cursorLine][column] {
        cells[cursorLine][column] = (String(base) + String(scalar)).first
      }
      return
    }
    if wrapsNext || cursorColumn + width > columns {
      cursorColumn = 0
      lineFeed()
    }
    if inserts { shift(removing: 0, inserting: width) }
    cells[cursorLine][cursorColumn] = Character(scalar)
    if width == 2 { cells[cursorLine][cursorColumn + 1] = nil }
    wrapsNext = cursorColumn + width >= columns
    cursorColumn = min(columns - 1, cursorColumn + width)
  }

  private mutating func lineFeed() {
    wrapsNext = false
    guard cursorLine == rows - 1 else {
      cursorLine += 1
      return
    }
    scrolledOff.append(Self.text(cells.removeFirst()))
    cells.append(Array(repeating: " ", count: columns))
  }
}

// MARK: escape sequences

extension Screen {
  private mutating func extendSequence(_ scalar: Unicode.Scalar) {
    guard var text = sequence else { return }
    text.unicodeScalars.append(scalar)
    sequence = text
    switch text.unicodeScalars.first {
    case "[":
      guard text.unicodeScalars.count > 1, (0x40...0x7E).contains(scalar.value) else { return }
      let parameters = text.dropFirst().dropLast()
      sequence = nil
      control(Character(scalar), String(parameters))
    case "]", "P", "_", "^":
      if scalar == "\u{07}" || text.hasSuffix("\u{1B}\\") { sequence = nil }
    case "(", ")":
      if text.unicodeScalars.count == 2 { sequence = nil }
    case "M":
      sequence = nil
      cursorLine = max(0, cursorLine - 1)
    default: sequence = nil
    }
  }

  private mutating func control(_ final: Character, _ parameters: String) {
    if parameters.hasPrefix("?") {
      if parameters == "?2004" { marksPastes = final == "h" }
      return
    }
    if parameters == "4" && (final == "h" || final == "l") { inserts = final == "h" }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map {
      Int($0) ?? 0
    }
    let count = max(1, numbers.first ?? 1)
    switch final {
    case "A": moveTo(cursorLine - count, cursorColumn)
    case "B", "e": moveTo(cursorLine + count, cursorColumn)
    case "C", "a": moveTo(cursorLine, cursorColumn + count)
    case "D": moveTo(cursorLine, cursorColumn - count)
    case "G", "`": moveTo(cursorLine, count - 1)
    case "d": moveTo(count - 1, cursorColumn)
    case "H", "f": moveTo(count - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case "J": eraseScreen(numbers.first ?? 0)
    case "K": eraseRow(numbers.first ?? 0)
    case "X": erase(cursorColumn..<min(columns, cursorColumn + count))
    case "P": shift(removing: count, inserting: 0)
    case "@": shift(removing: 0, inserting: count)
    case "L": shiftRows(removing: 0, inserting: count)
    case "M": shiftRows(removing: count, inserting: 0)
    default: break
    }
  }

  private mutating func moveTo(_ line: Int, _ column: Int) {
    cursorLine = min(max(0, line), rows - 1)
    cursorColumn = min(max(0, column), columns - 1)
    wrapsNext = false
  }

  private mutating func erase(_ range: Range<Int>) {
    for column in range { cells[cursorLine][column] = " " }
  }

  private mutating func eraseRow(_ mode: Int) {
    switch mode {
    case 0: erase(cursorColumn..<columns)
    case 1: erase(0..<cursorColumn + 1)
    default: erase(0..<columns)
    }
  }

  private mutating func eraseScreen(_ mode: Int) {
    let blank: [Cell] = Array(repeating: " ", count: columns)
    let kept = mode == 0 ? 0..<cursorLine : mode == 1 ? cursorLine + 1..<rows : 0..<0
    for line in 0..<rows where line != cursorLine && !kept.contains(line) { cells[line] = blank }
    eraseRow(mode)
  }

  private mutating func shift(removing: Int, inserting: Int) {
    var tail = Array(cells[cursorLine][cursorColumn...].dropFirst(removing))
    tail = Array(repeating: " ", count: inserting) + tail
    tail += Array(repeating: " ", count: columns)
    cells[cursorLine].replaceSubrange(
      cursorColumn..., with: tail.prefix(columns - cursorColumn))
  }

  private mutating func shiftRows(removing: Int, inserting: Int) {
    let blank: [Cell] = Array(repeating: " ", count: columns)
    var tail = Array(cells[cursorLine...].dropFirst(removing))
    tail = Array(repeating: blank, count: inserting) + tail
    tail += Array(repeating: blank, count: rows)
    cells.replaceSubrange(cursorLine..., with: tail.prefix(rows - cursorLine))
  }
}
